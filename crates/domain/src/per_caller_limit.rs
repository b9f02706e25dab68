//! A limit on the permits that one caller holds at once, so that other callers get permits too.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The permits that callers hold, and wait for. A clone shares the limit.
#[derive(Clone, Debug)]
pub struct PerCallerLimit {
    at_once: usize,
    most: usize,
    in_all: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    callers: HashMap<String, Caller>,
    /// Permits that all callers hold or wait for.
    count: usize,
}

#[derive(Debug)]
struct Caller {
    /// Permits that it holds or waits for.
    count: usize,
    free: Arc<Semaphore>,
}

/// A permit of a caller, given back when it is dropped.
#[derive(Debug)]
pub struct Permit {
    taken: Arc<Mutex<Taken>>,
    caller: String,
    held: Option<OwnedSemaphorePermit>,
}

impl PerCallerLimit {
    /// Returns a limit: each caller holds at most `at_once` permits, and holds and waits for at most `most` permits.
    pub fn new(at_once: usize, most: usize) -> PerCallerLimit {
        PerCallerLimit {
            at_once,
            most,
            in_all: usize::MAX,
            taken: Arc::default(),
        }
    }

    /// Sets the limit of permits that all callers together hold and wait for.
    #[must_use]
    pub fn in_all(self, in_all: usize) -> PerCallerLimit {
        PerCallerLimit { in_all, ..self }
    }

    /// Takes a permit for a caller; `None` if the limit of the caller or of all callers is reached, or the caller waited too long.
    pub async fn take(&self, caller: &str, longest: Duration) -> Option<Permit> {
        let (mut permit, free) = self.enqueue(caller)?;
        permit.held = Some(timeout(longest, free.acquire_owned()).await.ok()?.ok()?);
        Some(permit)
    }

    fn enqueue(&self, caller: &str) -> Option<(Permit, Arc<Semaphore>)> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.count >= self.in_all {
            return None;
        }
        let callers = &mut taken.callers;
        let known = callers.entry(caller.to_owned()).or_insert_with(|| Caller {
            count: 0,
            free: Arc::new(Semaphore::new(self.at_once)),
        });
        if known.count >= self.most {
            return None;
        }
        known.count += 1;
        let free = Arc::clone(&known.free);
        taken.count += 1;
        let permit = Permit {
            taken: Arc::clone(&self.taken),
            caller: caller.to_owned(),
            held: None,
        };
        Some((permit, free))
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        drop(self.held.take());
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.count -= 1;
        if let Entry::Occupied(mut caller) = taken.callers.entry(std::mem::take(&mut self.caller)) {
            caller.get_mut().count -= 1;
            if caller.get().count == 0 {
                caller.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(1);
    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_caller_waits_for_its_own_permits_and_others_get_theirs() {
        let limit = PerCallerLimit::new(1, 2);
        let first = limit.take("a", LONG).await.unwrap();
        assert!(limit.take("a", SHORT).await.is_none(), "it waited too long");
        assert!(limit.take("b", SHORT).await.is_some());
        let second = limit.take("a", LONG);
        let third = async {
            assert!(limit.take("a", LONG).await.is_none(), "it has too many");
            drop(first);
        };
        let (second, ()) = tokio::join!(second, third);
        drop(second.unwrap());
        assert!(
            limit.taken.lock().unwrap().callers.is_empty(),
            "nothing is kept for a caller without permits"
        );
    }

    #[tokio::test]
    async fn all_callers_together_have_a_limit() {
        let limit = PerCallerLimit::new(2, 2).in_all(3);
        let mut taken = Vec::new();
        for caller in ["a", "a", "b"] {
            taken.push(limit.take(caller, SHORT).await.unwrap());
        }
        assert!(limit.take("c", SHORT).await.is_none());
        taken.pop();
        assert!(limit.take("c", SHORT).await.is_some());
    }
}
