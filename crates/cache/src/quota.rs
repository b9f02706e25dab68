//! The inputs and results of quotas.

/// A number of things allowed in a fixed window of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The name of what is counted.
    pub key: String,
    /// The maximum count in one window.
    pub max: i64,
    /// The end of the window if this reservation starts it, in Unix seconds; a running window keeps its end.
    pub expires_at: i64,
}

impl Quota {
    /// The seconds by which the clocks of nodes may differ.
    pub(crate) const SKEW: i64 = 60;

    /// Returns whether a correct clock can have started a window. Such a window ends at most `SKEW` seconds after a window that starts now.
    pub(crate) fn can_end(&self, until: i64) -> bool {
        until <= self.expires_at.saturating_add(Quota::SKEW)
    }
}

/// The answer to [`Cache::reserve`](crate::Cache::reserve).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// One unit was taken from every quota.
    Granted,
    /// Nothing was taken.
    Full {
        /// The index of the first full quota in the given list.
        index: usize,
        /// The end of its window, in Unix seconds.
        until: i64,
    },
}
