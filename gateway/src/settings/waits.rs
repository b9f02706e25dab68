//! Waits that no file configures.

use std::time::Duration;

/// Waits that are right for every deployment; tests change them.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// The time that a duplicate waits for the running call, before the duplicate gets `in_progress`.
    pub duplicate: Duration,
    /// The interval at which a worker records that it runs. After three intervals without a record it counts as hanging.
    pub pulse: Duration,
    /// The time that a call waits for the hash of a password.
    pub hash: Duration,
}

impl Default for Waits {
    fn default() -> Waits {
        Waits {
            duplicate: Duration::from_secs(5),
            pulse: Duration::from_secs(1),
            hash: Duration::from_secs(2),
        }
    }
}
