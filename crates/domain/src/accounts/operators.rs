//! The actions of operators on accounts of a realm, each with its row in the audit log. A closed account is never changed.

use signet_cache::End;
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::identities;
use signet_store::users::{self, User};

use super::password::set_and_end;
use super::{Account, change_account, state};
use crate::audit::{Audit, Audited};
use crate::identities::Provider;
use crate::passwords::Chosen;
use crate::realms::Realm;
use crate::{Services, login_lock, sessions};

/// The account that an operator acts on.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The realm in which the operator looks for it.
    pub realm: &'static Realm,
    /// The id of the user.
    pub user_id: i64,
}

/// Locks an account: logins fail from now on, and its sessions end.
///
/// # Errors
/// [`Code::UserNotFound`], [`Code::AccountClosed`]; [`Fault::internal`] if the cache is away.
pub async fn lock(
    services: &Services,
    audit: Audit,
    now: i64,
    subject: Subject,
) -> Result<Audited<()>, Fault> {
    let id = open_account(services, subject).await?.id;
    let audited = end_sessions(services, audit, now, id, End::Gone).await?;
    let lock = move |tx: &mut Tx<'_>| users::set_state(tx, id, state::LOCKED);
    change_account(services, now, id, End::Gone, lock).await?;
    Ok(audited)
}

/// Unlocks an account, also one that is locked by too many wrong passwords.
///
/// # Errors
/// As [`lock`].
pub async fn unlock(
    services: &Services,
    audit: Audit,
    now: i64,
    subject: Subject,
) -> Result<Audited<()>, Fault> {
    let user = open_account(services, subject).await?;
    let id = user.id;
    let unlock = move |tx: &mut Tx<'_>| {
        users::set_state(tx, id, state::LIVE)?;
        Ok(())
    };
    let audited = audit.transaction(&services.store, unlock).await?;
    login_lock::unlock(services, now, Account::of(&user)).await?;
    Ok(audited)
}

/// Sets a new password, which the owner should replace in realms that show it; every session of the user ends.
///
/// # Errors
/// As [`lock`].
pub async fn reset(
    services: &Services,
    audit: Audit,
    now: i64,
    subject: Subject,
    password: &str,
) -> Result<Audited<()>, Fault> {
    let id = open_account(services, subject).await?.id;
    let new = Chosen {
        hash: services.passwords.hash(password).await?,
        is_weak: subject.realm.shows_weak_passwords(),
    };
    let audited = end_sessions(services, audit, now, id, End::PasswordChanged).await?;
    set_and_end(services, now, id, new).await?;
    Ok(audited)
}

/// Ends every session of a user, who may log in again.
///
/// # Errors
/// As [`lock`].
pub async fn kick(
    services: &Services,
    audit: Audit,
    now: i64,
    subject: Subject,
) -> Result<Audited<()>, Fault> {
    let id = open_account(services, subject).await?.id;
    end_sessions(services, audit, now, id, End::Gone).await
}

/// Removes the identity of an account at a provider, and ends every session of the user, who may log in again.
///
/// # Errors
/// [`Code::RecordNotFound`] if the account has no identity at the provider; as [`lock`].
pub async fn unbind(
    services: &Services,
    audit: Audit,
    now: i64,
    subject: Subject,
    provider: &'static Provider,
) -> Result<Audited<()>, Fault> {
    let id = open_account(services, subject).await?.id;
    let work = move |tx: &mut Tx<'_>| {
        let ended = sessions::end(tx, id, None, End::Gone)?;
        match identities::remove(tx, id, provider.name())? {
            true => Ok(ended),
            false => Err(Code::RecordNotFound.into()),
        }
    };
    let (ended, audited) = audit.transaction(&services.store, work).await?.split();
    sessions::publish(services, now, ended).await?;
    Ok(audited)
}

/// Ends every session of a user. This is done before a change and again with it, so that no session outlives the change if
/// the cache fails.
async fn end_sessions(
    services: &Services,
    audit: Audit,
    now: i64,
    id: i64,
    end: End,
) -> Result<Audited<()>, Fault> {
    let work = move |tx: &mut Tx<'_>| Ok(sessions::end(tx, id, None, end)?);
    let (ended, audited) = audit.transaction(&services.store, work).await?.split();
    sessions::publish(services, now, ended).await?;
    Ok(audited)
}

async fn open_account(services: &Services, subject: Subject) -> Result<User, Fault> {
    let Subject { realm, user_id: id } = subject;
    let user = services
        .store
        .run(move |connection| Ok::<_, Fault>(users::by_id(connection, id)?))
        .await?;
    let user = user.filter(|user| user.realm == realm.name());
    let user = user.ok_or(Code::UserNotFound)?;
    if user.state == state::CLOSED {
        return Err(Code::AccountClosed.into());
    }
    Ok(user)
}
