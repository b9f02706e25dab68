//! Points and their ledger.

use signet_fault::{Code, Fault};
use signet_store::points_ledger::NewEntry;
use signet_store::users::User;
use signet_store::{Error, Tx, points_ledger, users};

/// A reason why points change. A pack names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The name in the ledger and on the wire.
    pub name: &'static str,
    /// The text that clients see.
    pub label: &'static str,
}

/// Gives points to a user, or takes them if `delta` is negative, and records the reason. Returns the id of the record.
/// The transaction has to hold the lock on the user's row.
///
/// # Errors
/// [`Code::PointsShort`] if the user does not have enough points.
pub fn change(
    tx: &mut Tx<'_>,
    locked: &User,
    delta: i64,
    reason: Reason,
    ref_id: &str,
) -> Result<i64, Fault> {
    if !users::add_points(tx, locked.id, delta)? {
        return Err(Code::PointsShort.into());
    }
    let entry = NewEntry {
        user_id: locked.id,
        delta,
        balance: locked.points + delta,
        reason: reason.name.to_owned(),
        ref_id: ref_id.to_owned(),
        created_at: tx.now(),
    };
    Ok(points_ledger::insert(tx, &entry)?)
}

/// Records the points that a new account starts with, which are already in its row. Returns the id of the record; `None` if
/// there are no points.
///
/// # Errors
/// Errors of the store.
pub fn record_first(tx: &mut Tx<'_>, user: &User, reason: Reason) -> Result<Option<i64>, Error> {
    if user.points == 0 {
        return Ok(None);
    }
    let entry = NewEntry {
        user_id: user.id,
        delta: user.points,
        balance: user.points,
        reason: reason.name.to_owned(),
        ref_id: String::new(),
        created_at: tx.now(),
    };
    Ok(Some(points_ledger::insert(tx, &entry)?))
}
