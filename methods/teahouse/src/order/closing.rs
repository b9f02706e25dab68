//! Closes an order that is not shipped. What the order took is given back once.
//!
//! Locks, in this order: charge, user, order, goods, promotions, sample, voucher, F-code, member.

use std::collections::BTreeMap;

use signet_domain::payments::{self, NewRefund};
use signet_fault::{Code, Fault};
use signet_store::charges::Charge;
use signet_store::{Tx, users};
use signet_wire::Fen;

use super::numbered::Numbered;
use crate::TEAHOUSE;
use crate::tables::orders::{self, Order, PayName, Step, state};
use crate::tables::predeposit::{self, Change, Reason};
use crate::tables::{fcodes, goods, order_goods, promotions, samples, vouchers};

/// The side that closes an order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By<'a> {
    /// The buyer, who has paid nothing through the provider.
    Buyer,
    /// The end of the time to pay.
    Expiry,
    /// An operator, for a reason.
    Operator { reason: &'a str },
}

impl By<'_> {
    fn may_close(self, order: &Order, state: i64) -> bool {
        match (state, self) {
            (state::UNPAID, _) | (state::TO_SHIP, By::Operator { .. }) => true,
            (state::TO_SHIP, By::Buyer) => order.pay_name == PayName::Offline,
            _ => false,
        }
    }
}

/// Closes an order. If money moves, returns the charge as it is then; [`payments::send_refunds`] follows after the transaction.
///
/// # Errors
/// [`Code::OrderState`] if the state of the order does not allow it.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    numbered: &Numbered,
    by: By<'_>,
) -> Result<Option<Charge>, Fault> {
    let order = &numbered.order;
    payments::lock(tx, &TEAHOUSE, &numbered.pay_sn)?;
    users::lock(tx, order.user_id)?;
    let state = orders::lock_state(tx, order.id)?;
    let from = state.filter(|state| by.may_close(order, *state));
    let from = from.ok_or(Code::OrderState)?;
    if !orders::advance(tx, order.id, Step::Close { from })? {
        return Err(Code::OrderState.into());
    }
    give_back(tx, order)?;
    match (from, by) {
        // The amount of the order is a part of the charge. `order.pay` makes another charge for the orders that are left.
        (state::UNPAID, _) => payments::close(tx, &TEAHOUSE, &numbered.pay_sn),
        (_, By::Operator { reason }) => refund(tx, numbered, reason),
        // Cash on delivery: nothing has been paid.
        (_, By::Buyer | By::Expiry) => Ok(None),
    }
}

/// Gives back what an order took, except money that was paid through the provider.
fn give_back(tx: &mut Tx<'_>, order: &Order) -> Result<(), Fault> {
    let (mut of_goods, mut of_promotions) = (BTreeMap::new(), BTreeMap::new());
    for line in order_goods::of_orders(tx, &[order.id])? {
        *of_goods.entry(line.goods_id).or_default() += line.num;
        if let Some(promotion_id) = line.promotion_id {
            *of_promotions.entry(promotion_id).or_default() += line.num;
        }
    }
    goods::give_back(tx, &of_goods)?;
    promotions::give_back(tx, order.user_id, &of_promotions)?;
    if let Some(sample_id) = order.sample_id {
        samples::give_back(tx, sample_id, order.user_id, order.id)?;
    }
    if let Some(voucher_id) = order.voucher_id {
        vouchers::give_back(tx, voucher_id, order.id)?;
    }
    fcodes::give_back(tx, order.id)?;
    if order.pd_amount > 0 {
        let back = Change {
            ref_id: order.order_sn.clone(),
            delta: order.pd_amount,
        };
        if !predeposit::change(tx, order.user_id, Reason::OrderClose, &[back])? {
            return Err(Fault::internal("an order took money of no member"));
        }
    }
    Ok(())
}

/// Requests the refund of the amount of a paid order that was paid through the provider.
fn refund(tx: &mut Tx<'_>, numbered: &Numbered, reason: &str) -> Result<Option<Charge>, Fault> {
    let part = NewRefund {
        order_no: &numbered.order.order_sn,
        fen: Fen(numbered.order.charged()),
        reason,
    };
    if part.fen == Fen(0) {
        return Ok(None);
    }
    let charge = payments::lock(tx, &TEAHOUSE, &numbered.pay_sn)?;
    let charge = charge.ok_or_else(|| Fault::internal("a paid order has no charge"))?;
    payments::refund(tx, &charge, &part)?;
    Ok(Some(charge))
}
