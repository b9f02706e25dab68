//! Fails requests at once while the server that they go to is away.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Consecutive requests without an answer that open the breaker.
const FAILURES: u32 = 5;
/// The time that it stays open before each trial.
const PAUSE: Duration = Duration::from_secs(2);

/// A circuit breaker for requests without an answer. While it is open, one request in each pause is sent as a trial.
#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// The time of the next trial, while the breaker is open.
    trial_at: Option<Instant>,
}

/// The change of the breaker after an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Opened,
    Closed,
    None,
}

impl Breaker {
    /// Returns whether a request may be sent now.
    pub(crate) fn lets_through(&self, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.trial_at {
            None => true,
            Some(trial_at) if trial_at > now => false,
            Some(_) => {
                state.trial_at = Some(now + PAUSE);
                true
            }
        }
    }

    /// Returns whether requests fail at once.
    pub(crate) fn is_open(&self) -> bool {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.trial_at.is_some()
    }

    /// Counts the outcome of a request.
    pub(crate) fn note(&self, now: Instant, answered: bool) -> Change {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let was_open = state.trial_at.is_some();
        if answered {
            *state = State::default();
            return if was_open {
                Change::Closed
            } else {
                Change::None
            };
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures < FAILURES {
            return Change::None;
        }
        state.trial_at = Some(now + PAUSE);
        if was_open {
            Change::None
        } else {
            Change::Opened
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_failures_in_a_row_and_closes_after_a_good_trial() {
        let breaker = Breaker::default();
        let start = Instant::now();
        for _ in 1..FAILURES {
            assert_eq!(breaker.note(start, false), Change::None);
        }
        assert_eq!(breaker.note(start, true), Change::None);
        for _ in 1..FAILURES {
            assert_eq!(breaker.note(start, false), Change::None);
            assert!(breaker.lets_through(start));
        }
        assert_eq!(breaker.note(start, false), Change::Opened);
        assert!(breaker.is_open() && !breaker.lets_through(start));
        let later = start + PAUSE;
        assert!(breaker.lets_through(later), "the trial");
        assert!(!breaker.lets_through(later), "one at a time");
        assert_eq!(breaker.note(later, false), Change::None);
        assert!(breaker.lets_through(later + PAUSE));
        assert_eq!(breaker.note(later + PAUSE, true), Change::Closed);
        assert!(breaker.lets_through(later) && !breaker.is_open());
    }
}
