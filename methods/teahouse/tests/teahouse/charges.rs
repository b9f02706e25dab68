//! The books of orders and the payment provider.

use signet_methods_teahouse::tables::orders::{self, Order, Search, state};
use signet_methods_teahouse::tables::payments;
use signet_store::charges::{self, Charge, ChargeState};
use signet_store::{PageRequest, refunds};

use crate::after::Shop;

/// All rows of a list.
const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 100_000,
};

impl Shop {
    /// Checks, to the fen, that the provider keeps the money of the paid orders that are not closed.
    pub(crate) fn check_charges(&self) {
        let orders = self.read(|connection| orders::page(connection, &Search::default(), ALL));
        let search = charges::Search {
            realm: Some("teahouse".to_owned()),
            ..charges::Search::default()
        };
        let charges = self.read(|connection| charges::page(connection, &search, ALL));
        let ids: Vec<i64> = orders.rows.iter().map(|order| order.payment_id).collect();
        for (id, pay_sn) in self.read(|connection| payments::numbers(connection, &ids)) {
            let of_number = orders.rows.iter().filter(|order| order.payment_id == id);
            let own = charges
                .rows
                .iter()
                .filter(|charge| charge.order_no == pay_sn);
            check(&of_number.collect::<Vec<_>>(), &own.collect::<Vec<_>>());
        }
        for charge in &charges.rows {
            let refunds = self.read(|connection| refunds::of_charge(connection, charge.id));
            let requested: i64 = refunds.iter().map(|refund| refund.fen).sum();
            assert_eq!(charge.requested, requested, "{charge:?} {refunds:?}");
        }
    }
}

/// Checks the orders and the charges of a pay number.
fn check(orders: &[&Order], charges: &[&Charge]) {
    let sum = |is_of: &dyn Fn(i64) -> bool| -> i64 {
        let some = orders.iter().filter(|order| is_of(order.state));
        some.map(|order| order.charged()).sum()
    };
    let paid = charges.iter().filter(|charge| charge.is_paid());
    let kept: i64 = paid.map(|charge| charge.fen - charge.requested).sum();
    assert_eq!(
        kept,
        sum(&|of| of >= state::TO_SHIP),
        "{orders:?} {charges:?}"
    );
    let is_open =
        |charge: &&&Charge| matches!(charge.state, ChargeState::Pending | ChargeState::Failed);
    let open: Vec<_> = charges.iter().filter(is_open).collect();
    assert!(open.len() <= 1, "{open:?}");
    for charge in open {
        assert_eq!(
            charge.fen,
            sum(&|of| of == state::UNPAID),
            "{orders:?} {charge:?}"
        );
    }
    for order in orders {
        assert!(order.charged() >= 0 && order.pd_amount >= 0, "{order:?}");
        assert_ne!(
            (order.state, order.charged()),
            (state::UNPAID, 0),
            "{order:?}"
        );
    }
}
