//! A byte-identical signed call of a method that writes takes effect once; its retries get the stored reply.
//!
//! Only successful replies are stored. A refused call changed nothing, and its retry runs again: nothing is kept for it, and a
//! wrong code or password that is sent twice counts twice.
//!
//! A file is not signed, but part of the identity of a call: an app that uploads several pictures within a second
//! signs them all alike. If the reply holds the token of a new session, the address of the caller is part of it, too.

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
use signet_domain::origin::Origin;
use signet_domain::shares::Shares;
use signet_fault::{Code, Fault};
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

/// How many duplicates wait for one call on this node, and for all calls. Each holds a place among the calls in
/// flight: further ones get `in_progress` at once.
const WAITING_FOR_ONE: usize = 8;
const WAITING_IN_ALL: usize = 64;

/// The duplicates that wait on this node.
pub(crate) struct Waiting(Shares);

impl Default for Waiting {
    fn default() -> Waiting {
        Waiting(Shares::new(WAITING_FOR_ONE, WAITING_FOR_ONE).in_all(WAITING_IN_ALL))
    }
}

/// The identity of a call: app, signature, signed bytes, the file, and for replies with a session token the address.
pub(crate) struct Identity {
    appid: String,
    sign: String,
    window: i64,
    /// SHA-256 of the data, the file and the address, in hexadecimal digits. The MD5 signature alone is not enough: its author
    /// could construct two colliding texts.
    digest: String,
}

/// The parts of a call's identity besides its app and signature.
pub(crate) struct Content<'a> {
    /// The signed bytes.
    pub(crate) data: &'a str,
    /// The file, which is not signed.
    pub(crate) file: Option<Bytes>,
    /// The address to which the reply is bound.
    pub(crate) origin: Option<Origin>,
}

impl Identity {
    pub(crate) async fn new(
        appid: &str,
        sign: &str,
        sign_type: SignType,
        content: Content<'_>,
    ) -> Result<Identity, Fault> {
        let origin = content.origin.map(|origin| origin.to_string());
        let mut hash = Sha256::new();
        // Parts of a fixed length each, and then the rest, so that their boundaries are clear.
        hash.update(Sha256::digest(content.data));
        hash.update(digest(content.file).await?);
        hash.update(origin.unwrap_or_default());
        Ok(Identity {
            appid: appid.to_owned(),
            sign: sign.to_owned(),
            window: sign_type.window(),
            digest: hex::encode(hash.finalize()),
        })
    }

    fn key(&self) -> String {
        format!("reply:{}:{}:{}", self.appid, self.sign, self.digest)
    }

    /// A reply may hold a token, so that it is sealed where it is stored.
    fn purpose(&self) -> [&str; 4] {
        ["reply", &self.appid, &self.sign, &self.digest]
    }
}

/// Returns the SHA-256 of a file, computed off the async threads, or zeros if there is none.
async fn digest(file: Option<Bytes>) -> Result<[u8; 32], Fault> {
    match file {
        Some(file) => {
            let digest = spawn_blocking(move || Sha256::digest(&file).into());
            digest.await.map_err(Fault::internal)
        }
        None => Ok([0; 32]),
    }
}

/// Runs `effect` unless the same call has succeeded before, and stores its whole reply.
pub(crate) async fn once<F>(
    shared: &Shared,
    waiting: &Waiting,
    identity: Identity,
    now: i64,
    request_id: &str,
    effect: F,
) -> Result<Vec<u8>, Fault>
where
    F: Future<Output = Result<Vec<u8>, Fault>>,
{
    let key = identity.key();
    if let Some(sealed) = claim(shared, waiting, &key, request_id, now).await? {
        return shared.key.open(&identity.purpose(), &sealed);
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
        Err(_) => abandon(shared, &key, request_id).await,
    };
    noted(request_id, stored);
    outcome
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

/// Claims the call. Returns `None` if this call may run, or the stored reply if it ran before.
async fn claim(
    shared: &Shared,
    waiting: &Waiting,
    key: &str,
    owner: &str,
    now: i64,
) -> Result<Option<Vec<u8>>, Fault> {
    let in_progress = || Fault::from(Code::InProgress).retry_after(1);
    let mut place = None;
    let mut waited = Duration::ZERO;
    loop {
        match shared.cache.claim_reply(now, key, owner, LEASE).await? {
            Claim::First => return Ok(None),
            Claim::Stored(reply) => return Ok(Some(reply)),
            Claim::Pending if waited >= WAIT => return Err(in_progress()),
            Claim::Pending => {}
        }
        if place.is_none() {
            let taken = waiting.0.take(key, Duration::ZERO).await;
            place = Some(taken.ok_or_else(in_progress)?);
        }
        sleep(LOOK).await;
        waited += LOOK;
    }
}
