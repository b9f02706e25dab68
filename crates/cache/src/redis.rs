//! The cache on a Redis server: each operation is one round trip, and one script where it must be atomic.
//!
//! Keys are a prefix, a letter for the kind and a colon: `s` sessions, `u` pointers to sessions of former versions,
//! `l` limits, `q` quotas, `c` codes, `v` values, `r` replies; `n` are channels of news. The scripts beside this
//! file say what each holds.

mod codes;
mod link;
mod listen;
mod scripts;
mod sessions;

use std::sync::Arc;
use std::time::Duration;

use redis::{FromRedisValue, ScriptInvocation};
use tokio::sync::Notify;

use self::link::{Link, Repeat};
use self::listen::Listening;
use crate::{Admission, Claim, Error, Limit, Quota, Refusal, Reserved, SessionKey};

pub(crate) struct Redis {
    link: Link,
    prefix: String,
}

/// Seconds that the server keeps an entry that ends at `until`: longer, because only the caller's clock decides.
fn keep(now: i64, until: i64) -> i64 {
    until.saturating_sub(now).clamp(0, 100 * 365 * 86_400) + 60
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl Redis {
    pub(crate) fn new(url: &str, prefix: &str) -> Result<Redis, Error> {
        let client = redis::Client::open(url).map_err(|error| Error::BadUrl(error.to_string()))?;
        Ok(Redis {
            link: Link::new(client),
            prefix: prefix.to_owned(),
        })
    }

    pub(crate) async fn ping(&self) -> Result<(), Error> {
        let mut commands = redis::pipe();
        commands.cmd("PING").ignore();
        self.link.run(&commands, Repeat::Safe).await
    }

    /// Repeated where the connection broke: at worst a call counts twice against its limits, which is better than
    /// failing every first call after the server was restarted.
    pub(crate) async fn admit(
        &self,
        now_millis: i64,
        limits: &[Limit],
        session: Option<&SessionKey>,
    ) -> Result<Admission, Error> {
        let now = now_millis.div_euclid(1000);
        if limits.is_empty() {
            let session = match session {
                Some(key) => Some(self.session(now, key).await?),
                None => None,
            };
            return Ok(Admission {
                refused: None,
                session,
            });
        }
        let mut script = scripts::ADMIT.prepare_invoke();
        script.arg(now_millis.saturating_mul(1000));
        for limit in limits {
            script
                .key(self.key('l', &limit.key))
                .arg(limit.cost())
                .arg(limit.period())
                .arg(if limit.per_user { 1 } else { 0 });
        }
        if let Some(key) = session {
            script.key(self.session_key(key));
        }
        let (number, wait, value): (usize, i64, Option<String>) =
            self.script(&script, Repeat::Safe).await?;
        let session = session.map(|_| sessions::lookup(now, value)).transpose()?;
        let refused = number.checked_sub(1);
        Ok(Admission {
            refused: refused.map(|index| Refusal::new(index, wait)),
            session,
        })
    }

    pub(crate) async fn reserve(&self, now: i64, quotas: &[Quota]) -> Result<Reserved, Error> {
        let mut script = scripts::RESERVE.prepare_invoke();
        script.arg(now);
        for quota in quotas {
            script.key(self.key('q', &quota.key));
            script
                .arg(quota.max)
                .arg(quota.expires_at)
                .arg(keep(now, quota.expires_at));
        }
        let (number, until): (usize, String) = self.script(&script, Repeat::Never).await?;
        match (number.checked_sub(1), until.parse()) {
            (None, _) => Ok(Reserved::Granted),
            (Some(index), Ok(until)) => Ok(Reserved::Full { index, until }),
            _ => Err(Error::Reply("a quota without an end".to_owned())),
        }
    }

    pub(crate) async fn release(&self, now: i64, keys: &[&str]) -> Result<(), Error> {
        let mut script = scripts::RELEASE.prepare_invoke();
        script.arg(now);
        for key in keys {
            script.key(self.key('q', key));
        }
        self.script(&script, Repeat::Never).await
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
        let (stored,): (Option<String>,) = self.link.run(&commands, Repeat::Safe).await?;
        let Some(stored) = stored else {
            return Ok(None);
        };
        let parts = stored
            .split_once(' ')
            .and_then(|(until, value)| Some((until.parse::<i64>().ok()?, value)));
        match parts {
            Some((until, value)) => Ok((until > now).then(|| value.to_owned())),
            None => Err(Error::Reply("a value without an end".to_owned())),
        }
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
        let answer: Option<Vec<u8>> = self.script(&script, Repeat::Never).await?;
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
        self.script(&script, Repeat::Safe).await
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
        self.script(&script, Repeat::Safe).await
    }

    pub(crate) async fn publish(&self, topic: &str) -> Result<(), Error> {
        let mut commands = redis::pipe();
        commands.publish(self.key('n', topic), "").ignore();
        self.link.run(&commands, Repeat::Safe).await
    }

    pub(crate) fn listen(self: &Arc<Self>, topic: &str) -> Arc<Notify> {
        let listener = Arc::new(Notify::new());
        let listening = Listening {
            cache: Arc::downgrade(self),
            listener: Arc::downgrade(&listener),
            client: self.link.client().clone(),
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
        repeat: Repeat,
    ) -> Result<T, Error> {
        let mut commands = redis::pipe();
        commands.invoke_script(script);
        let (answer,) = self.link.run(&commands, repeat).await?;
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
        self.link.run(&commands, Repeat::Safe).await
    }

    async fn delete(&self, keys: Vec<String>) -> Result<(), Error> {
        if keys.is_empty() {
            return Ok(());
        }
        let mut commands = redis::pipe();
        commands.del(keys).ignore();
        self.link.run(&commands, Repeat::Safe).await
    }
}
