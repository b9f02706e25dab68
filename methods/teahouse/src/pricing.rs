//! The price of goods: the ordinary price, or the price of a promotion.

use std::collections::HashMap;

use crate::tables::promotions::{Promotion, PromotionKind};

/// The running promotions of some goods, by goods.
#[derive(Debug, Default)]
pub struct Promotions(HashMap<i64, Vec<Promotion>>);

/// The price of a piece, and the promotion that it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Price<'a> {
    /// The price in fen.
    pub fen: i64,
    /// The promotion; `None` if it is the ordinary price.
    pub promotion: Option<&'a Promotion>,
}

impl Promotions {
    /// Returns running promotions by goods. [`running`](crate::tables::promotions::running) reads such promotions.
    pub fn of(running: Vec<Promotion>) -> Promotions {
        let mut by_goods: HashMap<i64, Vec<Promotion>> = HashMap::new();
        for promotion in running {
            by_goods
                .entry(promotion.goods_id)
                .or_default()
                .push(promotion);
        }
        Promotions(by_goods)
    }

    /// Returns the price of one piece of goods if a number of pieces is bought; all prices are in fen. It is the price of group buying,
    /// else the price of a flash sale whose minimum number of pieces is reached, else the ordinary price. If the quota of a promotion does
    /// not cover all of the pieces, the promotion applies to none of them.
    pub fn price(&self, goods_id: i64, ordinary: i64, pieces: i64) -> Price<'_> {
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

    /// Returns the promotion that the page of goods shows. It does not depend on the number of pieces.
    pub fn shown(&self, goods_id: i64) -> Option<&Promotion> {
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
    pub fn kind_number(&self) -> i64 {
        match self.promotion.map(|promotion| promotion.kind) {
            None => 0,
            Some(PromotionKind::Groupbuy) => 1,
            Some(PromotionKind::Xianshi) => 2,
        }
    }
}
