//! The lock after too many wrong passwords.
//!
//! Passwords of one account are compared one after the other, and a try is counted before its comparison and given
//! back unless it was wrong: a hundred guesses at once count like a hundred in turn, and a hundred right logins at
//! once all succeed. A right SMS code forgets every count of the account: no stranger can lock its owner out.

use std::future::Future;
use std::net::IpAddr;
use std::time::Duration;

use signet_cache::{Quota, Reserved};
use signet_fault::{Code, Fault};
use tokio::time::sleep;

use crate::{Shared, random};

/// Wrong tries from one device or one address on one account.
const TRIES_HERE: i64 = 5;

/// Wrong tries on one account from anywhere.
const TRIES_ANYWHERE: i64 = 20;

/// How long a lock lasts, counted from the first wrong try.
const LOCKED: i64 = 86_400;

/// Where a password is tried from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The caller's address.
    pub ip: IpAddr,
    /// The `unique_id` of the caller's device; empty if it has none.
    pub device: &'a str,
}

/// Seconds after which a turn that was never given back counts as lost, for instance with its node.
const TURN_LOST: i64 = 10;
/// How long a call waits for its turn; it looks after `LOOK`, and then less and less often.
const WAIT: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(5);
const MAX_LOOK: Duration = Duration::from_millis(80);

/// Compares a password of an account, as often as the lock allows.
///
/// `compare` gives `None` if the password is wrong. A fault of it is no outcome: it is not counted.
///
/// # Errors
/// [`Code::LoginLocked`] with the time of unlocking if there were too many wrong tries; [`Code::Overloaded`] if the
/// account's turn does not come; those of `compare`.
pub async fn attempt<T>(
    shared: &Shared,
    account: &str,
    origin: Origin<'_>,
    compare: impl Future<Output = Result<Option<T>, Fault>>,
) -> Result<Option<T>, Fault> {
    let quotas = take_turn(shared, account, origin).await?;
    let outcome = compare.await;
    let now = shared.clock.now();
    let keys: Vec<&str> = quotas.iter().map(|quota| quota.key.as_str()).collect();
    // The turn is given back in any case, the count of the account too unless the password was wrong; and with a right
    // password this place starts anew, while what was tried elsewhere still counts against the account.
    let (given_back, forgotten) = match &outcome {
        Ok(None) => (keys.get(..1), None),
        Ok(Some(_)) => (keys.get(..2), keys.get(2..)),
        Err(_) => (keys.get(..), None),
    };
    noted(
        shared
            .cache
            .release(now, given_back.unwrap_or_default())
            .await,
    );
    if let Some(forgotten) = forgotten {
        noted(shared.cache.clear(forgotten).await);
    }
    outcome
}

/// Counts a try and takes the account's turn, both or neither, so that who is locked out takes no turn from others.
async fn take_turn(
    shared: &Shared,
    account: &str,
    origin: Origin<'_>,
) -> Result<Vec<Quota>, Fault> {
    let (mut waited, mut look) = (Duration::ZERO, LOOK);
    loop {
        let now = shared.clock.now();
        let quotas = quotas(shared, now, account, origin).await?;
        match shared.cache.reserve(now, &quotas).await? {
            Reserved::Granted => return Ok(quotas),
            Reserved::Full { index: 0, .. } if waited < WAIT => {
                sleep(look).await;
                waited += look;
                look = MAX_LOOK.min(look * 2);
            }
            Reserved::Full { index: 0, .. } => {
                return Err(Fault::overloaded());
            }
            Reserved::Full { until, .. } => {
                let until = shared.zone.date_time(until);
                let note = format!(
                    "密码错误次数过多被禁止登录,解禁时间：{until}。您也可以使用短信验证码登录"
                );
                return Err(Fault::with_note(Code::LoginLocked, note));
            }
        }
    }
}

/// A count that could not be settled must not hide what became of the call; it ends by itself.
fn noted(settled: Result<(), signet_cache::Error>) {
    if let Err(error) = settled {
        tracing::warn!(%error, "a count of wrong passwords could not be settled");
    }
}

/// The turn of the account, then the counts of a try: of the account, and of the places it comes from.
async fn quotas(
    shared: &Shared,
    now: i64,
    account: &str,
    origin: Origin<'_>,
) -> Result<Vec<Quota>, Fault> {
    let epoch = shared
        .cache
        .get(now, &epoch_key(account))
        .await?
        .unwrap_or_default();
    let quota = |place: String, max| Quota {
        key: format!("lock:{account}:{epoch}:{place}"),
        max,
        expires_at: now + LOCKED,
    };
    let mut quotas = vec![
        Quota {
            key: format!("lock-turn:{account}"),
            max: 1,
            expires_at: now + TURN_LOST,
        },
        quota("all".to_owned(), TRIES_ANYWHERE),
        quota(format!("ip:{}", origin.ip), TRIES_HERE),
    ];
    if !origin.device.is_empty() {
        quotas.push(quota(format!("device:{}", origin.device), TRIES_HERE));
    }
    Ok(quotas)
}

/// Forgets every wrong try on an account.
///
/// # Errors
/// [`Fault::internal`] if the cache is away.
pub async fn unlock(shared: &Shared, now: i64, account: &str) -> Result<(), Fault> {
    // Counts of places nobody can list are left behind by a new epoch, and expire by themselves.
    let epoch = random::hex_128()?;
    Ok(shared
        .cache
        .put(now, &epoch_key(account), &epoch, now + 2 * LOCKED)
        .await?)
}

fn epoch_key(account: &str) -> String {
    format!("lock-epoch:{account}")
}
