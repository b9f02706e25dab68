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
    callers: Arc<Mutex<HashMap<String, Caller>>>,
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
    callers: Arc<Mutex<HashMap<String, Caller>>>,
    caller: String,
    permit: Option<OwnedSemaphorePermit>,
}

impl Shares {
    /// Each caller has `at_once` at most, and waits for more up to `most` in all.
    pub fn new(at_once: usize, most: usize) -> Shares {
        Shares {
            at_once,
            most,
            callers: Arc::default(),
        }
    }

    /// Takes one for a caller; `None` if that caller has and waits for too many, or waited too long.
    pub async fn take(&self, caller: &str, longest: Duration) -> Option<Share> {
        let (mut share, free) = self.line_up(caller)?;
        share.permit = Some(timeout(longest, free.acquire_owned()).await.ok()?.ok()?);
        Some(share)
    }

    fn line_up(&self, caller: &str) -> Option<(Share, Arc<Semaphore>)> {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = callers.entry(caller.to_owned()).or_insert_with(|| Caller {
            count: 0,
            free: Arc::new(Semaphore::new(self.at_once)),
        });
        if known.count >= self.most {
            return None;
        }
        known.count += 1;
        let share = Share {
            callers: Arc::clone(&self.callers),
            caller: caller.to_owned(),
            permit: None,
        };
        Some((share, Arc::clone(&known.free)))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        drop(self.permit.take());
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut caller) = callers.entry(std::mem::take(&mut self.caller)) {
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
            shares.callers.lock().unwrap().is_empty(),
            "nothing is kept of who is gone"
        );
    }
}
