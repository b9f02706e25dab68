//! Events of the payment provider, and the state of a payment as clients see it.

use signet_domain::payments::{self, NewRefund};
use signet_fault::Fault;
use signet_store::Tx;
use signet_store::charges::{Charge, ChargeState};
use signet_wire::Fen;

use super::{Actor, Who, post};
use crate::tables::orders::{self, OrderState};
use crate::tables::posts::{self, PostState};

/// The seconds within which a charge can be paid.
pub(crate) const SECONDS_TO_PAY: i64 = 7200;

/// The channel of charges.
pub(crate) const CHANNEL: &str = "wx";

/// The reason of a refund of money that came too late.
const LATE: &str = "需求关闭后到账，自动退款";

/// Opens the post that a charge pays for; if the post can no longer be paid, the money is refunded.
pub(crate) fn paid(tx: &mut Tx<'_>, charge: &Charge) -> Result<(), Fault> {
    let found = posts::by_order_no(tx, &charge.order_no)?;
    let found = found.ok_or_else(|| Fault::internal("a charge of consulting has no post"))?;
    posts::lock(tx, found.id)?;
    let post = posts::find(tx, found.id)?.unwrap_or(found);
    if post.state == PostState::Unpaid {
        return post::open(tx, &post, Actor::new(Who::Payment, "paid"));
    }
    let all = NewRefund {
        order_no: &charge.order_no,
        fen: Fen(charge.fen),
        reason: LATE,
    };
    payments::refund(tx, charge, &all).map(drop)
}

/// Returns whether the money of an order is held or earned, so that only the methods of this pack may refund it.
pub(crate) fn is_alive(tx: &mut Tx<'_>, order_no: &str) -> Result<bool, Fault> {
    let Some(post) = posts::by_order_no(tx, order_no)? else {
        // No money can be refunded for an order that does not exist.
        return Ok(true);
    };
    if post.state != PostState::Closed {
        return Ok(true);
    }
    let order = orders::find(tx, post.id)?;
    Ok(order.is_some_and(|order| order.state == OrderState::Done))
}

/// Returns the state of the payment of a post, for clients.
pub(crate) fn pay_status(price: i64, charge: Option<&Charge>) -> &'static str {
    if price == 0 {
        return "free";
    }
    match charge.map(|charge| charge.state) {
        Some(ChargeState::Paid) => "paid",
        Some(ChargeState::Refunding) => "refunding",
        Some(ChargeState::Refunded) => "refunded",
        Some(ChargeState::Pending | ChargeState::Failed | ChargeState::Closed) | None => "unpaid",
    }
}
