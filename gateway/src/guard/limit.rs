//! Rate limits, and on the same trip to the cache the session.

use signet_cache::{Admission, Limit, Lookup, SessionKey};
use signet_call::{App, Entry};
use signet_fault::{Code, Fault};

use crate::gateway::Gateway;
use crate::pipeline::Peer;

const MINUTE_MS: i64 = 60_000;

/// Counts the call against its limits and looks its session up, in one round trip; none where there is nothing to
/// ask. Returns what the session turned out to be.
pub(crate) async fn check(
    gateway: &Gateway,
    app: &App,
    entry: &Entry,
    peer: &Peer,
    session: Option<&SessionKey>,
) -> Result<Option<Lookup>, Fault> {
    let limits = limits(gateway, app, entry, peer, session);
    if limits.is_empty() && session.is_none() {
        return Ok(None);
    }
    let now_millis = gateway.shared.clock.now_millis();
    let admission = match gateway
        .shared
        .cache
        .admit(now_millis, &limits, session)
        .await
    {
        // Without a session nothing but the counts is lost: this node counts alone until the cache is back.
        Err(error) if session.is_none() => {
            tracing::debug!(%error, "limits are counted locally");
            gateway.local_limits.admit(now_millis, &limits, None).await
        }
        admission => admission,
    };
    match admission? {
        Admission {
            refused: Some(refusal),
            ..
        } => {
            let seconds =
                u32::try_from(refusal.retry_after_ms.div_euclid(1000) + 1).unwrap_or(u32::MAX);
            Err(Fault::from(Code::RateLimited).retry_after(seconds))
        }
        Admission { session, .. } => Ok(session),
    }
}

fn limits(
    gateway: &Gateway,
    app: &App,
    entry: &Entry,
    peer: &Peer,
    session: Option<&SessionKey>,
) -> Vec<Limit> {
    let configured = &gateway.limits;
    let mut limits = Vec::new();
    let mut add = |burst: u32, key: &dyn Fn() -> String| {
        if burst > 0 {
            limits.push(Limit {
                key: key(),
                burst,
                period_ms: MINUTE_MS,
            });
        }
    };
    add(app.calls_per_minute.unwrap_or(configured.per_app), &|| {
        format!("limit:app:{}", app.appid)
    });
    add(configured.per_ip, &|| format!("limit:ip:{}", peer.ip));
    add(configured.per_method, &|| {
        format!("limit:method:{}", entry.name)
    });
    if let Some(session) = session {
        add(configured.per_session, &|| {
            format!("limit:session:{session}")
        });
    }
    limits
}
