//! How much of something one caller may have at once, so that the others have some too.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// What callers have, and wait for, at the moment.
#[derive(Clone, Debug)]
pub struct Shares {
    at_once: usize,
    most: usize,
    in_all: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    callers: HashMap<String, Caller>,
    /// The number of shares that all callers hold or wait for.
    count: usize,
}

#[derive(Debug)]
struct Caller {
    /// Shares that it has or waits for.
    count: usize,
    free: Arc<Semaphore>,
}

/// One share of a caller, given back when it is dropped.
#[derive(Debug)]
pub struct Share {
    taken: Arc<Mutex<Taken>>,
    caller: String,
    permit: Option<OwnedSemaphorePermit>,
}

impl Shares {
    /// Each caller has `at_once` at most, and waits for more up to `most` in all.
    pub fn new(at_once: usize, most: usize) -> Shares {
        Shares {
            at_once,
            most,
            in_all: usize::MAX,
            taken: Arc::default(),
        }
    }

    /// Sets the limit of shares that all callers together hold and wait for.
    #[must_use]
    pub fn in_all(self, in_all: usize) -> Shares {
        Shares { in_all, ..self }
    }

    /// Takes a share for a caller; `None` if the limit of the caller or of all callers is reached, or it waited too long.
    pub async fn take(&self, caller: &str, longest: Duration) -> Option<Share> {
        let (mut share, free) = self.line_up(caller)?;
        share.permit = Some(timeout(longest, free.acquire_owned()).await.ok()?.ok()?);
        Some(share)
    }

    fn line_up(&self, caller: &str) -> Option<(Share, Arc<Semaphore>)> {
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
        let share = Share {
            taken: Arc::clone(&self.taken),
            caller: caller.to_owned(),
            permit: None,
        };
        Some((share, free))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        drop(self.permit.take());
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
    async fn a_caller_waits_for_its_own_and_others_have_theirs() {
        let shares = Shares::new(1, 2);
        let first = shares.take("a", LONG).await.unwrap();
        assert!(
            shares.take("a", SHORT).await.is_none(),
            "it waited too long"
        );
        assert!(shares.take("b", SHORT).await.is_some());
        let second = shares.take("a", LONG);
        let third = async {
            assert!(shares.take("a", LONG).await.is_none(), "it has too many");
            drop(first);
        };
        let (second, ()) = tokio::join!(second, third);
        drop(second.unwrap());
        assert!(
            shares.taken.lock().unwrap().callers.is_empty(),
            "nothing is kept of who is gone"
        );
    }

    #[tokio::test]
    async fn all_callers_together_have_a_bound() {
        let shares = Shares::new(2, 2).in_all(3);
        let mut taken = Vec::new();
        for caller in ["a", "a", "b"] {
            taken.push(shares.take(caller, SHORT).await.unwrap());
        }
        assert!(shares.take("c", SHORT).await.is_none());
        taken.pop();
        assert!(shares.take("c", SHORT).await.is_some());
    }
}
