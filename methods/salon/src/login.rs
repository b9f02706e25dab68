//! Tokens: three ways to get one, and the end of a token.

pub(crate) mod grant;
pub(crate) mod revoke;

use signet_domain::accounts;
use signet_fault::{Code, Fault};
use signet_store::users::User;

use crate::faults;

/// Returns the account if it may log in. The caller must have proven to own it.
///
/// # Errors
/// `faults::ACCOUNT_NOT_FOUND` if the account is closed, [`Code::AccountLocked`].
fn open(user: User) -> Result<User, Fault> {
    accounts::may_log_in(user).map_err(closed)
}

/// Returns the fault that the clients of the product know.
fn closed(fault: Fault) -> Fault {
    fault.recoded(&[(Code::AccountClosed, faults::ACCOUNT_NOT_FOUND)])
}
