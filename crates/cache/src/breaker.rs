use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// Fails calls at once while the server is known to be unreachable, so that not every call waits for a time limit.
///
/// Times are milliseconds of any clock that never goes back. Relaxed atomics are enough: one call too many or too few at the
/// moment when the breaker opens or closes does no harm.
#[derive(Default)]
pub(crate) struct Breaker {
    /// The number of failures since the last success.
    failures: AtomicU32,
    /// The time of the next trial, while the breaker is open.
    trial_at: AtomicU64,
}

impl Breaker {
    /// The number of consecutive failures that opens the breaker.
    pub(crate) const FAILURES: u32 = 5;
    /// The milliseconds for which the breaker stays open before each trial.
    const PAUSE_MS: u64 = 500;

    /// Returns whether a call may be sent: always while the breaker is closed, once in each pause while it is open. `now` is
    /// called only while it is open.
    pub(crate) fn lets_through(&self, now: impl FnOnce() -> u64) -> bool {
        if self.failures.load(Relaxed) < Self::FAILURES {
            return true;
        }
        let (now, trial_at) = (now(), self.trial_at.load(Relaxed));
        // Setting a later time makes this call the only trial. A trial that is dropped before it ends does not block the next one.
        now >= trial_at
            && self
                .trial_at
                .compare_exchange(trial_at, now + Self::PAUSE_MS, Relaxed, Relaxed)
                .is_ok()
    }

    /// Counts a failure. Returns the number of consecutive failures.
    pub(crate) fn failed(&self, now: u64) -> u32 {
        self.trial_at.store(now + Self::PAUSE_MS, Relaxed);
        self.failures.fetch_add(1, Relaxed).saturating_add(1)
    }

    /// Closes the breaker.
    pub(crate) fn succeeded(&self) {
        // The value is read first: a write on every call would make the threads contend for the cache line.
        if self.failures.load(Relaxed) != 0 {
            self.failures.store(0, Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_after_failures_in_a_row_and_lets_one_trial_through() {
        let breaker = Breaker::default();
        for count in 1..Breaker::FAILURES {
            assert_eq!(breaker.failed(0), count);
        }
        breaker.succeeded();
        for _ in 0..Breaker::FAILURES {
            assert!(breaker.lets_through(|| 100));
            breaker.failed(100);
        }
        assert!(!breaker.lets_through(|| 599));
        assert!(breaker.lets_through(|| 600), "the trial");
        assert!(!breaker.lets_through(|| 600), "one at a time");
        breaker.failed(700);
        assert!(!breaker.lets_through(|| 1199));
        assert!(breaker.lets_through(|| 1200));
        breaker.succeeded();
        assert!(breaker.lets_through(|| 1200) && breaker.lets_through(|| 1200));
    }

    #[test]
    fn a_dropped_trial_makes_room_for_the_next() {
        let breaker = Breaker::default();
        for _ in 0..Breaker::FAILURES {
            breaker.failed(0);
        }
        assert!(breaker.lets_through(|| 500));
        assert!(!breaker.lets_through(|| 999));
        assert!(breaker.lets_through(|| 1000));
    }
}
