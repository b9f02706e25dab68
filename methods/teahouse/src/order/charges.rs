//! The charges of pay numbers. One charge covers all orders of a checkout that are to be paid.

use signet_fault::Fault;
use signet_store::charges::Charge;
use signet_store::{Tx, users};

use crate::tables::orders::{self, Due, Step, state};
use crate::tables::payments as pay_numbers;

/// Returns the sum of the amounts that some orders owe, in fen.
pub(crate) fn sum(due: &[Due]) -> i64 {
    due.iter().map(Due::fen).sum()
}

/// Marks the orders that a charge pays for as paid.
///
/// # Errors
/// [`Fault::internal`] if the orders owe another amount. This is unexpected, because closing an order closes the charge.
pub(crate) fn paid(tx: &mut Tx<'_>, charge: &Charge) -> Result<(), Fault> {
    let payment = pay_numbers::by_sn(tx, &charge.order_no)?;
    let payment = payment.ok_or_else(|| Fault::internal("a charge has no pay number"))?;
    users::lock(tx, payment.user_id)?;
    let due = orders::lock_due(tx, payment.id)?;
    if sum(&due) != charge.fen {
        return Err(Fault::internal("a charge is not what its orders owe"));
    }
    for order in due {
        orders::advance(tx, order.id, Step::Pay)?;
    }
    Ok(())
}

/// Returns whether an order, or one of the orders under a pay number, can still be closed. If so, only the methods of this pack may refund
/// it.
///
/// # Errors
/// The errors of the store.
pub(crate) fn is_alive(tx: &mut Tx<'_>, order_no: &str) -> Result<bool, Fault> {
    let states = orders::states(tx, order_no)?;
    let is_alive = |state: &i64| [state::UNPAID, state::TO_SHIP].contains(state);
    // If no order has the number, there is no order to refund.
    Ok(states.is_empty() || states.iter().any(is_alive))
}
