//! The amounts of an order, and the shares of its lines in discounts.

use proptest::prelude::*;
use signet_methods_teahouse::checkout::amounts::{Amounts, fill, is_free, reached};
use signet_methods_teahouse::checkout::shares::shares;
use signet_methods_teahouse::tables::mansongs::MansongRule;

fn rules(prices: &[(i64, i64)]) -> Vec<MansongRule> {
    let rule = |(price, discount): &(i64, i64)| MansongRule {
        mansong_id: 1,
        price: *price,
        discount: *discount,
        gift_goods_id: 0,
    };
    prices.iter().map(rule).collect()
}

fn after(goods: i64, rules: &[MansongRule]) -> i64 {
    let mansong = reached(rules, goods).map_or(0, |rule| rule.discount);
    let amounts = Amounts {
        goods,
        mansong,
        ..Amounts::default()
    };
    amounts.after_mansong()
}

#[test]
fn the_highest_rule_that_is_reached_holds_once() {
    let rules = rules(&[(10_000, 1000), (20_000, 2500)]);
    for (goods, expected) in [
        (9999, 9999),
        (10_000, 9000),
        (14_730, 13_730),
        (19_999, 18_999),
        (20_500, 18_000),
        (60_000, 57_500),
    ] {
        assert_eq!(after(goods, &rules), expected, "{goods}");
    }
}

#[test]
fn free_delivery_counts_what_the_campaign_leaves() {
    let both = rules(&[(10_000, 1000), (20_000, 2500)]);
    assert!(!is_free(20_000, after(20_500, &both)));
    let one = rules(&[(10_000, 1000)]);
    assert!(is_free(20_000, after(21_500, &one)));
    assert!(is_free(20_000, 20_000) && !is_free(20_000, 19_999) && !is_free(0, 99));
}

#[test]
fn a_balance_fills_amounts_in_their_order() {
    let amounts = Amounts {
        goods: 14_730,
        mansong: 1000,
        voucher: 2000,
        freight: 1500,
    };
    assert_eq!(amounts.order(), 13_230);
    assert_eq!(fill(&[13_230], 5000), [5000]);
    assert_eq!(fill(&[15_230, 26_000], 30_000), [15_230, 14_770]);
    assert_eq!(fill(&[8000, 0, 8000], 10_000), [8000, 0, 2000]);
    assert_eq!(fill(&[8000], 0), [0]);
}

fn paid(costs: &[i64], discount: i64) -> Vec<i64> {
    let shares = shares(costs, discount);
    costs
        .iter()
        .zip(shares)
        .map(|(cost, share)| cost - share)
        .collect()
}

#[test]
fn the_last_lines_bear_what_rounding_leaves() {
    assert_eq!(paid(&[1000, 1000, 1000], 1000), [667, 667, 666]);
    assert_eq!(paid(&[1000, 1000, 1000], 1), [1000, 1000, 999]);
    assert_eq!(paid(&[11_760, 2970], 3000), [9365, 2365]);
    assert_eq!(paid(&[5, 5, 1], 10), [1, 0, 0]);
    assert_eq!(paid(&[1000, 1000, 0], 1), [1000, 999, 0]);
    assert_eq!(paid(&[1000], 2000), [0]);
    assert_eq!(paid(&[0, 0], 5), [0, 0]);
    assert!(paid(&[], 5).is_empty());
}

proptest! {
    #[test]
    fn shares_add_up_and_no_line_pays_less_than_nothing(
        costs in proptest::collection::vec(0_i64..=99_899_990_001, 0..50), discount in 0_i64..=9_999_999_999_999
    ) {
        let sum: i64 = costs.iter().sum();
        let shares = shares(&costs, discount);
        prop_assert_eq!(shares.iter().sum::<i64>(), discount.min(sum));
        for (share, cost) in shares.iter().zip(&costs) {
            prop_assert!((0..=*cost).contains(share));
        }
    }
}
