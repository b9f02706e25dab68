//! Points and their ledger.

use signet_fault::{Code, Fault};
use signet_store::points_ledger::NewEntry;
use signet_store::users::User;
use signet_store::{Tx, points_ledger, users};

/// Why points changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The user registered.
    Welcome,
    /// The user paid an order.
    Order,
    /// An order was cancelled.
    OrderCancel,
}

impl Reason {
    /// Every reason.
    pub const ALL: &'static [Reason] = &[Reason::Welcome, Reason::Order, Reason::OrderCancel];

    /// The name in the ledger and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Welcome => "welcome",
            Reason::Order => "order",
            Reason::OrderCancel => "order_cancel",
        }
    }

    /// The text that clients see.
    pub const fn label(self) -> &'static str {
        match self {
            Reason::Welcome => "注册赠送",
            Reason::Order => "兑换商品",
            Reason::OrderCancel => "订单取消退回",
        }
    }
}

/// Gives points to a user, or takes them if `delta` is negative, and records the reason. The transaction has to hold the
/// lock on the user's row.
///
/// # Errors
/// [`Code::PointsShort`] if there are not as many.
pub fn change(
    tx: &mut Tx<'_>,
    locked: &User,
    delta: i64,
    reason: Reason,
    ref_id: &str,
) -> Result<(), Fault> {
    if !users::add_points(tx, locked.id, delta)? {
        return Err(Code::PointsShort.into());
    }
    let entry = NewEntry {
        user_id: locked.id,
        delta,
        balance: locked.points + delta,
        reason: reason.name().to_owned(),
        ref_id: ref_id.to_owned(),
        created_at: tx.now(),
    };
    Ok(points_ledger::insert(tx, &entry)?)
}
