//! The methods of operators: one file for each subject.

pub(crate) mod brand;
pub(crate) mod points;
pub(crate) mod shop;
pub(crate) mod test;
pub(crate) mod user;

use signet_fault::{Code, Fault};
use signet_store::users::{self, User};
use signet_store::{Connection, Tx};

use crate::SALON;

/// Returns the account with an id, in any state, and locks it until the transaction ends.
///
/// # Errors
/// [`Code::UserNotFound`], also for an account of another realm.
fn lock(tx: &mut Tx<'_>, user_id: i64) -> Result<User, Fault> {
    let user = users::lock(tx, user_id)?;
    let user = user.filter(|user| user.realm == SALON.name());
    user.ok_or_else(|| Code::UserNotFound.into())
}

/// Checks that an account with an id exists, in any state.
///
/// # Errors
/// [`Code::UserNotFound`], also for an account of another realm.
fn check(connection: &mut Connection, user_id: i64) -> Result<(), Fault> {
    let user = users::by_id(connection, user_id)?;
    match user.is_some_and(|user| user.realm == SALON.name()) {
        true => Ok(()),
        false => Err(Code::UserNotFound.into()),
    }
}

/// Returns the id of the account of a mobile, in any state.
///
/// # Errors
/// [`Code::UserNotFound`].
fn id_of(connection: &mut Connection, mobile: &str) -> Result<i64, Fault> {
    let user = users::by_mobile(connection, SALON.name(), mobile)?;
    let id = user.map(|user| user.id);
    id.ok_or_else(|| Code::UserNotFound.into())
}
