//! Changes of passwords.

use signet_cache::{End, SessionKey};
use signet_fault::{Code, Fault};
use signet_store::users::{self, User};
use signet_store::{Error, Tx};

use super::{Account, Ending, by_id, by_proven_mobile, change_account, change_and_end};
use crate::Services;
use crate::login_lock::{self, TriedBy};
use crate::origin::Origin;
use crate::passwords::{Chosen, Verdict};
use crate::sessions::{self, Changes};
use crate::sms::{self, Entered};

/// A change of password, requested by a user who is logged in.
#[derive(Clone, Copy)]
pub struct PasswordChange<'a> {
    /// The user.
    pub user_id: i64,
    /// The session of the request, which stays live.
    pub session: &'a SessionKey,
    /// The current password.
    pub old: &'a str,
    /// The new password.
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
    match try_change_password(services, now, change).await? {
        true => Ok(()),
        false => Err(Code::WrongOldPassword.into()),
    }
}

/// As [`change_password`]; returns false if the old password was right, but was changed meanwhile.
///
/// # Errors
/// As [`change_password`].
pub async fn try_change_password(
    services: &Services,
    now: i64,
    change: PasswordChange<'_>,
) -> Result<bool, Fault> {
    let (id, old, new) = (change.user_id, change.old, change.new);
    let user = by_id(services, id).await?;
    let (account, compare) = (Account::of(&user), by_own_password(services, id, old));
    let user = login_lock::attempt(services, account, TriedBy::Session(change.origin), compare)
        .await?
        .ok_or(Code::WrongOldPassword)?;
    if old == new {
        return Err(Code::PasswordUnchanged.into());
    }
    let chosen = services.passwords.choose(new, &user.mobile).await?;
    replace_password(services, now, &user, change.session, chosen).await
}

/// Sets a new password, unless the password was changed since `seen` was read; every session of the user except `kept` ends.
/// Returns whether it was set.
///
/// # Errors
/// [`Fault::internal`] if the store or the cache is away.
pub async fn replace_password(
    services: &Services,
    now: i64,
    seen: &User,
    kept: &SessionKey,
    new: Chosen,
) -> Result<bool, Fault> {
    let (id, old) = (seen.id, seen.password_hash.clone());
    let replace = move |tx: &mut Tx<'_>| {
        let replaced = users::replace_password(tx, id, &old, &new.hash)?;
        Ok(replaced && users::set_weak_password(tx, id, new.is_weak)?)
    };
    let others = Ending {
        user_id: id,
        except: Some(kept),
        end: End::PasswordChanged,
    };
    change_and_end(services, now, others, replace).await
}

/// Sets a new password for the account whose mobile is proven by a code; every session of the user ends. Then runs `then` with the
/// account, and uses the code up if `then` succeeds.
///
/// # Errors
/// As [`sms::check`]; [`Code::NotRegistered`], [`Code::AccountLocked`], [`Code::AccountClosed`]; the errors of `then`.
pub async fn reset_password<T>(
    services: &Services,
    now: i64,
    entered: Entered<'_>,
    new: &str,
    then: impl AsyncFnOnce(User) -> Result<T, Fault>,
) -> Result<T, Fault> {
    // The code is compared first, because a hash costs much more.
    sms::check(services, now, entered).await?;
    let new = services.passwords.choose(new, entered.mobile).await?;
    let reset = async {
        let user = by_proven_mobile(services, now, entered.realm, entered.mobile).await?;
        // Sessions end before the change as well, so that no session outlives the change if the cache fails.
        sessions::end_all(services, now, user.id, End::PasswordChanged).await?;
        set_and_end(services, now, user.id, new.clone()).await?;
        let user = User {
            password_hash: new.hash,
            weak_password: new.is_weak,
            ..user
        };
        then(user).await
    };
    sms::spend(services, now, entered, reset).await
}

/// Sets a new password and ends every session of the user, in a transaction of the caller; [`sessions::publish`] has to follow it.
///
/// # Errors
/// [`Error::Query`].
pub fn set_password(tx: &mut Tx<'_>, user_id: i64, new: &Chosen) -> Result<Changes, Error> {
    store(tx, user_id, new)?;
    sessions::end(tx, user_id, None, End::PasswordChanged)
}

/// Stores a new password. Returns whether the account exists.
fn store(tx: &mut Tx<'_>, user_id: i64, new: &Chosen) -> Result<bool, Error> {
    users::set_password(tx, user_id, &new.hash)?;
    users::set_weak_password(tx, user_id, new.is_weak)
}

/// Sets a new password and ends every session of the user.
pub(super) async fn set_and_end(
    services: &Services,
    now: i64,
    id: i64,
    new: Chosen,
) -> Result<(), Fault> {
    let set = move |tx: &mut Tx<'_>| store(tx, id, &new);
    change_account(services, now, id, End::PasswordChanged, set).await
}

/// Stores a password in a new form after it was compared, unless it was changed meanwhile. Returns whether it was stored.
pub(super) async fn encode_again(
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

/// Returns the account of a user who is logged in, if the password is right. The account is read here, in its turn, so that the
/// compared hash is the hash that is replaced afterwards.
pub(super) async fn by_own_password(
    services: &Services,
    id: i64,
    password: &str,
) -> Result<Option<User>, Fault> {
    let user = by_id(services, id).await?;
    let verdict = services.passwords.verify(password, hash_of(&user)).await?;
    Ok((verdict != Verdict::Wrong).then_some(user))
}

/// Returns the hash of the account's password, if it has one.
pub(super) fn hash_of(user: &User) -> Option<&str> {
    Some(user.password_hash.as_str()).filter(|hash| !hash.is_empty())
}
