//! The price of goods: the ordinary price, or the price of a promotion.

use signet_methods_teahouse::pricing::Promotions;
use signet_methods_teahouse::tables::promotions::{Promotion, PromotionKind};
use signet_store::State;

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
