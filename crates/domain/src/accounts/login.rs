//! Logging in.

use std::net::IpAddr;

use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::users::{self, User};

use super::{find, may_log_in, replace_password};
use crate::login_lock::{self, TriedBy};
use crate::login_source::{KnownSources, LoginSource};
use crate::passwords::Verdict;
use crate::platform::Platform;
use crate::{Services, sessions};

/// The origin of a login, for the record of it.
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    /// The platform, which decides which session it replaces.
    pub platform: Platform,
    /// The caller's address.
    pub ip: IpAddr,
    /// The source that is known to the account after the login.
    pub source: LoginSource<'a>,
}

/// Returns the account of a mobile that was confirmed by an SMS code, and clears its password lock.
///
/// # Errors
/// [`Code::NotRegistered`], [`Code::AccountLocked`], [`Code::AccountClosed`].
pub async fn by_proven_mobile(services: &Services, now: i64, mobile: &str) -> Result<User, Fault> {
    let user = find(services, mobile).await?.ok_or(Code::NotRegistered)?;
    login_lock::unlock(services, now, mobile).await?;
    may_log_in(user)
}

/// Returns the account of a mobile, if the password is right.
///
/// An unknown mobile and a wrong password give the same fault after the same time.
///
/// # Errors
/// [`Code::WrongPassword`], [`Code::LoginLocked`], [`Code::AccountLocked`], [`Code::AccountClosed`].
pub async fn by_password(
    services: &Services,
    now: i64,
    mobile: &str,
    password: &str,
    source: LoginSource<'_>,
) -> Result<User, Fault> {
    // Reject a flood of logins here, before it loads the database and the cache.
    services.passwords.has_room()?;
    let compare = async {
        let Some(mut user) = find(services, mobile).await? else {
            services.passwords.verify(password, None).await?;
            return Ok(None);
        };
        match services
            .passwords
            .verify(password, Some(&user.password_hash))
            .await?
        {
            Verdict::Wrong => Ok(None),
            Verdict::Right => Ok(Some(user)),
            Verdict::RightLegacy => {
                let new = services.passwords.hash(password).await?;
                let replaced = replace_password(services, now, &user, new.clone()).await?;
                user.password_hash = new;
                Ok(Some(user).filter(|_| replaced))
            }
        }
    };
    let user = login_lock::attempt(services, mobile, TriedBy::Login(source), compare).await?;
    may_log_in(user.ok_or(Code::WrongPassword)?)
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
    let note_login = note_login(services, now, login);
    let admit = move |tx: &mut Tx<'_>, user: User| {
        let user = may_log_in(user)?;
        if !proven(&user) {
            return Err(Code::WrongPassword.into());
        }
        note_login(tx, &user)
    };
    sessions::open(services, now, id, login.platform, admit).await
}

/// Returns the function that records a login and its source, in the transaction that opens the session.
pub(super) fn note_login(
    services: &Services,
    now: i64,
    login: Login<'_>,
) -> impl Fn(&mut Tx<'_>, &User) -> Result<(), Fault> + Send + use<> {
    let (ip, origin) = (login.ip.to_string(), login.source.origin);
    let device = login.source.device.to_owned();
    let since = now - services.settings.user.known_seconds();
    let key = services.key.clone();
    move |tx: &mut Tx<'_>, user: &User| {
        let source = LoginSource {
            origin,
            device: &device,
        };
        let sources = match source.known_as(&key, user.id)? {
            Some(label) => KnownSources::read(&user.login_sources).with(label, now, since),
            None => user.login_sources.clone(),
        };
        Ok(users::touch_login(tx, user.id, &ip, &sources)?)
    }
}
