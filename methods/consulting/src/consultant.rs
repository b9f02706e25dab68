//! The accounts of consultants, and what they do with orders.

pub(crate) mod income_check;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod order_accept;
pub(crate) mod order_cancel;
pub(crate) mod order_check;
pub(crate) mod order_complete;
pub(crate) mod order_delete;
pub(crate) mod password;
pub(crate) mod register;
pub(crate) mod signin;
pub(crate) mod sms;

use signet_fault::Fault;
use signet_store::Connection;

use crate::faults;
use crate::tables::people::{self, Person, PersonState};

/// Returns the row that the pack stores for an account.
///
/// # Errors
/// [`Fault::internal`] if there is no row, because the registration adds it.
pub(crate) fn person(connection: &mut Connection, user_id: i64) -> Result<Person, Fault> {
    let person = people::find(connection, user_id)?;
    person.ok_or_else(|| Fault::internal("an account of consulting has no person"))
}

/// Checks that a consultant may see posts and take them.
///
/// # Errors
/// `faults::CONSULTANT_PENDING`, `faults::CONSULTANT_SUSPENDED`.
pub(crate) fn check_approved(connection: &mut Connection, user_id: i64) -> Result<(), Fault> {
    match person(connection, user_id)?.state {
        PersonState::Approved => Ok(()),
        PersonState::Pending | PersonState::Live => Err(faults::CONSULTANT_PENDING.into()),
        PersonState::Suspended => Err(faults::CONSULTANT_SUSPENDED.into()),
    }
}
