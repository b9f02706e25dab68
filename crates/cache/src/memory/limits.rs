use std::borrow::Cow;
use std::sync::Mutex;

use super::expiring::Expiring;
use super::lock;
use crate::{Limit, Rejection};

/// The maximum number of limits that are counted at once, about 12 MiB: every calling address needs one. Beyond that, the limits that
/// are refilled first are dropped.
const MAX_LIMITS: usize = 100_000;

/// The microseconds by which the clock of a call may be behind the clock of the call before it.
const STEP_BACK: i64 = 1_000_000;

/// The state of limits (GCRA): for each limit the microsecond at which it is completely refilled.
pub(crate) struct Limits(Mutex<Expiring<String, i64>>);

impl Limits {
    pub(crate) fn new() -> Limits {
        Limits(Mutex::new(Expiring::bounded(MAX_LIMITS)))
    }

    /// Counts a call against every limit, or against none if one refuses it.
    pub(crate) fn count(
        &self,
        now_millis: i64,
        limits: &[Limit],
        user: Option<i64>,
    ) -> Option<Rejection> {
        if limits.is_empty() {
            return None;
        }
        let now = now_millis.saturating_mul(1000);
        let mut table = lock(&self.0);
        let mut filled = Vec::with_capacity(limits.len());
        for (index, limit) in limits.iter().enumerate() {
            let key = match (limit.per_user, user) {
                (false, _) => Cow::from(&limit.key),
                (true, Some(user)) => Cow::from(format!("{}{user}", limit.key)),
                (true, None) => continue,
            };
            let full_at = now.saturating_add(limit.period());
            // If a stored time is later than any call can have set it, it is from a wrong clock and is ignored.
            let possible = |stored: &i64| *stored <= full_at.saturating_add(STEP_BACK);
            let stored = table.get(now, key.as_ref()).copied().filter(possible);
            let before = stored.map_or(now, |stored| stored.min(full_at));
            let after = before.saturating_add(limit.cost());
            if after > full_at {
                return Some(Rejection::new(index, after - full_at));
            }
            filled.push((key, after));
        }
        for (key, after) in filled {
            table.insert(now, key.into_owned(), after, after);
        }
        None
    }
}
