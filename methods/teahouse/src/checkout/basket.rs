//! The basket of a checkout, read from the database: its lines by store, their prices, and the discounts and gifts of campaigns and goods.

mod load;
mod rules;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::amounts::Amounts;
use super::freight::Weighed;
use crate::tables::commons::Common;
use crate::tables::goods::Goods;
use crate::tables::mansongs::{Mansong, MansongRule};
use crate::tables::promotions::PromotionKind;
use crate::tables::samples::Sample;
use crate::tables::stores::Store;

pub(crate) use load::{Purchase, load};

/// Everything that is bought.
pub(crate) struct Basket {
    /// The parcels by store, in the order of the ids of the stores.
    pub(crate) stores: BTreeMap<i64, Parcel>,
    /// The digest of what the client named: 128 bits in hexadecimal digits.
    pub(crate) digest: String,
}

/// The part of a basket that comes from one store.
pub(crate) struct Parcel {
    pub(crate) store: Store,
    /// The lines that are paid.
    pub(crate) lines: Vec<Line>,
    /// The gifts of goods and of the campaign.
    pub(crate) gifts: Vec<GiftLine>,
    /// The campaign, and its rule that applies.
    pub(crate) mansong: Option<(Mansong, MansongRule)>,
    /// The sample, if one is bought. It is the only line then.
    pub(crate) sample: Option<Sample>,
}

/// A line that is paid.
pub(crate) struct Line {
    /// The id of the line of the cart; 0 if the client named the goods instead.
    pub(crate) cart_id: i64,
    pub(crate) goods: Goods,
    pub(crate) common: Common,
    pub(crate) pieces: i64,
    /// The price of a piece in fen.
    pub(crate) price: i64,
    /// The id of the promotion that the price comes from, and its kind.
    pub(crate) promotion: Option<(i64, PromotionKind)>,
    /// Whether it can be bought at all.
    pub(crate) is_live: bool,
}

/// A line that is a gift.
pub(crate) struct GiftLine {
    pub(crate) goods: Goods,
    pub(crate) pieces: i64,
}

impl Line {
    /// Returns the cost of the line in fen.
    pub(crate) fn cost(&self) -> i64 {
        // The prices that operators enter are far below the maximum of 64 bits. If a cost exceeded it, the line would be too expensive, but
        // never free.
        self.price.saturating_mul(self.pieces)
    }

    /// Returns whether the stock covers the line.
    pub(crate) fn is_in_stock(&self) -> bool {
        self.goods.storage >= self.pieces
    }
}

impl Parcel {
    /// Returns the lines that can be bought.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.is_live)
    }

    /// Returns the amounts of the goods.
    pub(crate) fn amounts(&self) -> Amounts {
        let costs = self.live().map(Line::cost);
        Amounts {
            goods: costs.fold(0_i64, i64::saturating_add),
            mansong: self.mansong.as_ref().map_or(0, |(_, rule)| rule.discount),
            ..Amounts::default()
        }
    }

    /// Returns the gift of the campaign, if the rule that applies has a gift and the gift is in stock.
    pub(crate) fn campaign_gift(&self) -> Option<&GiftLine> {
        let (_, rule) = self.mansong.as_ref()?;
        let mut gifts = self.gifts.iter();
        gifts.find(|gift| gift.goods.id == rule.gift_goods_id)
    }

    /// Returns the lines in the form in which their freight is calculated.
    pub(crate) fn weighed(&self) -> Vec<Weighed> {
        let line = |line: &Line| Weighed {
            transport_id: line.common.transport_id,
            freight: match &self.sample {
                Some(sample) => sample.freight,
                None => line.common.freight,
            },
            pieces: line.pieces,
        };
        self.live().map(line).collect()
    }
}

impl Basket {
    /// Returns the amount of the goods of all stores after the campaigns, in fen.
    pub(crate) fn total(&self) -> i64 {
        let totals = self.stores.values();
        let totals = totals.map(|parcel| parcel.amounts().after_mansong());
        totals.fold(0_i64, i64::saturating_add)
    }

    /// Returns the number of pieces by goods: bought pieces and gifts together.
    pub(crate) fn pieces(&self) -> BTreeMap<i64, i64> {
        let gifts = self.stores.values().flat_map(|parcel| &parcel.gifts);
        let gifts = gifts.map(|gift| (gift.goods.id, gift.pieces));
        let lines = self.live().map(|line| (line.goods.id, line.pieces));
        let mut pieces = BTreeMap::new();
        for (goods_id, number) in lines.chain(gifts) {
            *pieces.entry(goods_id).or_default() += number;
        }
        pieces
    }

    /// Returns all lines that can be bought.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Line> {
        self.stores.values().flat_map(Parcel::live)
    }
}

/// Returns the digest of what the client named: the ids of the lines of the cart, the goods and the numbers of pieces.
pub(crate) fn digest(of_cart: bool, mut named: Vec<(i64, i64, i64)>) -> String {
    named.sort_unstable();
    let mut hash = Sha256::new();
    hash.update([u8::from(of_cart)]);
    for (id, goods_id, pieces) in named {
        for number in [id, goods_id, pieces] {
            hash.update(number.to_be_bytes());
        }
    }
    let digest = hex::encode(hash.finalize());
    digest.chars().take(32).collect()
}
