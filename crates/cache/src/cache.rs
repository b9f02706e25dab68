use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::memory::Memory;
use crate::redis::Redis;
use crate::{
    Admission, CheckedCode, Claim, CodeTry, Error, Keys, Limit, Lookup, NewCode, Quota,
    Reservation, Server, Session, SessionEntry, SessionKey, Sought,
};

/// The shared fast store. It is cheap to clone, and all clones share the same store.
///
/// Times are Unix seconds unless their description says otherwise. Each kind of key (limit, quota, code, value, reply, topic) has
/// its own name space. Every operation is atomic. Any operation on Redis can return [`Error::Away`]: within its time limit, or at
/// once while the server is known to be unreachable. A command that failed in this way may still have been applied. Any operation
/// that writes can return [`Error::Refused`]: at once while the server is known to refuse writes.
#[derive(Clone)]
pub struct Cache {
    home: Home,
}

#[derive(Clone)]
enum Home {
    Memory(Arc<Memory>),
    Redis(Arc<Redis>),
}

impl Cache {
    /// Creates a store inside this process.
    pub fn memory() -> Cache {
        Cache {
            home: Home::Memory(Arc::new(Memory::new())),
        }
    }

    /// Creates a store on a Redis server. Every key starts with `prefix` and a part that is derived from `keys`. An operation takes
    /// at most `limit`.
    ///
    /// Does not connect: each thread connects at its first operation.
    pub fn redis(server: Server, limit: Duration, prefix: &str, keys: &Keys) -> Cache {
        Cache {
            home: Home::Redis(Arc::new(Redis::new(server, limit, prefix, keys))),
        }
    }

    /// Checks that the store can do what calls need: run scripts that read and write.
    ///
    /// If it cannot, operations that write fail at once until a probe succeeds, so the caller must probe regularly.
    pub async fn probe(&self) -> Result<(), Error> {
        match &self.home {
            Home::Memory(_) => Ok(()),
            Home::Redis(redis) => redis.probe().await,
        }
    }

    /// Waits until an operation fails in a way that requires a [`Cache::probe`] at once.
    pub async fn doubted(&self) {
        match &self.home {
            Home::Memory(_) => std::future::pending().await,
            Home::Redis(redis) => redis.doubted().await,
        }
    }

    /// Counts limits by the clock of the caller instead of the clock of the server. For tests, which change the clock of the caller.
    pub fn count_by_callers_clock(&self) {
        if let Home::Redis(redis) = &self.home {
            redis.count_by_callers_clock();
        }
    }

    /// Admits a call, in one round trip: counts it against every limit, or against no limit
    /// if one refuses, and looks up the session. `now_millis` is in Unix milliseconds.
    ///
    /// On Redis limits are counted by the clock of the server. While the server refuses writes, this node counts on its own.
    pub async fn admit(
        &self,
        now_millis: i64,
        limits: &[Limit],
        session: Option<Sought<'_>>,
    ) -> Result<Admission, Error> {
        match &self.home {
            Home::Memory(memory) => {
                let find = |sought| memory.sessions.find(now_millis.div_euclid(1000), sought);
                let session = session.map(find);
                let user = session.as_ref().and_then(Lookup::user);
                Ok(Admission {
                    refused: memory.limits.count(now_millis, limits, user),
                    session,
                })
            }
            Home::Redis(redis) => redis.admit(now_millis, limits, session).await,
        }
    }

    /// Looks up a session.
    pub async fn session<'a>(
        &self,
        now: i64,
        sought: impl Into<Sought<'a>>,
    ) -> Result<Lookup, Error> {
        let sought = sought.into();
        match &self.home {
            Home::Memory(memory) => Ok(memory.sessions.find(now, sought)),
            Home::Redis(redis) => redis.session(now, sought).await,
        }
    }

    /// Stores the states of sessions, all at the same time. A session that is over is always stored. A live session is stored only if
    /// the store has no state of it. So the order in which nodes report does not matter, and a session that is over stays over.
    pub async fn put_sessions(&self, now: i64, entries: &[SessionEntry]) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.sessions.put(now, entries),
            Home::Redis(redis) => redis.put_sessions(now, entries).await?,
        }
        Ok(())
    }

    /// Stores a session with another end, if it is still live. Returns whether it was live.
    pub async fn renew_session(
        &self,
        now: i64,
        key: &SessionKey,
        session: &Session,
    ) -> Result<bool, Error> {
        match &self.home {
            Home::Memory(memory) => Ok(memory.sessions.renew(now, key, session)),
            Home::Redis(redis) => redis.renew_session(now, key, session).await,
        }
    }

    /// Takes one unit from every quota, or from no quota if one is full. The keys of one call must differ.
    pub async fn reserve(&self, now: i64, quotas: &[Quota]) -> Result<Reservation, Error> {
        match &self.home {
            Home::Memory(memory) => Ok(memory.reserve(now, quotas)),
            Home::Redis(redis) => redis.reserve(now, quotas).await,
        }
    }

    /// Gives one unit back to each quota whose window has not ended; a quota with a count of 0 is removed.
    pub async fn release(&self, now: i64, keys: &[&str]) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.release(now, keys),
            Home::Redis(redis) => redis.release(now, keys).await?,
        }
        Ok(())
    }

    /// Removes the windows of these quotas.
    pub async fn clear(&self, keys: &[&str]) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.clear(keys),
            Home::Redis(redis) => redis.clear(keys).await?,
        }
        Ok(())
    }

    /// Stores a one-time code in place of any older one.
    pub async fn put_code(&self, now: i64, key: &str, code: NewCode<'_>) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.put_code(now, key, code),
            Home::Redis(redis) => redis.put_code(now, key, code).await?,
        }
        Ok(())
    }

    /// Compares a MAC with the stored MAC. A wrong MAC is counted for its source, for its address and in total.
    pub async fn check_code(
        &self,
        now: i64,
        key: &str,
        entered: &CodeTry<'_>,
    ) -> Result<CheckedCode, Error> {
        match &self.home {
            Home::Memory(memory) => Ok(memory.check_code(now, key, entered)),
            Home::Redis(redis) => redis.check_code(now, key, entered).await,
        }
    }

    /// Makes a code that the call `used_by` used usable again; a code that was replaced since then does not change.
    pub async fn give_back_code(&self, key: &str, used_by: &str) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.give_back_code(key, used_by),
            Home::Redis(redis) => redis.give_back_code(key, used_by).await?,
        }
        Ok(())
    }

    /// Removes a code.
    pub async fn drop_code(&self, key: &str) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.drop_code(key),
            Home::Redis(redis) => redis.drop_code(key).await?,
        }
        Ok(())
    }

    /// Stores a small value until `expires_at`, in place of any older one.
    pub async fn put(
        &self,
        now: i64,
        key: &str,
        value: &str,
        expires_at: i64,
    ) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.put(now, key, value, expires_at),
            Home::Redis(redis) => redis.put(now, key, value, expires_at).await?,
        }
        Ok(())
    }

    /// Returns the value of a key, until its end.
    pub async fn get(&self, now: i64, key: &str) -> Result<Option<String>, Error> {
        match &self.home {
            Home::Memory(memory) => Ok(memory.get(now, key)),
            Home::Redis(redis) => redis.get(now, key).await,
        }
    }

    /// Claims the right to make a reply, or returns the stored reply. No other call may have the same `owner`.
    ///
    /// If a claim was not stored, abandoned or renewed for the length of `lease`, its owner is gone, and it can be claimed again.
    /// The time of the store decides this, not the time of the caller.
    pub async fn claim_reply(
        &self,
        now: i64,
        key: &str,
        owner: &str,
        lease: Duration,
    ) -> Result<Claim, Error> {
        match &self.home {
            Home::Memory(memory) => Ok(memory.claim_reply(now, key, owner, lease)),
            Home::Redis(redis) => redis.claim_reply(now, key, owner, lease).await,
        }
    }

    /// Restarts the lease of a claim, even if the store lost the claim, unless another owner has it now.
    pub async fn renew_claim(
        &self,
        now: i64,
        key: &str,
        owner: &str,
        lease: Duration,
    ) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.renew_claim(now, key, owner, lease),
            Home::Redis(redis) => redis.renew_claim(key, owner, lease).await?,
        }
        Ok(())
    }

    /// Stores a reply until `expires_at`, regardless of the owner of the claim.
    pub async fn store_reply(
        &self,
        now: i64,
        key: &str,
        reply: &[u8],
        expires_at: i64,
    ) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.store_reply(now, key, reply, expires_at),
            Home::Redis(redis) => redis.store_reply(now, key, reply, expires_at).await?,
        }
        Ok(())
    }

    /// Gives a claim back, so that the next call can have it. A stored reply and the claim of another owner are kept.
    pub async fn abandon_reply(&self, key: &str, owner: &str) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.abandon_reply(key, owner),
            Home::Redis(redis) => redis.abandon_reply(key, owner).await?,
        }
        Ok(())
    }

    /// Notifies every listener of a topic, on all nodes.
    pub async fn publish(&self, topic: &str) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.publish(topic),
            Home::Redis(redis) => redis.publish(topic).await?,
        }
        Ok(())
    }

    /// Returns a new notification for this caller. Every message of the topic triggers it.
    ///
    /// It is for one waiter. A message that comes while the waiter is busy is kept, and several messages are kept as one. On Redis a
    /// task on the current runtime keeps a subscription for as long as both the cache and the notification exist. It also notifies
    /// after every connection, including the first, because messages may have been missed.
    ///
    /// # Panics
    /// On Redis, outside a tokio runtime.
    pub fn listen(&self, topic: &str) -> Arc<Notify> {
        match &self.home {
            Home::Memory(memory) => memory.listen(topic),
            Home::Redis(redis) => redis.listen(topic),
        }
    }
}
