//! The cache inside this process. Each operation holds its locks only for a short time, and never while it waits.

mod codes;
mod expiring;
mod limits;
mod replies;
mod sessions;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;

use self::codes::Code;
use self::expiring::Expiring;
pub(crate) use self::limits::Limits;
use self::replies::Replies;
pub(crate) use self::sessions::Sessions;
use crate::{Claim, Quota, Reservation};

pub(crate) struct Memory {
    pub(crate) sessions: Sessions,
    pub(crate) limits: Limits,
    quotas: Mutex<Expiring<String, Window>>,
    codes: Mutex<Expiring<String, Code>>,
    values: Mutex<Expiring<String, String>>,
    replies: Mutex<Replies>,
    topics: Mutex<HashMap<String, Vec<Weak<Notify>>>>,
}

/// A running window of a quota.
struct Window {
    count: i64,
    until: i64,
}

/// Locks a mutex. Every change under these locks is complete before anything can panic, so a poisoned lock can still be used.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Memory {
    pub(crate) fn new() -> Memory {
        Memory {
            sessions: Sessions::new(),
            limits: Limits::new(),
            quotas: Mutex::new(Expiring::new()),
            codes: Mutex::new(Expiring::new()),
            values: Mutex::new(Expiring::new()),
            replies: Mutex::new(Replies::new(Replies::MAX_BYTES)),
            topics: Mutex::new(HashMap::new()),
        }
    }

    pub(crate) fn reserve(&self, now: i64, quotas: &[Quota]) -> Reservation {
        let mut table = lock(&self.quotas);
        for (index, quota) in quotas.iter().enumerate() {
            let (count, until) = table
                .get(now, &quota.key)
                .filter(|window| quota.can_end(window.until))
                .map_or((0, quota.expires_at), |window| (window.count, window.until));
            if count >= quota.max {
                return Reservation::Full { index, until };
            }
        }
        for quota in quotas {
            let window = table.get_mut(now, &quota.key);
            if let Some(window) = window.filter(|window| quota.can_end(window.until)) {
                window.count += 1;
            } else {
                let until = quota.expires_at;
                table.insert(now, quota.key.clone(), until, Window { count: 1, until });
            }
        }
        Reservation::Granted
    }

    pub(crate) fn release(&self, now: i64, keys: &[&str]) {
        let mut table = lock(&self.quotas);
        for key in keys {
            let Some(window) = table.get_mut(now, *key) else {
                continue;
            };
            window.count -= 1;
            if window.count <= 0 {
                table.remove(*key);
            }
        }
    }

    pub(crate) fn clear(&self, keys: &[&str]) {
        let mut table = lock(&self.quotas);
        for key in keys {
            table.remove(*key);
        }
    }

    pub(crate) fn put(&self, now: i64, key: &str, value: &str, expires_at: i64) {
        lock(&self.values).insert(now, key.to_owned(), expires_at, value.to_owned());
    }

    pub(crate) fn get(&self, now: i64, key: &str) -> Option<String> {
        lock(&self.values).get(now, key).cloned()
    }

    pub(crate) fn claim_reply(&self, now: i64, key: &str, owner: &str, lease: Duration) -> Claim {
        lock(&self.replies).claim(now, key, owner, lease)
    }

    pub(crate) fn renew_claim(&self, now: i64, key: &str, owner: &str, lease: Duration) {
        lock(&self.replies).renew(now, key, owner, lease);
    }

    pub(crate) fn store_reply(&self, now: i64, key: &str, reply: &[u8], expires_at: i64) {
        lock(&self.replies).store(now, key, reply, expires_at);
    }

    pub(crate) fn abandon_reply(&self, key: &str, owner: &str) {
        lock(&self.replies).abandon(key, owner);
    }

    pub(crate) fn publish(&self, topic: &str) {
        if let Some(listeners) = lock(&self.topics).get_mut(topic) {
            listeners.retain(|listener| {
                listener
                    .upgrade()
                    .map(|listener| listener.notify_one())
                    .is_some()
            });
        }
    }

    pub(crate) fn listen(&self, topic: &str) -> Arc<Notify> {
        let listener = Arc::new(Notify::new());
        lock(&self.topics)
            .entry(topic.to_owned())
            .or_default()
            .push(Arc::downgrade(&listener));
        listener
    }
}
