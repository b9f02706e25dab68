//! Registration.

use signet_fault::{Code, Fault};
use signet_store::users::{NewUser, User};
use signet_store::{Taken, Tx, users};

use super::login::{Login, note_login};
use crate::{Services, masked, random, sessions};

/// A registration whose SMS code was right.
#[derive(Clone, Debug)]
pub struct Registration<'a> {
    /// The mobile that was confirmed by the code.
    pub mobile: &'a str,
    /// The hash of the password.
    pub password_hash: String,
    /// The app market, on Android.
    pub channel: &'a str,
    /// The points that the account starts with.
    pub points: i64,
    /// The origin of the registration.
    pub login: Login<'a>,
}

/// Creates an account and logs it in. Returns the account and the token.
///
/// Runs in one transaction, with `welcome`, which adds the rows of the pack: a registration that fails may be repeated.
///
/// # Errors
/// [`Code::AlreadyRegistered`]; [`Fault::internal`] if the cache or the store is away.
pub async fn register(
    services: &Services,
    now: i64,
    registration: Registration<'_>,
    mut welcome: impl FnMut(&mut Tx<'_>, &User) -> Result<(), Fault> + Send + 'static,
) -> Result<(User, String), Fault> {
    let Registration { login, .. } = registration;
    let user = NewUser {
        mobile: registration.mobile.to_owned(),
        password_hash: registration.password_hash,
        open_id: random::hex_128()?,
        nickname: masked::mobile(registration.mobile),
        platform: login.platform.0,
        channel: registration.channel.to_owned(),
        points: registration.points,
        register_ip: login.ip.to_string(),
        created_at: now,
    };
    let note_login = note_login(services, now, login);
    let make = move |tx: &mut Tx<'_>| {
        let id = users::insert(tx, &user).taken(Code::AlreadyRegistered)?;
        let made = users::by_id(tx, id)?;
        let made = made.ok_or_else(|| Fault::internal("a new user is not there"))?;
        welcome(tx, &made)?;
        note_login(tx, &made)?;
        Ok(made)
    };
    sessions::open_for(services, now, login.platform, make).await
}
