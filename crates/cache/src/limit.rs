//! The inputs and results of rate limits.

use crate::Lookup;

/// A rate limit: `burst` calls in each period, refilled evenly (GCRA).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The name of what is counted, such as an app or an address.
    pub key: String,
    /// Whether each user is counted separately: the id of the user of the session is appended to the key. Then a call without
    /// a live session is not counted.
    pub per_user: bool,
    /// The number of calls in one period, all of which may come at once; 0 counts as 1.
    pub burst: u32,
    /// The length of the period in milliseconds.
    pub period_ms: i64,
}

impl Limit {
    /// Returns the period in microseconds.
    pub(crate) fn period(&self) -> i64 {
        self.period_ms.saturating_mul(1000)
    }

    /// Returns the part of the period that one call uses up, in microseconds.
    pub(crate) fn cost(&self) -> i64 {
        (self.period() / i64::from(self.burst.max(1))).max(1)
    }
}

/// The answer to [`Cache::admit`](crate::Cache::admit).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Admission {
    /// The limit that refuses the call, if one does; then no limit has counted it.
    pub refused: Option<Rejection>,
    /// The session, if one was requested. It is there even if a limit refuses the call.
    pub session: Option<Lookup>,
}

/// A limit that is used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The index of the first limit in the given list that refuses.
    pub index: usize,
    /// The milliseconds until that limit accepts the next call; at least 1.
    pub retry_after_ms: i64,
}

impl Rejection {
    /// Returns the rejection by a limit. `wait` is in microseconds.
    pub(crate) fn new(index: usize, wait: i64) -> Rejection {
        Rejection {
            index,
            retry_after_ms: wait.saturating_add(999) / 1000,
        }
    }
}
