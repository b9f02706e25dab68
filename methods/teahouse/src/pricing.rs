//! The price of goods: the ordinary one, or that of a promotion.

use std::collections::HashMap;

use crate::tables::promotions::{Promotion, PromotionKind};

/// The running promotions of some goods, by goods.
#[derive(Debug, Default)]
pub(crate) struct Promotions(HashMap<i64, Vec<Promotion>>);

/// The price of a piece, and the promotion that it comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Price<'a> {
    /// In fen.
    pub(crate) fen: i64,
    pub(crate) promotion: Option<&'a Promotion>,
}

impl Promotions {
    /// Returns promotions that run, such as [`running`](crate::tables::promotions::running) returns them.
    pub(crate) fn of(running: Vec<Promotion>) -> Promotions {
        let mut by_goods: HashMap<i64, Vec<Promotion>> = HashMap::new();
        for promotion in running {
            by_goods
                .entry(promotion.goods_id)
                .or_default()
                .push(promotion);
        }
        Promotions(by_goods)
    }

    /// Returns the price of a piece if so many are bought: that of group buying, else that of a flash sale from its number of pieces
    /// on, else the ordinary one. A promotion whose quota does not cover all of the pieces does not hold for any of them.
    pub(crate) fn price(&self, goods_id: i64, ordinary: i64, pieces: i64) -> Price<'_> {
        let of_kind = |kind| {
            let promotion = self.of_kind(goods_id, kind);
            promotion.filter(|promotion| promotion.covers(pieces))
        };
        let xianshi = of_kind(PromotionKind::Xianshi);
        let xianshi = xianshi.filter(|sale| pieces >= sale.lower_limit);
        let promotion = of_kind(PromotionKind::Groupbuy).or(xianshi);
        Price {
            fen: promotion.map_or(ordinary, |promotion| promotion.price),
            promotion,
        }
    }

    /// Returns the promotion that the page of goods shows, whatever the number of pieces.
    pub(crate) fn shown(&self, goods_id: i64) -> Option<&Promotion> {
        let groupbuy = self.of_kind(goods_id, PromotionKind::Groupbuy);
        groupbuy.or_else(|| self.of_kind(goods_id, PromotionKind::Xianshi))
    }

    fn of_kind(&self, goods_id: i64, kind: PromotionKind) -> Option<&Promotion> {
        let mut of_goods = self.0.get(&goods_id)?.iter();
        of_goods.find(|promotion| promotion.kind == kind)
    }
}

impl Price<'_> {
    /// Returns the number of the kind of promotion: 0 none, 1 group buying, 2 a flash sale.
    pub(crate) fn kind_number(&self) -> i64 {
        match self.promotion.map(|promotion| promotion.kind) {
            None => 0,
            Some(PromotionKind::Groupbuy) => 1,
            Some(PromotionKind::Xianshi) => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use signet_store::State;

    use super::*;

    fn promotion(kind: PromotionKind, price: i64, lower_limit: i64) -> Promotion {
        Promotion {
            id: price,
            kind,
            goods_id: 1,
            store_id: 2,
            name: String::new(),
            title: String::new(),
            note: String::new(),
            price,
            starts_at: 0,
            ends_at: 1,
            lower_limit,
            upper_limit: 0,
            quota: 0,
            sold: 0,
            recommend: false,
            state: State::Live,
        }
    }

    fn price(promotions: &Promotions, pieces: i64) -> (i64, i64) {
        let price = promotions.price(1, 5880, pieces);
        (price.fen, price.kind_number())
    }

    #[test]
    fn a_flash_sale_holds_from_its_number_of_pieces_on() {
        let sales = Promotions::of(vec![promotion(PromotionKind::Xianshi, 4990, 2)]);
        assert_eq!(price(&sales, 1), (5880, 0));
        assert_eq!(price(&sales, 2), (4990, 2));
        assert_eq!(sales.shown(1).map(|sale| sale.price), Some(4990));
        assert!(sales.shown(2).is_none());
    }

    #[test]
    fn a_promotion_holds_for_pieces_that_its_quota_covers() {
        let mut sale = promotion(PromotionKind::Groupbuy, 4500, 1);
        (sale.quota, sale.sold) = (5, 3);
        let sales = Promotions::of(vec![sale]);
        assert_eq!(price(&sales, 2), (4500, 1));
        assert_eq!(price(&sales, 3), (5880, 0));
    }

    #[test]
    fn group_buying_comes_before_a_flash_sale() {
        let both = Promotions::of(vec![
            promotion(PromotionKind::Xianshi, 4000, 1),
            promotion(PromotionKind::Groupbuy, 4500, 1),
        ]);
        assert_eq!(price(&both, 1), (4500, 1));
        assert_eq!(price(&Promotions::default(), 1), (5880, 0));
    }
}
