//! Logging in.

use std::net::IpAddr;

use signet_cache::PlatformClass;
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::users::{self, User};

use super::password::{encode_again, hash_of};
use super::{Account, state};
use crate::Services;
use crate::login_lock::{self, TriedBy};
use crate::login_source::{KnownSources, LoginSource};
use crate::origin::Origin;
use crate::passwords::{Verdict, is_weak};
use crate::platform::Platform;
use crate::realms::Realm;
use crate::server_key::ServerKey;
use crate::sessions::{self, Changes, Opening};

/// The origin of a login, for its record.
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    /// The platform.
    pub platform: Platform,
    /// The class of platforms, which decides which session the login replaces.
    pub class: PlatformClass,
    /// The caller's address.
    pub ip: IpAddr,
    /// The source that is known to the account after the login.
    pub source: LoginSource<'a>,
}

/// Returns the account if it may log in.
///
/// # Errors
/// [`Code::AccountLocked`], [`Code::AccountClosed`].
pub fn may_log_in(user: User) -> Result<User, Fault> {
    match user.state {
        state::LIVE => Ok(user),
        state::LOCKED => Err(Code::AccountLocked.into()),
        state::CLOSED => Err(Code::AccountClosed.into()),
        other => Err(Fault::internal(format!(
            "user {} is in the unknown state {other}",
            user.id
        ))),
    }
}

/// Returns the account of a mobile in a realm, after an SMS code confirmed the mobile, and clears its password lock.
///
/// # Errors
/// [`Code::NotRegistered`], [`Code::AccountLocked`], [`Code::AccountClosed`].
pub async fn by_proven_mobile(
    services: &Services,
    now: i64,
    realm: &'static Realm,
    mobile: &str,
) -> Result<User, Fault> {
    let account = Account::of_mobile(realm, mobile);
    let user = account.find(services).await?.ok_or(Code::NotRegistered)?;
    login_lock::unlock(services, now, account).await?;
    may_log_in(user)
}

/// Returns an account, if the password is right.
///
/// An unknown account, an account without a password, and a wrong password give the same fault after the same time. Tries on
/// an account are counted together, whichever of its names the caller uses.
///
/// # Errors
/// [`Code::WrongPassword`], [`Code::LoginLocked`], [`Code::AccountLocked`], [`Code::AccountClosed`].
pub async fn by_password(
    services: &Services,
    now: i64,
    account: Account<'_>,
    password: &str,
    source: LoginSource<'_>,
) -> Result<User, Fault> {
    // Reject a flood of logins here, before it loads the database and the cache.
    services.passwords.has_room()?;
    let named = match account.is_of_lock() {
        true => None,
        false => account.find(services).await?,
    };
    let account = named.as_ref().map_or(account, Account::of);
    let compare = async {
        let Some(mut user) = account.find(services).await? else {
            services.passwords.verify(password, None).await?;
            return Ok(None);
        };
        match services.passwords.verify(password, hash_of(&user)).await? {
            Verdict::Wrong => return Ok(None),
            Verdict::Right => {}
            Verdict::RightLegacy => {
                let new = services.passwords.hash(password).await?;
                if !encode_again(services, now, &user, new.clone()).await? {
                    return Ok(None);
                }
                user.password_hash = new;
            }
        }
        judge(services, now, &mut user, password).await?;
        Ok(Some(user))
    };
    let user = login_lock::attempt(services, account, TriedBy::Login(source), compare).await?;
    may_log_in(user.ok_or(Code::WrongPassword)?)
}

/// Records that a right password is weak, in a realm that shows this. An imported password could not be checked before.
async fn judge(
    services: &Services,
    now: i64,
    user: &mut User,
    password: &str,
) -> Result<(), Fault> {
    let realm = services.realms.named(&user.realm);
    let is_shown = realm.is_some_and(Realm::shows_weak_passwords);
    if !is_shown || user.weak_password || !is_weak(password, &user.mobile) {
        return Ok(());
    }
    let (id, hash) = (user.id, user.password_hash.clone());
    let mark = move |tx: &mut Tx<'_>| {
        let user = users::lock(tx, id)?;
        if user.is_some_and(|user| user.password_hash == hash) {
            users::set_weak_password(tx, id, true)?;
        }
        Ok::<_, Fault>(())
    };
    services.store.transaction(now, mark).await?;
    user.weak_password = true;
    Ok(())
}

/// Opens a session for an account and records the login. Returns the token.
///
/// # Errors
/// [`Code::AccountLocked`] and [`Code::AccountClosed`] if the account changed meanwhile; [`Fault::internal`] if the cache or
/// the store is away.
pub async fn log_in(
    services: &Services,
    now: i64,
    user: &User,
    login: Login<'_>,
) -> Result<String, Fault> {
    log_in_if(services, now, user.id, login, |_| true).await
}

/// As [`log_in`], for a login with a password: if the password was changed meanwhile, no session
/// is opened.
///
/// # Errors
/// [`Code::WrongPassword`]; as [`log_in`].
pub async fn log_in_with_password(
    services: &Services,
    now: i64,
    user: &User,
    login: Login<'_>,
) -> Result<String, Fault> {
    let hash = user.password_hash.clone();
    let same_password = move |current: &User| current.password_hash == hash;
    log_in_if(services, now, user.id, login, same_password).await
}

/// Opens a session if the account may log in and its row still passes `proven`, and records the login.
///
/// The account is read in the transaction that opens the session, so an earlier change is seen there; a later change
/// ends the session.
async fn log_in_if(
    services: &Services,
    now: i64,
    id: i64,
    login: Login<'_>,
    proven: impl Fn(&User) -> bool + Send + 'static,
) -> Result<String, Fault> {
    let login = PendingLogin::new(services, login)?;
    let pending = login.clone();
    let complete = move |tx: &mut Tx<'_>| {
        let user = users::lock(tx, id)?.ok_or(Code::SessionExpired)?;
        let user = may_log_in(user)?;
        if !proven(&user) {
            return Err(Code::WrongPassword.into());
        }
        pending.complete(tx, &user)
    };
    let changes = services.store.transaction(now, complete).await?;
    sessions::publish(services, now, changes).await?;
    Ok(login.into_token())
}

/// A login that is completed in a transaction of the caller: its session and its record.
#[derive(Clone)]
pub struct PendingLogin {
    session: Opening,
    ip: String,
    origin: Origin,
    device: String,
    known_seconds: i64,
    key: ServerKey,
}

impl PendingLogin {
    /// Returns a login with a new token.
    ///
    /// # Errors
    /// [`Fault::internal`] if the operating system has no random bytes.
    pub fn new(services: &Services, login: Login<'_>) -> Result<PendingLogin, Fault> {
        Ok(PendingLogin {
            session: Opening::new(login.platform)?.of_class(login.class),
            ip: login.ip.to_string(),
            origin: login.source.origin,
            device: login.source.device.to_owned(),
            known_seconds: services.settings.user.known_seconds(),
            key: services.key.clone(),
        })
    }

    /// Returns the token, which is valid once [`sessions::publish`] has succeeded.
    pub fn into_token(self) -> String {
        self.session.into_token()
    }

    /// Opens the session of a user whose row is locked or new, and records the login and its source. [`sessions::publish`] has
    /// to follow the transaction.
    ///
    /// # Errors
    /// [`Fault::internal`] if the store is away.
    pub fn complete(&self, tx: &mut Tx<'_>, user: &User) -> Result<Changes, Fault> {
        let now = tx.now();
        let source = LoginSource {
            origin: self.origin,
            device: &self.device,
        };
        let sources = match source.known_as(&self.key, user.id)? {
            Some(label) => {
                let since = now - self.known_seconds;
                KnownSources::read(&user.login_sources).with(label, now, since)
            }
            None => user.login_sources.clone(),
        };
        users::touch_login(tx, user.id, &self.ip, &sources)?;
        self.session.open(tx, user)
    }
}
