//! Makes calls of methods that write take effect once: byte-identical signed calls, and unsigned calls that their client names
//! with the same header `Idempotency-Key`. Retries get the stored answer.
//!
//! Only answers are stored, no faults. A refused call changed nothing, and its retry runs again: nothing is kept for it, and a
//! wrong code or password that is sent twice counts twice.
//!
//! A file is not signed, but it is part of the idempotency key: an app that uploads several pictures within a second creates the
//! same signature for all of them. If the answer holds the token of a new session, the address of the caller is part of the key, too.

mod key;

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use signet_cache::Claim;
use signet_domain::Services;
use signet_domain::per_caller_limit::PerCallerLimit;
use signet_fault::{Code, Fault};
use signet_wire::Answer;
use tokio::time::{Instant, sleep};

use crate::line::call::Call;

pub(crate) use key::{IdempotencyKey, Parameters};

/// The interval at which a duplicate checks whether the first call has ended.
const POLL: Duration = Duration::from_millis(50);

/// The numbers of duplicates that may wait for one call on this node, and for all calls. Each of them is in flight and holds a
/// permit: further duplicates get `in_progress` at once.
const WAITING_FOR_ONE: usize = 8;
const WAITING_IN_ALL: usize = 64;

/// The limits on duplicates that wait on this node.
pub(crate) struct Waiting {
    permits: PerCallerLimit,
    /// The time that a duplicate waits for the first call.
    wait: Duration,
}

impl Waiting {
    /// Limits each duplicate to a wait of `wait`.
    pub(crate) fn new(wait: Duration) -> Waiting {
        Waiting {
            permits: PerCallerLimit::new(WAITING_FOR_ONE, WAITING_FOR_ONE).in_all(WAITING_IN_ALL),
            wait,
        }
    }

    /// Returns how long the claim of a call outlives its node. This is shorter than the wait of a duplicate, so that the retry of a
    /// call that was lost with its node runs instead.
    fn lease(&self) -> Duration {
        self.wait * 3 / 5
    }

    /// Returns the interval at which a running call renews its claim.
    fn renewal(&self) -> Duration {
        self.wait / 5
    }
}

/// A call that takes effect once.
pub(crate) struct Once<'a> {
    services: &'a Services,
    waiting: &'a Waiting,
    key: IdempotencyKey,
    /// The name of the key in the cache.
    name: String,
    now: i64,
    /// The time at which the stored answer expires.
    expires_at: i64,
    /// The success text of the method, which is not stored.
    done: &'static str,
    /// The id of the call, which owns the claim.
    request_id: &'a str,
}

/// The answer of a call that takes effect once.
pub(crate) struct Outcome {
    pub(crate) answer: Answer,
    /// The id of the call that took effect, if it was an earlier one.
    pub(crate) first_id: Option<String>,
}

impl<'a> Once<'a> {
    pub(crate) fn new(
        services: &'a Services,
        waiting: &'a Waiting,
        call: &Call<'_>,
        key: IdempotencyKey,
        request_id: &'a str,
    ) -> Once<'a> {
        Once {
            services,
            waiting,
            name: key.name(),
            now: call.now,
            expires_at: call.now + key.lifetime,
            key,
            done: call.entry.done,
            request_id,
        }
    }

    /// Runs `effect` and stores its answer, unless the same call has succeeded before.
    pub(crate) async fn run<F>(&self, effect: F) -> Result<Outcome, Fault>
    where
        F: Future<Output = Result<Answer, Fault>>,
    {
        if let Some(stored) = self.claim().await? {
            return self.open(&stored);
        }
        let effect = pin!(AssertUnwindSafe(effect).catch_unwind());
        let renewal = pin!(self.renew());
        let outcome = match select(effect, renewal).await {
            Either::Left((Ok(outcome), _)) => outcome,
            Either::Left((Err(panic), _)) => {
                self.settled(self.abandon().await);
                std::panic::resume_unwind(panic);
            }
            Either::Right((never, _)) => match never {},
        };
        let settled = match &outcome {
            Ok(answer) => self.store(answer).await,
            Err(_) => self.abandon().await,
        };
        self.settled(settled);
        Ok(Outcome {
            answer: outcome?,
            first_id: None,
        })
    }

    /// Claims the call. Returns `None` if this call may run, or the sealed answer if it ran before.
    async fn claim(&self) -> Result<Option<Vec<u8>>, Fault> {
        let cache = &self.services.cache;
        let in_progress = || Fault::from(Code::InProgress).retry_after(1);
        let mut permit = None;
        let started = Instant::now();
        loop {
            let claim =
                cache.claim_reply(self.now, &self.name, self.request_id, self.waiting.lease());
            match claim.await? {
                Claim::First => return Ok(None),
                Claim::Stored(sealed) => return Ok(Some(sealed)),
                Claim::Pending if started.elapsed() >= self.waiting.wait => {
                    return Err(in_progress());
                }
                Claim::Pending => {}
            }
            if permit.is_none() {
                let taken = self.waiting.permits.take(&self.name, Duration::ZERO).await;
                permit = Some(taken.ok_or_else(in_progress)?);
            }
            sleep(POLL).await;
        }
    }

    /// Renews the claim while the call runs. Most calls end before the first renewal.
    async fn renew(&self) -> Infallible {
        let cache = &self.services.cache;
        loop {
            sleep(self.waiting.renewal()).await;
            let renewed =
                cache.renew_claim(self.now, &self.name, self.request_id, self.waiting.lease());
            if let Err(error) = renewed.await {
                tracing::debug!(%error, "a claim is not renewed");
            }
        }
    }

    async fn abandon(&self) -> Result<(), Fault> {
        let cache = &self.services.cache;
        Ok(cache.abandon_reply(&self.name, self.request_id).await?)
    }

    /// Stores the answer: the id of the call in a line, with the digest if the name does not have it, then the data.
    async fn store(&self, answer: &Answer) -> Result<(), Fault> {
        let (id, digest) = (self.request_id, self.key.digest_beside_answer());
        let stored = [id.as_bytes(), digest.as_bytes(), b"\n", &answer.data].concat();
        let sealed = self.services.key.seal(&self.key.purpose(), &stored)?;
        let cache = &self.services.cache;
        let stored = cache.store_reply(self.now, &self.name, &sealed, self.expires_at);
        Ok(stored.await?)
    }

    fn open(&self, sealed: &[u8]) -> Result<Outcome, Fault> {
        let stored = self.services.key.open(&self.key.purpose(), sealed)?;
        let stored = String::from_utf8(stored).map_err(Fault::internal)?;
        let (id_and_digest, data) = stored
            .split_once('\n')
            .ok_or_else(|| Fault::internal("a stored answer has no id"))?;
        // All ids have the same length, and so have all digests: a suffix that equals the digest is the stored digest.
        let first_id = id_and_digest
            .strip_suffix(self.key.digest_beside_answer())
            .ok_or(Code::IdempotencyReused)?;
        Ok(Outcome {
            answer: Answer {
                done: self.done,
                data: data.into(),
            },
            first_id: Some(first_id.to_owned()),
        })
    }

    /// Logs a claim that could not be settled. The effect is committed or undone by now, so that this only affects retries.
    fn settled(&self, settled: Result<(), Fault>) {
        if let Err(fault) = settled {
            let request_id = self.request_id;
            tracing::error!(
                request_id,
                ?fault,
                "the claim of a call could not be settled"
            );
        }
    }
}
