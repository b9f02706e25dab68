//! The lock after too many wrong passwords.
//!
//! Passwords of one account are compared one after the other. A try is counted before its comparison and given back unless it
//! was wrong: a hundred concurrent guesses count like a hundred sequential ones, and concurrent right logins all succeed.
//!
//! A stranger cannot lock an owner out:
//! - A wrong try counts for its source (address and device), for its address, for its device, and for the account; and for its
//!   address over all accounts, so that an address cannot try one password on every account.
//! - A source from which the account logged in recently is refused only by its own count, which no other caller can fill:
//!   the owner's device id is not enough, the address must be the owner's too.
//! - The same holds for a user with a live session who enters the password again.
//! - A right SMS code clears every count of the account.
//!
//! [`Queues`] limits the calls that wait on this node, so that one account or one address cannot use all places.

mod queues;

use std::future::Future;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_cache::{Quota, Reservation};
use signet_fault::{Code, Fault};
use tokio::time::{Instant, sleep};

use crate::account::Account;
use crate::login_source::{KnownSources, LoginSource};
use crate::origin::Origin;
use crate::per_caller_limit::Permit;
use crate::{Services, random};

pub use self::queues::Queues;

/// The caller that tries a password.
#[derive(Clone, Copy, Debug)]
pub enum TriedBy<'a> {
    /// A caller that logs in from this source.
    Login(LoginSource<'a>),
    /// A user who is logged in, from this address.
    Session(Origin),
}

/// Seconds after which a turn that was never given back counts as lost, for instance because its node died.
const TURN_LOST: i64 = 10;
/// The time that a call waits for its turn. It looks after `LOOK`, and then at growing intervals of at most `MAX_LOOK`.
const WAIT: Duration = Duration::from_secs(3);
const LOOK: Duration = Duration::from_millis(5);
const MAX_LOOK: Duration = Duration::from_millis(80);

/// Compares a password of an account, as often as the lock allows.
///
/// `compare` returns `None` if the password is wrong. A fault of `compare` is not counted.
///
/// # Errors
/// [`Code::LoginLocked`] with the time of unlocking if there were too many wrong tries; [`Code::Overloaded`] if too many calls
/// wait, or this one waited too long; the errors of `compare`.
pub async fn attempt<T>(
    services: &Services,
    account: Account<'_>,
    by: TriedBy<'_>,
    compare: impl Future<Output = Result<Option<T>, Fault>>,
) -> Result<Option<T>, Fault> {
    let deadline = Instant::now() + WAIT;
    let _place = enter(services, account, by).await?;
    let _turn = services
        .login_queues
        .take_of_account(&account.key(), WAIT)
        .await?;
    let counted = take_turn(services, account, by, deadline).await?;
    let outcome = compare.await;
    settle(services, &counted, &outcome).await;
    outcome
}

/// Takes a place in the queue of strangers. If that queue is full, a known source takes a place in the queue of known sources. A
/// user with a session takes a place there at once.
async fn enter(
    services: &Services,
    account: Account<'_>,
    by: TriedBy<'_>,
) -> Result<Permit, Fault> {
    let queues = &services.login_queues;
    let source = match by {
        TriedBy::Session(origin) => return queues.take_as_known(origin).await,
        TriedBy::Login(source) => source,
    };
    if let Some(place) = queues.take_as_stranger(source.origin).await {
        return Ok(place);
    }
    if !is_known(services, account, source).await? {
        return Err(Fault::overloaded());
    }
    queues.take_as_known(source.origin).await
}

/// The quotas in which a try is counted.
struct Counts {
    /// The turn of the account, the counts that a right password gives back, and the counts that it clears, in this order.
    quotas: Vec<Quota>,
    /// The index of the first quota that is cleared.
    own: usize,
}

/// Gives back what a try took: the turn always, the counts unless the password was wrong. A right password
/// clears the counts of the source; other wrong tries on the account still count.
async fn settle<T>(services: &Services, counted: &Counts, outcome: &Result<Option<T>, Fault>) {
    let now = services.clock.now();
    let keys = counted.quotas.iter().map(|quota| quota.key.as_str());
    let keys: Vec<&str> = keys.collect();
    let (given_back, cleared) = match outcome {
        Ok(None) => (keys.get(..1), None),
        Ok(Some(_)) => (keys.get(..counted.own), keys.get(counted.own..)),
        Err(_) => (keys.get(..), None),
    };
    let given_back = given_back.unwrap_or_default();
    noted(services.cache.release(now, given_back).await);
    if let Some(cleared) = cleared {
        noted(services.cache.clear(cleared).await);
    }
}

/// Counts a try and takes the account's turn, both or neither, so that a caller who is locked out does not block others.
fn take_turn<'a>(
    services: &'a Services,
    account: Account<'a>,
    by: TriedBy<'a>,
    deadline: Instant,
) -> LocalBoxFuture<'a, Result<Counts, Fault>> {
    // Boxed: the body of an `async fn` is compiled in each crate that calls it.
    wait_for_turn(services, account, by, deadline).boxed_local()
}

async fn wait_for_turn(
    services: &Services,
    account: Account<'_>,
    by: TriedBy<'_>,
    deadline: Instant,
) -> Result<Counts, Fault> {
    let mut look = LOOK;
    let mut known = false;
    loop {
        let now = services.clock.now();
        let counts = counts(services, now, account, by, known).await?;
        match services.cache.reserve(now, &counts.quotas).await? {
            Reservation::Granted => return Ok(counts),
            Reservation::Full { index: 0, .. } if Instant::now() < deadline => {
                sleep(look).await;
                look = MAX_LOOK.min(look * 2);
            }
            Reservation::Full { index: 0, .. } => return Err(Fault::overloaded()),
            Reservation::Full { until, .. } => {
                // Whether the source is known matters only if a count of strangers is full.
                known = match by {
                    TriedBy::Login(source) if !known => is_known(services, account, source).await?,
                    _ => false,
                };
                if !known {
                    return Err(locked(services, until));
                }
            }
        }
    }
}

fn locked(services: &Services, until: i64) -> Fault {
    let wait = u32::try_from(until - services.clock.now()).unwrap_or(1);
    let until = services.zone.date_time(until);
    let note = format!("密码错误次数过多被禁止登录,解禁时间：{until}。您也可以使用短信验证码登录");
    Fault::with_note(Code::LoginLocked, note).retry_after(wait.max(1))
}

/// Logs that a count could not be settled. This must not hide the outcome of the call, and the count expires by itself.
fn noted(settled: Result<(), signet_cache::Error>) {
    if let Err(error) = settled {
        tracing::warn!(%error, "a count of wrong passwords could not be settled");
    }
}

/// Returns the quotas of a try.
async fn counts(
    services: &Services,
    now: i64,
    account: Account<'_>,
    by: TriedBy<'_>,
    known: bool,
) -> Result<Counts, Fault> {
    let settings = &services.settings.user;
    let epoch = services.cache.get(now, &epoch_key(account)).await?;
    let account = account.key();
    let epoch = epoch.unwrap_or_default();
    let count = |of: String, max| Quota {
        key: format!("lock:{account}:{epoch}:{of}"),
        max,
        expires_at: now + i64::from(settings.lock_seconds),
    };
    let own = |of: String| count(of, settings.password_tries_per_source.into());
    // All tries on the account are counted, but this count limits only strangers.
    let in_all = |max| count("all".to_owned(), max);
    let turn = Quota {
        key: format!("lock-turn:{account}"),
        max: 1,
        expires_at: now + TURN_LOST,
    };
    let source = match by {
        TriedBy::Session(_) => {
            let quotas = vec![turn, in_all(i64::MAX), own("session".to_owned())];
            return Ok(Counts { quotas, own: 2 });
        }
        TriedBy::Login(source) => source,
    };
    let of_source = own(format!("source:{}", source.label(&services.key, "")?));
    if known {
        let quotas = vec![turn, in_all(i64::MAX), of_source];
        return Ok(Counts { quotas, own: 2 });
    }
    let guesses = Quota {
        key: format!("password-guesses:{}", source.origin),
        max: settings.daily_guesses_per_address.into(),
        expires_at: services.zone.tomorrow(now)?,
    };
    let of_address = own(format!("ip:{}", source.origin));
    let in_all = in_all(settings.password_tries_in_all.into());
    let mut quotas = vec![turn, in_all, guesses, of_source, of_address];
    if !source.device.is_empty() {
        quotas.push(own(format!("device:{}", source.device)));
    }
    Ok(Counts { quotas, own: 3 })
}

/// Returns whether an account logged in from a source within `user.known_days`.
///
/// # Errors
/// [`Code::Overloaded`] if too many calls look this up at once; the errors of the store.
async fn is_known(
    services: &Services,
    account: Account<'_>,
    source: LoginSource<'_>,
) -> Result<bool, Fault> {
    let _look_up = services.login_queues.look_up()?;
    let Some(user) = account.find(services).await? else {
        return Ok(false);
    };
    let since = services.clock.now() - services.settings.user.known_seconds();
    let label = source.known_as(&services.key, user.id)?;
    Ok(KnownSources::read(&user.login_sources).contains(label.as_deref(), since))
}

/// Resets every wrong try on an account.
///
/// # Errors
/// [`Fault::internal`] if the cache is away.
pub async fn unlock(services: &Services, now: i64, account: Account<'_>) -> Result<(), Fault> {
    // The counts of sources cannot be listed: a new epoch changes their keys, and the old ones expire.
    let epoch = random::hex_128()?;
    let until = now + 2 * i64::from(services.settings.user.lock_seconds);
    Ok(services
        .cache
        .put(now, &epoch_key(account), &epoch, until)
        .await?)
}

fn epoch_key(account: Account<'_>) -> String {
    format!("lock-epoch:{}", account.key())
}
