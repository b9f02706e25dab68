//! Accounts: registering, logging in, changing passwords; [`change_mobile`], and what operators do ([`operators`]).
//!
//! An [`Account`] is how a caller names one. What a pack does in a transaction of its own it combines from [`NewAccount`] and
//! [`PendingLogin`].

mod account;
mod identity;
mod login;
mod mobile;
pub mod operators;
mod registration;
mod settings;

use signet_cache::{End, SessionKey};
use signet_fault::{Code, Fault};
use signet_store::users::{self, User};
use signet_store::{Error, Tx};

use crate::login_lock::{self, TriedBy};
use crate::origin::Origin;
use crate::passwords::Verdict;
use crate::realms::Realm;
use crate::{Services, sessions};

pub use account::Account;
pub use identity::{Binding, bind, by_identity, present};
pub use login::{
    Login, PendingLogin, by_password, by_proven_mobile, log_in, log_in_with_password, may_log_in,
};
pub use mobile::{MobileChange, change_mobile};
pub use registration::{NewAccount, Registered, Registration, register};
pub use settings::Settings;

/// States of an account.
mod state {
    pub(super) const CLOSED: i64 = 0;
    pub(super) const LIVE: i64 = 1;
    pub(super) const LOCKED: i64 = 2;
}

/// A change of password, requested by a user who is logged in.
#[derive(Clone, Copy)]
pub struct PasswordChange<'a> {
    /// The user.
    pub user_id: i64,
    /// The session of the request, which stays live.
    pub session: &'a SessionKey,
    /// The present password.
    pub old: &'a str,
    /// The password from now on.
    pub new: &'a str,
    /// The origin of the request.
    pub origin: Origin,
}

/// Changes the password of a logged-in user; every other session of the user ends.
///
/// # Errors
/// [`Code::WrongOldPassword`], also if it was changed meanwhile; [`Code::PasswordUnchanged`];
/// [`Code::LoginLocked`] after too many wrong tries.
pub async fn change_password(
    services: &Services,
    now: i64,
    change: PasswordChange<'_>,
) -> Result<(), Fault> {
    let PasswordChange {
        user_id: id,
        session,
        old,
        new,
        origin,
    } = change;
    let user = by_id(services, id).await?;
    let (account, compare) = (Account::of(&user), by_own_password(services, id, old));
    let user = login_lock::attempt(services, account, TriedBy::Session(origin), compare)
        .await?
        .ok_or(Code::WrongOldPassword)?;
    if old == new {
        return Err(Code::PasswordUnchanged.into());
    }
    let (id, hash) = (user.id, services.passwords.hash(new).await?);
    let replace = move |tx: &mut Tx<'_>| {
        let replaced = users::replace_password(tx, id, &user.password_hash, &hash)?;
        Ok(replaced)
    };
    let others = Ending {
        user_id: id,
        except: Some(session),
        end: End::PasswordChanged,
    };
    if change_and_end(services, now, others, replace).await? {
        Ok(())
    } else {
        Err(Code::WrongOldPassword.into())
    }
}

/// Sets a new password, given as its hash, for a mobile of a realm that was confirmed by an SMS code; every session of the
/// user ends. Returns the account.
///
/// # Errors
/// [`Code::NotRegistered`], [`Code::AccountLocked`], [`Code::AccountClosed`].
pub async fn reset_password(
    services: &Services,
    now: i64,
    realm: &'static Realm,
    mobile: &str,
    hash: String,
) -> Result<User, Fault> {
    let user = by_proven_mobile(services, now, realm, mobile).await?;
    // Sessions end before the change as well, so that none outlives it if the cache fails.
    sessions::end_all(services, now, user.id, End::PasswordChanged).await?;
    set_password(services, now, user.id, hash.clone()).await?;
    Ok(User {
        password_hash: hash,
        ..user
    })
}

/// Which sessions end with a change of an account.
struct Ending<'a> {
    user_id: i64,
    /// The session that stays live.
    except: Option<&'a SessionKey>,
    end: End,
}

/// Sets a new password, given as its hash, and ends every session of the user.
async fn set_password(services: &Services, now: i64, id: i64, hash: String) -> Result<(), Fault> {
    let set = move |tx: &mut Tx<'_>| users::set_password(tx, id, &hash);
    change_account(services, now, id, End::PasswordChanged, set).await
}

/// Changes an existing account, and ends every session of its user.
async fn change_account(
    services: &Services,
    now: i64,
    id: i64,
    end: End,
    mut change: impl FnMut(&mut Tx<'_>) -> Result<bool, Error> + Send + 'static,
) -> Result<(), Fault> {
    // An account that is gone rolls back what was written of the change.
    let change = move |tx: &mut Tx<'_>| match change(tx)? {
        true => Ok(true),
        false => Err(Fault::internal("the user whose account changes is gone")),
    };
    let all = Ending {
        user_id: id,
        except: None,
        end,
    };
    change_and_end(services, now, all, change).await?;
    Ok(())
}

/// Changes an account, and ends sessions of its user. Returns whether `change` changed something.
async fn change_and_end(
    services: &Services,
    now: i64,
    ending: Ending<'_>,
    mut change: impl FnMut(&mut Tx<'_>) -> Result<bool, Fault> + Send + 'static,
) -> Result<bool, Fault> {
    let (id, end, except) = (ending.user_id, ending.end, ending.except.cloned());
    let work = move |tx: &mut Tx<'_>| {
        if !change(tx)? {
            return Ok(None);
        }
        Ok::<_, Fault>(Some(sessions::end(tx, id, except.as_ref(), end)?))
    };
    let Some(changes) = services.store.transaction(now, work).await? else {
        return Ok(false);
    };
    sessions::publish(services, now, changes).await?;
    Ok(true)
}

/// Replaces a password that was compared, unless it was changed meanwhile. Returns whether it was replaced.
async fn replace_password(
    services: &Services,
    now: i64,
    user: &User,
    new: String,
) -> Result<bool, Fault> {
    let (id, old) = (user.id, user.password_hash.clone());
    services
        .store
        .transaction(now, move |tx| {
            Ok(users::replace_password(tx, id, &old, &new)?)
        })
        .await
}

/// Returns the account of a user who is logged in, if the password is right. It is read here, in the turn of the account: the hash that is compared is
/// the one that is replaced afterwards.
async fn by_own_password(
    services: &Services,
    id: i64,
    password: &str,
) -> Result<Option<User>, Fault> {
    let user = by_id(services, id).await?;
    let verdict = services.passwords.verify(password, hash_of(&user)).await?;
    Ok((verdict != Verdict::Wrong).then_some(user))
}

async fn by_id(services: &Services, id: i64) -> Result<User, Fault> {
    let user = services
        .store
        .run(move |connection| Ok::<_, Fault>(users::by_id(connection, id)?))
        .await?;
    user.ok_or_else(|| Code::SessionExpired.into())
}

/// Returns the hash of the account's password, if it has one.
fn hash_of(user: &User) -> Option<&str> {
    Some(user.password_hash.as_str()).filter(|hash| !hash.is_empty())
}
