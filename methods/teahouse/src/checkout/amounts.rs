//! The amounts of the order of one store.

use crate::tables::mansongs::MansongRule;

/// The parts of the amount of an order, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// The goods at the prices of this order.
    pub goods: i64,
    /// The discount of the campaign.
    pub mansong: i64,
    /// The discount of the voucher.
    pub voucher: i64,
    /// The freight.
    pub freight: i64,
}

impl Amounts {
    /// Returns the amount of the goods after the discount of the campaign, in fen. It decides whether delivery is free and whether a
    /// voucher can be used.
    pub fn after_mansong(&self) -> i64 {
        self.goods - self.mansong
    }

    /// Returns the whole amount in fen.
    pub fn order(&self) -> i64 {
        let goods = self.after_mansong() - self.voucher;
        goods.saturating_add(self.freight)
    }
}

/// Returns the rule of a campaign that applies to an amount of goods in fen: the rule with the highest amount that is reached. The rules
/// must be in the order of their amounts, the smallest first.
pub fn reached(rules: &[MansongRule], goods: i64) -> Option<&MansongRule> {
    rules.iter().rfind(|rule| rule.price <= goods)
}

/// Returns whether delivery is free: whether the amount of the goods after the campaign is at least `free_price`, both in fen. If
/// `free_price` is 0, delivery is never free.
pub fn is_free(free_price: i64, after_mansong: i64) -> bool {
    free_price > 0 && after_mansong >= free_price
}

/// Returns the part of each amount that a balance pays, in fen. The amounts are paid in their order while money is left.
pub fn fill(amounts: &[i64], balance: i64) -> Vec<i64> {
    let mut left = balance.max(0);
    let part = |amount: &i64| {
        let part = left.min(*amount);
        left -= part;
        part
    };
    amounts.iter().map(part).collect()
}
