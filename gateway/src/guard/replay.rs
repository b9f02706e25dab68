//! A byte-identical signed call of a method that writes takes effect once; its retries get the stored reply.

use std::future::Future;
use std::time::Duration;

use signet_cache::Claim;
use signet_domain::Shared;
use signet_fault::{Blame, Code, Fault};
use signet_wire::reply;
use signet_wire::sign::SignType;
use tokio::time::sleep;

/// Seconds after which a call that never stored its reply counts as lost, for instance with its node.
const LOST: i64 = 30;
/// How long a duplicate waits for the first call, and how often it looks.
const WAIT: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(25);

/// What makes two calls the same.
pub(crate) struct Identity {
    key: String,
    window: i64,
}

impl Identity {
    /// The pair of app and signature.
    pub(crate) fn new(appid: &str, sign: &str, sign_type: SignType) -> Identity {
        Identity {
            key: format!("reply:{appid}:{sign}"),
            window: sign_type.window(),
        }
    }
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
) -> Result<Vec<u8>, Fault>
where
    F: Future<Output = Result<Vec<u8>, Fault>>,
{
    if let Some(stored) = claim(shared, &identity.key, now).await? {
        return Ok(stored);
    }
    let outcome = effect.await;
    // The clock of the call may be ahead by the window, so that its timestamp is valid for two of them.
    let expires_at = now + 2 * identity.window;
    match &outcome {
        Ok(body) => {
            shared
                .cache
                .store_reply(now, &identity.key, body, expires_at)
                .await?
        }
        Err(fault) if fault.code().blame() == Blame::Caller => {
            let body = reply::of_fault(fault, request_id);
            shared
                .cache
                .store_reply(now, &identity.key, &body, expires_at)
                .await?;
        }
        Err(_) => shared.cache.abandon_reply(&identity.key).await?,
    }
    outcome
}

/// Claims the call. `None` if it is ours to run, the stored reply if it ran before.
async fn claim(shared: &Shared, key: &str, now: i64) -> Result<Option<Vec<u8>>, Fault> {
    let mut waited = Duration::ZERO;
    loop {
        match shared.cache.claim_reply(now, key, now + LOST).await? {
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
