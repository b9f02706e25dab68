//! The lock after too many wrong passwords.
//!
//! A try is counted before the password is compared and given back if it was right, so that a hundred guesses
//! at once are counted like a hundred guesses in turn. A right SMS code forgets every count of the account:
//! no stranger can lock its owner out.

use std::net::IpAddr;

use signet_cache::{Quota, Reserved};
use signet_fault::{Code, Fault};

use crate::{Shared, random};

/// Wrong tries from one device or one address on one account.
const TRIES_HERE: i64 = 5;

/// Wrong tries on one account from anywhere.
const TRIES_ANYWHERE: i64 = 20;

/// How long a lock lasts, counted from the first wrong try.
const LOCKED: i64 = 86_400;

/// The longest device id that is told from others.
const MAX_DEVICE: usize = 64;

/// Where a password is tried from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The caller's address.
    pub ip: IpAddr,
    /// The `unique_id` of the caller's device; empty if it has none.
    pub device: &'a str,
}

/// A counted try whose outcome is not known yet.
pub struct Try {
    quotas: Vec<Quota>,
}

/// Counts one try of a password on an account.
///
/// # Errors
/// [`Code::LoginLocked`] with the time of unlocking if there were too many.
pub async fn count(
    shared: &Shared,
    now: i64,
    account: &str,
    origin: Origin<'_>,
) -> Result<Try, Fault> {
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
        quota("all".to_owned(), TRIES_ANYWHERE),
        quota(format!("ip:{}", origin.ip), TRIES_HERE),
    ];
    if !origin.device.is_empty() {
        let device: String = origin.device.chars().take(MAX_DEVICE).collect();
        quotas.push(quota(format!("device:{device}"), TRIES_HERE));
    }
    match shared.cache.reserve(now, &quotas).await? {
        Reserved::Granted => Ok(Try { quotas }),
        Reserved::Full { until, .. } => {
            let until = shared.zone.date_time(until);
            Err(Fault::with_note(
                Code::LoginLocked,
                format!("密码错误次数过多被禁止登录,解禁时间：{until}。您也可以使用短信验证码登录"),
            ))
        }
    }
}

impl Try {
    /// The password was right: this place starts anew, and the account has one try less against it.
    ///
    /// # Errors
    /// [`Fault::internal`] if the cache is away.
    pub async fn was_right(self, shared: &Shared, now: i64) -> Result<(), Fault> {
        let [all, here @ ..] = self.quotas.as_slice() else {
            return Ok(());
        };
        shared.cache.release(now, &[&all.key]).await?;
        let here: Vec<&str> = here.iter().map(|quota| quota.key.as_str()).collect();
        Ok(shared.cache.clear(&here).await?)
    }
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
