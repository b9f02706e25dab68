//! Points and their ledger.

use signet_fault::{Code, Fault};
use signet_store::points_ledger::NewEntry;
use signet_store::users::User;
use signet_store::{Connection, points_ledger, users};

/// Gives points to a user, or takes them if `delta` is negative, and notes why; in the transaction that holds the lock
/// on the user's row.
///
/// # Errors
/// [`Code::PointsShort`] if there are not as many.
pub fn change(
    connection: &mut Connection,
    locked: &User,
    delta: i64,
    reason: &str,
    ref_id: &str,
    now: i64,
) -> Result<(), Fault> {
    if !users::add_points(connection, locked.id, delta)? {
        return Err(Code::PointsShort.into());
    }
    let entry = NewEntry {
        user_id: locked.id,
        delta,
        balance: locked.points + delta,
        reason: reason.to_owned(),
        ref_id: ref_id.to_owned(),
        created_at: now,
    };
    Ok(points_ledger::insert(connection, &entry)?)
}
