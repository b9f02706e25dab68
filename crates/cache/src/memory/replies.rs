use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::expiring::Expiring;
use crate::Claim;

/// The running claims, and the replies of finished claims, within a maximum number of bytes.
///
/// If it is full, the oldest reply is dropped. A retry of that call would run again, but a retry comes within seconds, and a flood
/// of calls takes minutes until a reply is dropped. If new calls were refused instead, an attacker with the secret of one app,
/// which every copy of the app contains, could keep all users from logging in for as long as replies are kept. A running claim is
/// never dropped.
pub(super) struct Replies {
    pending: Expiring<String, Pending>,
    stored: HashMap<Arc<str>, Stored>,
    /// The keys of the stored replies, the oldest first.
    order: VecDeque<Arc<str>>,
    bytes: usize,
    max_bytes: usize,
}

/// A claim, and the time until which its owner has it without renewing it.
struct Pending {
    owner: String,
    until: Instant,
}

struct Stored {
    reply: Box<[u8]>,
    expires_at: i64,
}

impl Replies {
    /// The maximum number of bytes: about 130,000 usual replies. At 100 such calls a second, each reply is kept until its end.
    pub(super) const MAX_BYTES: usize = 64 * 1024 * 1024;

    /// The memory of an entry besides the bytes of its key and its reply: its places in the map and in the queue, which may be half
    /// empty, and two allocations.
    const OVERHEAD: usize = 160;

    /// The seconds after which a claim is removed that was never stored or abandoned.
    const FORGOTTEN: i64 = 3600;

    pub(super) fn new(max_bytes: usize) -> Replies {
        Replies {
            pending: Expiring::new(),
            stored: HashMap::new(),
            order: VecDeque::new(),
            bytes: 0,
            max_bytes,
        }
    }

    pub(super) fn claim(&mut self, now: i64, key: &str, owner: &str, lease: Duration) -> Claim {
        let stored = self.stored.get(key);
        if let Some(stored) = stored.filter(|stored| stored.expires_at > now) {
            return Claim::Stored(stored.reply.to_vec());
        }
        let pending = self.pending.get(now, key);
        if pending.is_some_and(|pending| pending.until > Instant::now()) {
            return Claim::Pending;
        }
        self.lend(now, key, owner, lease);
        Claim::First
    }

    pub(super) fn renew(&mut self, now: i64, key: &str, owner: &str, lease: Duration) {
        let is_of_another = |pending: &Pending| pending.owner != owner;
        if !self.stored.contains_key(key) && !self.pending.get(now, key).is_some_and(is_of_another)
        {
            self.lend(now, key, owner, lease);
        }
    }

    fn lend(&mut self, now: i64, key: &str, owner: &str, lease: Duration) {
        let pending = Pending {
            owner: owner.to_owned(),
            until: Instant::now() + lease,
        };
        let forgotten_at = now.saturating_add(Self::FORGOTTEN);
        self.pending
            .insert(now, key.to_owned(), forgotten_at, pending);
    }

    pub(super) fn store(&mut self, now: i64, key: &str, reply: &[u8], expires_at: i64) {
        self.pending.remove(key);
        let stored = Stored {
            reply: reply.into(),
            expires_at,
        };
        let key: Arc<str> = key.into();
        self.bytes += size(&key, &stored);
        match self.stored.insert(Arc::clone(&key), stored) {
            Some(before) => self.bytes -= size(&key, &before),
            None => self.order.push_back(key),
        }
        self.make_room(now);
    }

    /// Drops the oldest entries that are over, and then more of the oldest entries until the rest fits.
    fn make_room(&mut self, now: i64) {
        while let Some(oldest) = self.order.front() {
            let is_over = |stored: &Stored| stored.expires_at <= now;
            let over = self.stored.get(oldest).is_none_or(is_over);
            if !over && self.bytes <= self.max_bytes {
                return;
            }
            if let Some(stored) = self.stored.remove(oldest) {
                self.bytes -= size(oldest, &stored);
            }
            self.order.pop_front();
        }
    }

    pub(super) fn abandon(&mut self, key: &str, owner: &str) {
        // `i64::MIN` finds expired claims as well.
        let pending = self.pending.get(i64::MIN, key);
        if pending.is_some_and(|pending| pending.owner == owner) {
            self.pending.remove(key);
        }
    }
}

fn size(key: &str, stored: &Stored) -> usize {
    key.len() + stored.reply.len() + Replies::OVERHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(1000);

    /// Returns an empty store with space for ten replies of one byte under keys of two bytes.
    fn small() -> Replies {
        Replies::new(10 * (Replies::OVERHEAD + 3))
    }

    fn kept(replies: &mut Replies, now: i64) -> Vec<i64> {
        let keys = 0..100;
        keys.filter(|n| {
            replies
                .stored
                .get(&*key(*n))
                .is_some_and(|s| s.expires_at > now)
        })
        .collect()
    }

    fn key(n: i64) -> String {
        format!("{n:02}")
    }

    #[test]
    fn when_it_is_full_the_oldest_goes_and_no_claim_does() {
        let mut replies = small();
        assert_eq!(replies.claim(0, "running", "me", LEASE), Claim::First);
        for n in 0..25 {
            replies.store(n, &key(n), b"r", n + 1000);
        }
        assert_eq!(kept(&mut replies, 25), (15..25).collect::<Vec<_>>());
        assert_eq!(replies.claim(25, "running", "me", LEASE), Claim::Pending);
        assert_eq!(replies.claim(25, &key(14), "me", LEASE), Claim::First);
        assert_eq!(
            replies.claim(25, &key(15), "me", LEASE),
            Claim::Stored(b"r".to_vec())
        );
        // This reply needs the space of three replies.
        replies.store(25, "26", &[0; Replies::OVERHEAD * 2], 1000);
        assert_eq!(kept(&mut replies, 25), [18, 19, 20, 21, 22, 23, 24, 26]);
        assert!(replies.bytes <= replies.max_bytes);
    }

    #[test]
    fn what_is_over_makes_room_and_leaves_nothing() {
        let mut replies = small();
        for n in 0..100 {
            replies.store(n, &key(n), b"r", n + 3);
            replies.store(n, &key(n), b"other", n + 3);
        }
        assert_eq!(replies.stored.len(), 3);
        assert_eq!(replies.order.len(), 3);
        replies.store(1000, &key(0), b"r", 2000);
        assert_eq!((replies.stored.len(), replies.order.len()), (1, 1));
        assert_eq!(replies.bytes, Replies::OVERHEAD + 3);
    }

    #[test]
    fn a_reply_that_alone_is_too_large_is_not_kept() {
        let mut replies = small();
        replies.store(0, "00", &[0; 10_000], 1000);
        assert_eq!((replies.stored.len(), replies.bytes), (0, 0));
    }
}
