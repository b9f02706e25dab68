//! The cache on a Redis server. Each operation is one round trip. If it must be atomic, it is one script.
//!
//! A key is the configured prefix, a part for the deployment, a letter for the kind and a colon: `s` sessions, `l`
//! limits, `q` quotas, `c` codes, `v` values, `r` replies, `h` probes; `n` are channels of messages. The scripts beside this file
//! describe the values. A value that the gateway cannot have written is treated as absent and overwritten.

mod codes;
mod deadline;
mod inspect;
mod link;
mod listen;
mod opened;
mod refusal;
mod scripts;
mod seal;
mod server;
mod sessions;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis::{FromRedisValue, ScriptInvocation};
use tokio::sync::Notify;

pub use self::inspect::{Inspection, Mode};
pub use self::seal::Keys;
pub(crate) use self::server::Route;
pub use self::server::Server;

use self::link::{Kind, Link};
use self::listen::Listening;
use self::opened::Opened;
use self::seal::Sealer;
use crate::memory::Limits;
use crate::{
    Admission, Claim, Error, Limit, Lookup, Quota, RealmName, Rejection, Reservation, Sought,
};

pub(crate) struct Redis {
    link: Link,
    prefix: String,
    sealer: Sealer,
    opened: Opened,
    /// The limits that this node counts on its own while the server refuses writes.
    own_counts: Limits,
    /// Whether limits are counted by the clock of the caller, for tests.
    by_callers_clock: AtomicBool,
}

/// Returns the seconds for which the server keeps an entry that ends at `until`. It keeps the entry a little longer than that,
/// because only the clock of the caller decides whether the entry is over.
fn keep(now: i64, until: i64) -> i64 {
    until.saturating_sub(now).clamp(0, 100 * 365 * 86_400) + 60
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl Redis {
    pub(crate) fn new(server: Server, limit: Duration, prefix: &str, keys: &Keys) -> Redis {
        Redis {
            link: Link::new(server, limit),
            prefix: format!("{prefix}{}:", hex::encode(keys.deployment)),
            sealer: Sealer::new(keys),
            opened: Opened::default(),
            own_counts: Limits::new(),
            by_callers_clock: AtomicBool::new(false),
        }
    }

    pub(crate) async fn probe(&self) -> Result<(), Error> {
        let mut script = scripts::PROBE.prepare_invoke();
        script.key(self.key('h', "1")).key(self.key('h', "2"));
        self.script(&script, Kind::Probe).await
    }

    pub(crate) async fn doubted(&self) {
        self.link.doubted().await;
    }

    pub(crate) fn count_by_callers_clock(&self) {
        self.by_callers_clock.store(true, Ordering::Relaxed);
    }

    /// Admits a call. While the server refuses writes, this node counts limits on its own, and looks up a session separately.
    pub(crate) async fn admit(
        &self,
        now_millis: i64,
        limits: &[Limit],
        session: Option<Sought<'_>>,
    ) -> Result<Admission, Error> {
        let now = now_millis.div_euclid(1000);
        if !limits.is_empty() {
            match (self.count(now_millis, limits, session).await, session) {
                (Err(Error::Away(_)), None) | (Err(Error::Refused(_)), _) => {}
                (counted, _) => return counted,
            }
        }
        let session = match session {
            Some(sought) => Some(self.session(now, sought).await?),
            None => None,
        };
        let user = session.as_ref().and_then(Lookup::user);
        Ok(Admission {
            refused: self.own_counts.count(now_millis, limits, user),
            session,
        })
    }

    /// Counts a call against its limits on the server. The command is repeated if the connection broke. At worst a call is counted
    /// twice, which is better than a failure of every first call after the server was restarted.
    async fn count(
        &self,
        now_millis: i64,
        limits: &[Limit],
        session: Option<Sought<'_>>,
    ) -> Result<Admission, Error> {
        let now = now_millis.div_euclid(1000);
        let mut script = scripts::ADMIT.prepare_invoke();
        script.arg(now);
        if self.by_callers_clock.load(Ordering::Relaxed) {
            script.arg(now_millis.saturating_mul(1000));
        } else {
            script.arg("");
        }
        for limit in limits {
            script
                .key(self.key('l', &limit.key))
                .arg(limit.cost())
                .arg(limit.period())
                .arg(if limit.per_user { 1 } else { 0 });
        }
        if let Some(sought) = session {
            script.key(self.session_key(sought.key));
            script.arg(sought.realm.as_ref().map_or("", RealmName::as_str));
        }
        let (number, wait, stored): (usize, i64, Option<Vec<u8>>) =
            self.script(&script, Kind::Write).await?;
        let refused = number.checked_sub(1);
        Ok(Admission {
            refused: refused.map(|index| Rejection::new(index, wait)),
            session: match session {
                Some(sought) => Some(self.lookup(now, sought, stored).await?),
                None => None,
            },
        })
    }

    pub(crate) async fn reserve(&self, now: i64, quotas: &[Quota]) -> Result<Reservation, Error> {
        let mut script = scripts::RESERVE.prepare_invoke();
        script.arg(now);
        for quota in quotas {
            script.key(self.key('q', &quota.key));
            script
                .arg(quota.max)
                .arg(quota.expires_at)
                .arg(keep(now, quota.expires_at));
        }
        let (number, until): (usize, String) = self.script(&script, Kind::WriteOnce).await?;
        match (number.checked_sub(1), until.parse()) {
            (None, _) => Ok(Reservation::Granted),
            (Some(index), Ok(until)) => Ok(Reservation::Full { index, until }),
            _ => Err(Error::Reply("a quota without an end".to_owned())),
        }
    }

    pub(crate) async fn release(&self, now: i64, keys: &[&str]) -> Result<(), Error> {
        let mut script = scripts::RELEASE.prepare_invoke();
        script.arg(now);
        for key in keys {
            script.key(self.key('q', key));
        }
        self.script(&script, Kind::WriteOnce).await
    }

    pub(crate) async fn clear(&self, keys: &[&str]) -> Result<(), Error> {
        self.delete(keys.iter().map(|key| self.key('q', key)).collect())
            .await
    }

    pub(crate) async fn put(
        &self,
        now: i64,
        key: &str,
        value: &str,
        expires_at: i64,
    ) -> Result<(), Error> {
        let stored = format!("{expires_at} {value}");
        self.set(self.key('v', key), stored.as_bytes(), keep(now, expires_at))
            .await
    }

    pub(crate) async fn get(&self, now: i64, key: &str) -> Result<Option<String>, Error> {
        let mut commands = redis::pipe();
        commands.get(self.key('v', key));
        let stored: Option<Vec<u8>> = match self.link.run(&commands, Kind::Read).await {
            Ok((stored,)) => stored,
            // A key of another type: the gateway did not write it.
            Err(Error::Reply(_)) => None,
            Err(error) => return Err(error),
        };
        let value = stored.and_then(|stored| String::from_utf8(stored).ok());
        Ok(value.and_then(|stored| {
            let (until, value) = stored.split_once(' ')?;
            (until.parse::<i64>().ok()? > now).then(|| value.to_owned())
        }))
    }

    pub(crate) async fn claim_reply(
        &self,
        now: i64,
        key: &str,
        owner: &str,
        lease: Duration,
    ) -> Result<Claim, Error> {
        let mut script = scripts::CLAIM_REPLY.prepare_invoke();
        script.key(self.key('r', key));
        script.arg(now).arg(owner).arg(millis(lease));
        let answer: Option<Vec<u8>> = self.script(&script, Kind::WriteOnce).await?;
        match answer.as_deref().map(<[u8]>::split_first) {
            None => Ok(Claim::First),
            Some(Some((b'P', _))) => Ok(Claim::Pending),
            Some(Some((b'S', reply))) => Ok(Claim::Stored(reply.to_vec())),
            _ => Err(Error::Reply("a reply without a state".to_owned())),
        }
    }

    pub(crate) async fn renew_claim(
        &self,
        key: &str,
        owner: &str,
        lease: Duration,
    ) -> Result<(), Error> {
        let mut script = scripts::RENEW_CLAIM.prepare_invoke();
        script.key(self.key('r', key));
        script.arg(owner).arg(millis(lease));
        self.script(&script, Kind::Write).await
    }

    pub(crate) async fn store_reply(
        &self,
        now: i64,
        key: &str,
        reply: &[u8],
        expires_at: i64,
    ) -> Result<(), Error> {
        let value = [format!("S{expires_at} ").as_bytes(), reply].concat();
        self.set(self.key('r', key), &value, keep(now, expires_at))
            .await
    }

    pub(crate) async fn abandon_reply(&self, key: &str, owner: &str) -> Result<(), Error> {
        let mut script = scripts::ABANDON_REPLY.prepare_invoke();
        script.key(self.key('r', key)).arg(owner);
        self.script(&script, Kind::Write).await
    }

    pub(crate) async fn publish(&self, topic: &str) -> Result<(), Error> {
        let mut commands = redis::pipe();
        commands.publish(self.key('n', topic), "").ignore();
        self.link.run(&commands, Kind::Read).await
    }

    pub(crate) fn listen(self: &Arc<Self>, topic: &str) -> Arc<Notify> {
        let listener = Arc::new(Notify::new());
        let listening = Listening {
            cache: Arc::downgrade(self),
            listener: Arc::downgrade(&listener),
            server: self.link.server().clone(),
            channel: self.key('n', topic),
        };
        tokio::spawn(listening.run());
        listener
    }

    fn key(&self, kind: char, name: &str) -> String {
        format!("{}{kind}:{name}", self.prefix)
    }

    async fn script<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
        kind: Kind,
    ) -> Result<T, Error> {
        let mut commands = redis::pipe();
        commands.invoke_script(script);
        let (answer,) = self.link.run(&commands, kind).await?;
        Ok(answer)
    }

    async fn set(&self, key: String, value: &[u8], keep: i64) -> Result<(), Error> {
        let mut commands = redis::pipe();
        commands
            .cmd("SET")
            .arg(key)
            .arg(value)
            .arg("EX")
            .arg(keep)
            .ignore();
        self.link.run(&commands, Kind::Write).await
    }

    async fn delete(&self, keys: Vec<String>) -> Result<(), Error> {
        if keys.is_empty() {
            return Ok(());
        }
        let mut commands = redis::pipe();
        commands.del(keys).ignore();
        self.link.run(&commands, Kind::Write).await
    }
}
