//! What operators do to accounts, each with its row in the audit log. An account that was closed stays as it is.

use signet_cache::End;
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::users::{self, User};

use super::{change_account, set_password, state};
use crate::audit::Audit;
use crate::{Shared, login_lock, sessions};

/// Keeps the user out: no login from now on, and no session.
///
/// # Errors
/// [`Code::UserNotFound`], [`Code::AccountClosed`]; [`Fault::internal`] if the cache is away.
pub async fn lock(shared: &Shared, audit: &Audit, now: i64, id: i64) -> Result<(), Fault> {
    open_account(shared, id).await?;
    let lock = move |tx: &mut Tx<'_>| users::set_state(tx, id, state::LOCKED);
    change_account(shared, audit, now, id, End::Gone, lock).await
}

/// Lets the user log in again, also one who was locked out by too many wrong passwords.
///
/// # Errors
/// As [`lock`].
pub async fn unlock(shared: &Shared, audit: &Audit, now: i64, id: i64) -> Result<(), Fault> {
    let user = open_account(shared, id).await?;
    let unlock = move |tx: &mut Tx<'_>| Ok(users::set_state(tx, id, state::LIVE)?);
    audit.transaction(&shared.store, now, unlock).await?;
    login_lock::unlock(shared, now, &user.mobile).await
}

/// Sets a new password, given as its hash; every session of the user ends.
///
/// # Errors
/// As [`lock`].
pub async fn reset(
    shared: &Shared,
    audit: &Audit,
    now: i64,
    id: i64,
    hash: String,
) -> Result<(), Fault> {
    open_account(shared, id).await?;
    set_password(shared, audit, now, id, hash).await
}

/// Ends every session of the user, who may log in again.
///
/// # Errors
/// As [`lock`].
pub async fn kick(shared: &Shared, audit: &Audit, now: i64, id: i64) -> Result<(), Fault> {
    open_account(shared, id).await?;
    sessions::end_all(shared, audit, now, id, End::Gone).await
}

async fn open_account(shared: &Shared, id: i64) -> Result<User, Fault> {
    let user = shared
        .store
        .run(move |connection| Ok::<_, Fault>(users::by_id(connection, id)?))
        .await?
        .ok_or(Code::UserNotFound)?;
    if user.state == state::CLOSED {
        return Err(Code::AccountClosed.into());
    }
    Ok(user)
}
