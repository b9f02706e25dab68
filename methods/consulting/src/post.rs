//! Posts: the needs of buyers.

pub(crate) mod acquire;
pub(crate) mod check;
pub(crate) mod delete;
pub(crate) mod modify;
pub(crate) mod publish;

use signet_fault::Fault;
use signet_store::Connection;

use crate::faults;
use crate::tables::tags;

/// Checks that each of these different tags is visible to clients.
///
/// # Errors
/// `faults::TAG_UNKNOWN`.
pub(crate) fn check_tags(connection: &mut Connection, ids: &[i64]) -> Result<(), Fault> {
    let shown = tags::count_live(connection, ids)?;
    match usize::try_from(shown) == Ok(ids.len()) {
        true => Ok(()),
        false => Err(faults::TAG_UNKNOWN.into()),
    }
}
