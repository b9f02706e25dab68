//! A byte-identical signed call of a method that writes takes effect once; its retries get the stored reply.
//!
//! A file is not signed, but part of what makes two calls the same: an app that uploads several pictures within a second
//! signs them all alike.

use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{Either, select};
use sha2::{Digest, Sha256};
use signet_cache::Claim;
use signet_domain::Shared;
use signet_fault::{Blame, Code, Fault};
use signet_wire::reply;
use signet_wire::sign::SignType;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

/// How long the claim of a call outlives its node, and how often a running call renews it. Less than a duplicate waits, so
/// that the retry of a call that was lost with its node runs in its place.
const LEASE: Duration = Duration::from_secs(3);
const RENEW: Duration = Duration::from_secs(1);
/// How long a duplicate waits for the first call, and how often it looks.
const WAIT: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(50);

/// Seconds by which the clocks of two nodes may differ.
const SKEW: i64 = 60;

/// What makes two calls the same: app, signature, and the file that came with it.
pub(crate) struct Identity {
    appid: String,
    sign: String,
    window: i64,
    /// SHA-256 in hexadecimal digits; empty without a file.
    file: String,
}

impl Identity {
    pub(crate) async fn new(
        appid: &str,
        sign: &str,
        sign_type: SignType,
        file: Option<Bytes>,
    ) -> Result<Identity, Fault> {
        Ok(Identity {
            appid: appid.to_owned(),
            sign: sign.to_owned(),
            window: sign_type.window(),
            file: digest(file).await?,
        })
    }

    fn key(&self) -> String {
        match self.file.as_str() {
            "" => format!("reply:{}:{}", self.appid, self.sign),
            file => format!("reply:{}:{}:{file}", self.appid, self.sign),
        }
    }

    /// A reply may hold a token, so that it is sealed where it is stored.
    fn purpose(&self) -> [&str; 4] {
        ["reply", &self.appid, &self.sign, &self.file]
    }
}

/// What tells a file from another, found out off the async threads.
async fn digest(file: Option<Bytes>) -> Result<String, Fault> {
    match file {
        Some(file) => {
            let digest = spawn_blocking(move || hex::encode(Sha256::digest(&file)));
            digest.await.map_err(Fault::internal)
        }
        None => Ok(String::new()),
    }
}

/// The reply of a call that takes effect once.
pub(crate) struct Answered {
    pub(crate) body: Vec<u8>,
    /// Whether it is the stored reply of an earlier call.
    pub(crate) repeated: bool,
}

/// Runs `effect` unless the same call ran before, and stores its whole reply.
///
/// A fault that the caller can do something about is an outcome and stored as well. A fault of the gateway is not:
/// the retry may succeed.
pub(crate) async fn once<F>(
    shared: &Shared,
    identity: Identity,
    now: i64,
    request_id: &str,
    effect: F,
) -> Result<Answered, Fault>
where
    F: Future<Output = Result<Vec<u8>, Fault>>,
{
    let key = identity.key();
    if let Some(sealed) = claim(shared, &key, request_id, now).await? {
        return Ok(Answered {
            body: shared.key.open(&identity.purpose(), &sealed)?,
            repeated: true,
        });
    }
    let effect = pin!(AssertUnwindSafe(effect).catch_unwind());
    let renewal = pin!(renew(shared, &key, request_id, now));
    let outcome = match select(effect, renewal).await {
        Either::Left((Ok(outcome), _)) => outcome,
        Either::Left((Err(panic), _)) => {
            noted(request_id, abandon(shared, &key, request_id).await);
            std::panic::resume_unwind(panic);
        }
        Either::Right((never, _)) => match never {},
    };
    let stored = match &outcome {
        Ok(body) => store(shared, &identity, now, body).await,
        Err(fault) if fault.code().blame() == Blame::Caller => {
            store(shared, &identity, now, &reply::of_fault(fault, request_id)).await
        }
        Err(_) => abandon(shared, &key, request_id).await,
    };
    noted(request_id, stored);
    outcome.map(|body| Answered {
        body,
        repeated: false,
    })
}

/// What was done was done: the caller gets its reply, even if a retry will not.
fn noted(request_id: &str, stored: Result<(), Fault>) {
    if let Err(fault) = stored {
        tracing::error!(request_id, fault = ?fault, "the claim of a call could not be settled");
    }
}

async fn abandon(shared: &Shared, key: &str, owner: &str) -> Result<(), Fault> {
    Ok(shared.cache.abandon_reply(key, owner).await?)
}

/// Keeps the claim while the call runs. Most have ended before its first turn.
async fn renew(shared: &Shared, key: &str, owner: &str, now: i64) -> Infallible {
    loop {
        sleep(RENEW).await;
        if let Err(error) = shared.cache.renew_claim(now, key, owner, LEASE).await {
            tracing::debug!(%error, "a claim is not renewed");
        }
    }
}

async fn store(shared: &Shared, identity: &Identity, now: i64, body: &[u8]) -> Result<(), Fault> {
    let sealed = shared.key.seal(&identity.purpose(), body)?;
    // The clock of the caller may be ahead by the window, so that the call is valid for two of them.
    let expires_at = now + 2 * identity.window + SKEW;
    Ok(shared
        .cache
        .store_reply(now, &identity.key(), &sealed, expires_at)
        .await?)
}

/// Claims the call. `None` if it is ours to run, the stored reply if it ran before.
async fn claim(
    shared: &Shared,
    key: &str,
    owner: &str,
    now: i64,
) -> Result<Option<Vec<u8>>, Fault> {
    let mut waited = Duration::ZERO;
    loop {
        match shared.cache.claim_reply(now, key, owner, LEASE).await? {
            Claim::First => return Ok(None),
            Claim::Stored(reply) => return Ok(Some(reply)),
            Claim::Pending if waited < WAIT => {
                sleep(LOOK).await;
                waited += LOOK;
            }
            Claim::Pending => return Err(Fault::from(Code::InProgress).retry_after(1)),
        }
    }
}
