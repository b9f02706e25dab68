//! Limits on how often something happens a day; a day ends at midnight of the configured zone.

use std::future::Future;

use signet_cache::{Quota, Reservation};
use signet_fault::{Code, Fault};

use crate::Services;

/// A limit of something that is counted by the day.
#[derive(Clone, Debug)]
pub struct DailyLimit {
    /// The name of what is counted, unique over all packs.
    pub key: String,
    /// The largest count of a day.
    pub most: i64,
}

/// What was counted against limits.
#[must_use]
pub struct Counted {
    keys: Vec<String>,
}

/// Counts one against each limit and does the work. If it fails, nothing is counted.
///
/// # Errors
/// As [`take`]; the work is not begun then. Errors of the work.
pub async fn within<T, const N: usize>(
    services: &Services,
    now: i64,
    limits: [DailyLimit; N],
    work: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let counted = take(services, now, limits).await?;
    let done = work.await;
    if done.is_err() {
        counted.give_back(services, now).await;
    }
    done
}

/// Counts one against each limit.
///
/// # Errors
/// [`Code::RateLimited`] if a limit is reached, with the seconds until the day ends; nothing is counted then.
pub async fn take<const N: usize>(
    services: &Services,
    now: i64,
    limits: [DailyLimit; N],
) -> Result<Counted, Fault> {
    let midnight = services.zone.tomorrow(now)?;
    let quotas = limits.map(|limit| Quota {
        key: limit.key,
        max: limit.most,
        expires_at: midnight,
    });
    match services.cache.reserve(now, &quotas).await? {
        Reservation::Granted => Ok(Counted {
            keys: quotas.into_iter().map(|quota| quota.key).collect(),
        }),
        Reservation::Full { until, .. } => {
            let seconds = u32::try_from(until - now).unwrap_or(1).max(1);
            Err(Fault::new(Code::RateLimited).retry_after(seconds))
        }
    }
}

impl Counted {
    /// Counts one less against each limit.
    pub async fn give_back(self, services: &Services, now: i64) {
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        if let Err(error) = services.cache.release(now, &keys).await {
            tracing::warn!(%error, "what did not happen still counts against its daily limits");
        }
    }
}
