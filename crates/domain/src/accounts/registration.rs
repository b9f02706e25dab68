//! Registration.

use std::net::{IpAddr, Ipv4Addr};

use signet_fault::{Code, Fault};
use signet_store::users::{NewUser, User};
use signet_store::{Error, Tx, users};

use super::login::{Login, PendingLogin};
use crate::login_source::LoginSource;
use crate::origin::Origin;
use crate::passwords::Chosen;
use crate::platform::Platform;
use crate::realms::Realm;
use crate::{Services, random, sessions};

/// A registration whose names were confirmed.
#[derive(Clone, Debug)]
pub struct Registration<'a> {
    /// The realm of the account.
    pub realm: &'static Realm,
    /// The mobile, confirmed by an SMS code; empty for none.
    pub mobile: &'a str,
    /// The name to log in with, by the rules of the pack; empty for none.
    pub username: &'a str,
    /// The password; the default for an account without a password.
    pub password: Chosen,
    /// The name that others see; may be empty.
    pub nickname: String,
    /// The app market, on Android.
    pub channel: &'a str,
    /// The points that the account starts with; the closure of [`register`] records them.
    pub points: i64,
    /// The origin of the registration.
    pub login: Login<'a>,
}

impl<'a> Registration<'a> {
    /// Returns the registration of a mobile by an app on this machine: for demo content and tests.
    pub fn local(realm: &'static Realm, mobile: &'a str, password: Chosen) -> Registration<'a> {
        let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Registration {
            realm,
            mobile,
            username: "",
            password,
            nickname: String::new(),
            channel: "",
            points: 0,
            login: Login {
                platform: Platform::ANDROID,
                class: Platform::ANDROID.class(),
                ip,
                source: LoginSource {
                    origin: Origin::from(ip),
                    device: "",
                },
            },
        }
    }
}

/// An account that is ready to be added, in a transaction of the caller.
#[derive(Clone)]
pub struct NewAccount(NewUser);

/// A new account that is logged in.
pub struct Registered<T> {
    /// The account.
    pub user: User,
    /// The token of its session.
    pub token: String,
    /// The result of the pack's part of the registration.
    pub added: T,
}

impl NewAccount {
    /// Returns the account of a registration.
    ///
    /// # Errors
    /// [`Fault::internal`] if the operating system has no random bytes.
    pub fn of(now: i64, registration: &Registration<'_>) -> Result<NewAccount, Fault> {
        let Registration { realm, login, .. } = registration;
        Ok(NewAccount(NewUser {
            realm: realm.name().to_owned(),
            mobile: registration.mobile.to_owned(),
            username: registration.username.to_owned(),
            password_hash: registration.password.hash.clone(),
            weak_password: registration.password.is_weak,
            open_id: random::hex_128()?,
            nickname: registration.nickname.clone(),
            platform: login.platform.0,
            channel: registration.channel.to_owned(),
            points: registration.points,
            register_ip: login.ip.to_string(),
            created_at: now,
        }))
    }

    /// Adds the account. The pack has to record its points.
    ///
    /// # Errors
    /// [`Code::AlreadyRegistered`] if the mobile has an account in the realm, [`Code::UsernameTaken`] if the user name has one.
    pub fn insert(&self, tx: &mut Tx<'_>) -> Result<User, Fault> {
        let NewAccount(user) = self;
        let id = match users::insert(tx, user) {
            Err(Error::Duplicate) => return Err(self.taken(tx)?.into()),
            inserted => inserted?,
        };
        let user = users::by_id(tx, id)?;
        user.ok_or_else(|| Fault::internal("a new user is not there"))
    }

    /// Returns the fault code for the name that is taken.
    fn taken(&self, tx: &mut Tx<'_>) -> Result<Code, Error> {
        let NewAccount(user) = self;
        let is_taken = !user.username.is_empty()
            && users::by_username(tx, &user.realm, &user.username)?.is_some();
        Ok(match is_taken {
            true => Code::UsernameTaken,
            false => Code::AlreadyRegistered,
        })
    }
}

/// Creates an account and logs it in.
///
/// Runs in one transaction, with `add`, which adds the pack's own rows for the account: a registration that fails may be
/// repeated.
///
/// # Errors
/// As [`NewAccount::insert`]; the errors of `add`; [`Fault::internal`] if the cache or the store is away.
pub async fn register<T: Send + 'static>(
    services: &Services,
    now: i64,
    registration: Registration<'_>,
    mut add: impl FnMut(&mut Tx<'_>, &User) -> Result<T, Fault> + Send + 'static,
) -> Result<Registered<T>, Fault> {
    let account = NewAccount::of(now, &registration)?;
    let login = PendingLogin::new(services, registration.login)?;
    let pending = login.clone();
    let make = move |tx: &mut Tx<'_>| {
        let user = account.insert(tx)?;
        let added = add(tx, &user)?;
        let changes = pending.complete(tx, &user)?;
        Ok::<_, Fault>((user, added, changes))
    };
    let (user, added, changes) = services.store.transaction(now, make).await?;
    sessions::publish(services, now, changes).await?;
    Ok(Registered {
        user,
        token: login.into_token(),
        added,
    })
}
