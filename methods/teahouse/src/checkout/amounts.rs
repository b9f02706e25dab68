//! The amounts of the order of one store.

use crate::tables::mansongs::MansongRule;

/// The parts of the amount of an order, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amounts {
    /// The goods at the prices of this order.
    pub(crate) goods: i64,
    /// The discount of the campaign.
    pub(crate) mansong: i64,
    /// The discount of the voucher.
    pub(crate) voucher: i64,
    /// The freight.
    pub(crate) freight: i64,
}

impl Amounts {
    /// Returns the goods after the campaign: what decides over free delivery, and whether a voucher holds.
    pub(crate) fn after_mansong(&self) -> i64 {
        self.goods - self.mansong
    }

    /// Returns the whole amount.
    pub(crate) fn order(&self) -> i64 {
        let goods = self.after_mansong() - self.voucher;
        goods.saturating_add(self.freight)
    }
}

/// Returns the rule of a campaign that holds for an amount of goods: the highest one that it reaches. The rules are in the order of their
/// amounts.
pub(crate) fn reached(rules: &[MansongRule], goods: i64) -> Option<&MansongRule> {
    rules.iter().rfind(|rule| rule.price <= goods)
}

/// Returns whether delivery is free from an amount on; 0 is never.
pub(crate) fn is_free(free_price: i64, after_mansong: i64) -> bool {
    free_price > 0 && after_mansong >= free_price
}

/// Returns the part of a balance that pays each of some amounts: they are filled in their order while money is left.
pub(crate) fn fill(amounts: &[i64], balance: i64) -> Vec<i64> {
    let mut left = balance.max(0);
    let part = |amount: &i64| {
        let part = left.min(*amount);
        left -= part;
        part
    };
    amounts.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
