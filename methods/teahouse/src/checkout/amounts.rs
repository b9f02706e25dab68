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
    /// Returns the goods after the campaign, in fen: what decides over free delivery, and whether a voucher holds.
    pub fn after_mansong(&self) -> i64 {
        self.goods - self.mansong
    }

    /// Returns the whole amount in fen.
    pub fn order(&self) -> i64 {
        let goods = self.after_mansong() - self.voucher;
        goods.saturating_add(self.freight)
    }
}

/// Returns the rule of a campaign that holds for goods of so many fen: the highest one that it reaches. The rules are in the order of their
/// amounts.
pub fn reached(rules: &[MansongRule], goods: i64) -> Option<&MansongRule> {
    rules.iter().rfind(|rule| rule.price <= goods)
}

/// Returns whether delivery is free for goods after the campaign, from an amount on, in fen; 0 is never.
pub fn is_free(free_price: i64, after_mansong: i64) -> bool {
    free_price > 0 && after_mansong >= free_price
}

/// Returns the part of a balance that pays each of some amounts, in fen: they are filled in their order while money is left.
pub fn fill(amounts: &[i64], balance: i64) -> Vec<i64> {
    let mut left = balance.max(0);
    let part = |amount: &i64| {
        let part = left.min(*amount);
        left -= part;
        part
    };
    amounts.iter().map(part).collect()
}
