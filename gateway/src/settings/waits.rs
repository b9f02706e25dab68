//! Waits that no file configures.

use std::time::Duration;

/// Waits that are right for every deployment; tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// The time that a duplicate waits for the call that runs, before it gets `in_progress`.
    pub duplicate: Duration,
    /// The interval at which a worker records that it runs. After three intervals without a record it counts as hanging.
    pub pulse: Duration,
}

impl Default for Waits {
    fn default() -> Waits {
        Waits {
            duplicate: Duration::from_secs(5),
            pulse: Duration::from_secs(1),
        }
    }
}
