//! Limits on how often an action may happen a day; a day ends at midnight of the configured zone.

use std::future::Future;

use signet_cache::{Quota, Reservation};
use signet_fault::{Code, Fault};

use crate::Services;

/// A limit of a count of one day.
#[derive(Clone, Debug)]
pub struct DailyLimit {
    /// The name of what is counted, unique over all packs.
    pub key: String,
    /// The largest count of a day.
    pub most: i64,
}

/// Counts one against each limit and does the work. If the work fails, nothing is counted.
///
/// # Errors
/// [`Code::RateLimited`] if a limit is reached, with the seconds until the day ends; the work is not begun then. The errors of
/// the work.
pub async fn within<T, const N: usize>(
    services: &Services,
    now: i64,
    limits: [DailyLimit; N],
    work: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let keys = take(services, now, limits).await?;
    let done = work.await;
    if done.is_err() {
        give_back(services, now, &keys).await;
    }
    done
}

/// Counts one against each limit and returns their keys.
async fn take<const N: usize>(
    services: &Services,
    now: i64,
    limits: [DailyLimit; N],
) -> Result<[String; N], Fault> {
    let midnight = services.zone.tomorrow(now)?;
    let quotas = limits.map(|limit| Quota {
        key: limit.key,
        max: limit.most,
        expires_at: midnight,
    });
    match services.cache.reserve(now, &quotas).await? {
        Reservation::Granted => Ok(quotas.map(|quota| quota.key)),
        Reservation::Full { until, .. } => {
            let seconds = u32::try_from(until - now).unwrap_or(1).max(1);
            Err(Fault::new(Code::RateLimited).retry_after(seconds))
        }
    }
}

async fn give_back(services: &Services, now: i64, keys: &[String]) {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    if let Err(error) = services.cache.release(now, &keys).await {
        tracing::warn!(%error, "what did not happen still counts against its daily limits");
    }
}
