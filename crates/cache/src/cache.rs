use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::memory::Memory;
use crate::redis::Redis;
use crate::{
    Admission, CheckedCode, Claim, CodeTry, Error, Keys, Limit, Lookup, NewCode, Quota,
    Reservation, Server, Session, SessionEntry, SessionKey, Sought,
};

/// The shared fast store. Cheap to clone; all clones are the same store.
///
/// Times are Unix seconds unless they say otherwise. Each kind of key (limit, quota, code, value, reply, topic) has
/// a name space of its own. Every operation is atomic. [`Error::Away`] can come from any operation on Redis, within
/// its limit and at once while the server is known to be away; a command that failed so may still have been applied.
/// [`Error::Refused`] can come from any operation that writes, at once while the server is known to refuse writes.
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
    /// A store inside this process.
    pub fn memory() -> Cache {
        Cache {
            home: Home::Memory(Arc::new(Memory::new())),
        }
    }

    /// A store on a Redis server, where every key starts with `prefix` and a part that is derived from `keys`. An operation takes
    /// `limit` at most.
    ///
    /// Does not connect; each thread does so at its first operation.
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

    /// Counts limits by the clock of the caller instead of the server's. For tests, which change that clock.
    pub fn count_by_callers_clock(&self) {
        if let Home::Redis(redis) = &self.home {
            redis.count_by_callers_clock();
        }
    }

    /// Admits a call, in one round trip: counts it against every limit, or against none
    /// if one refuses, and looks up the session. `now_millis` is in Unix milliseconds.
    ///
    /// On Redis limits are counted by the clock of the server. While it refuses writes, this node counts on its own.
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

    /// Stores the states of sessions, all in the same instant: one that is over in any case, a live one only if
    /// nothing is known of it. So the order in which nodes report does not matter, and a session that is over stays over.
    pub async fn put_sessions(&self, now: i64, entries: &[SessionEntry]) -> Result<(), Error> {
        match &self.home {
            Home::Memory(memory) => memory.sessions.put(now, entries),
            Home::Redis(redis) => redis.put_sessions(now, entries).await?,
        }
        Ok(())
    }

    /// Stores a live session again, with another end. Returns whether it was live.
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

    /// Takes one from every quota, or from none if one is full. The keys of one call must differ.
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

    /// Compares a MAC with the stored one. A wrong MAC is counted for its source, for its address and in total.
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

    /// The value that was put, until it is over.
    pub async fn get(&self, now: i64, key: &str) -> Result<Option<String>, Error> {
        match &self.home {
            Home::Memory(memory) => Ok(memory.get(now, key)),
            Home::Redis(redis) => redis.get(now, key).await,
        }
    }

    /// Claims the right to make a reply, for an owner that no other call has, or returns the stored reply.
    ///
    /// A claim that was neither stored nor abandoned nor renewed for the length of `lease` can be claimed again: its owner
    /// is gone. The time of the store counts here, not that of the caller.
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

    /// Restarts the lease of a claim, also of one that the store lost, unless another owner has it by now.
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

    /// Gives a claim back, so that the next call can have it. A stored reply stays, and so does the claim of another.
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

    /// Returns a notification of its own for this caller, given on every message of the topic.
    ///
    /// For one waiter: a message that comes while it is busy is kept, several as one. On Redis a task on the current
    /// runtime keeps a subscription for as long as both the cache and the notification live; it also notifies after
    /// every connection, the first included, because messages may have been missed.
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
