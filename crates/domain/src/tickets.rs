//! Tickets: random texts. A ticket proves to a later call what its holder has proven before, such as a mobile. Only the SHA-256
//! of a ticket is stored, in the cache.

use sha2::{Digest, Sha256};
use signet_cache::{Quota, Reservation};
use signet_fault::Fault;

use crate::realms::Realm;
use crate::{Services, random};

/// A kind of ticket.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name, unique in the realm.
    pub name: &'static str,
    /// The realm of the accounts that the tickets are for.
    pub realm: &'static Realm,
    /// The seconds for which a ticket is valid.
    pub lifetime: i64,
    /// The number of times that a ticket may be tried.
    pub tries: i64,
}

/// Issues a ticket for a text that is not empty: 32 lower-case hexadecimal digits.
///
/// # Errors
/// [`Fault::internal`] if the cache is away.
pub async fn issue(services: &Services, now: i64, kind: Kind, text: &str) -> Result<String, Fault> {
    let ticket = random::hex_128()?;
    let key = key(kind, &ticket);
    services
        .cache
        .put(now, &key, text, now + kind.lifetime)
        .await?;
    Ok(ticket)
}

/// Counts a try of a ticket and returns its text; `None` if the ticket does not exist, has expired, is used, or was
/// tried too often.
///
/// # Errors
/// [`Fault::internal`] if the cache is away.
pub async fn try_out(
    services: &Services,
    now: i64,
    kind: Kind,
    ticket: &str,
) -> Result<Option<String>, Fault> {
    let key = key(kind, ticket);
    let text = services.cache.get(now, &key).await?;
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let tries = Quota {
        key: format!("{key}:tries"),
        max: kind.tries,
        expires_at: now + kind.lifetime,
    };
    let reserved = services.cache.reserve(now, &[tries]).await?;
    Ok(matches!(reserved, Reservation::Granted).then_some(text))
}

/// Marks a ticket as used, after the call that it allowed succeeded. If the cache is away, this is logged, and the ticket may stay
/// valid.
pub async fn use_up(services: &Services, now: i64, kind: Kind, ticket: &str) {
    let key = key(kind, ticket);
    let put = services.cache.put(now, &key, "", now + kind.lifetime);
    if let Err(error) = put.await {
        tracing::warn!(%error, "a ticket could not be used up");
    }
}

fn key(kind: Kind, ticket: &str) -> String {
    let digest = hex::encode(Sha256::digest(ticket));
    format!("ticket:{}:{}:{digest}", kind.realm, kind.name)
}
