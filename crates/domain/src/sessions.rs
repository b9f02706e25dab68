//! Tokens and what they stand for.

use sha2::{Digest, Sha256};
use signet_cache::{PlatformClass, Session, SessionKey};
use signet_fault::Fault;

use crate::platform::Platform;
use crate::{Shared, random};

/// How long a session lives after its login, and on app platforms after its last renewal: 30 days.
pub const LIFETIME: i64 = 30 * 86_400;

/// The key under which a token's session is stored: its SHA-256, so that nobody who reads the store can use it.
/// `None` for a text that is no token.
pub fn key_of(token: &str) -> Option<SessionKey> {
    let well_formed = token.len() == 32
        && token
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    well_formed.then(|| SessionKey::from(<[u8; 32]>::from(Sha256::digest(token.as_bytes()))))
}

/// Logs a user in: a new token, which replaces the user's session of the same platform class.
///
/// # Errors
/// [`Fault::internal`] if the cache is away.
pub async fn open(
    shared: &Shared,
    now: i64,
    user_id: i64,
    platform: Platform,
) -> Result<String, Fault> {
    let token = random::hex_128()?;
    let key = key_of(&token).ok_or_else(|| Fault::internal("a new token is malformed"))?;
    let session = Session {
        user_id,
        class: platform.class(),
        platform: platform.0,
        created_at: now,
        renewed_at: now,
        expires_at: now + LIFETIME,
    };
    shared.cache.open_session(now, &key, &session).await?;
    Ok(token)
}

/// Starts a session's 30 days anew, on app platforms.
///
/// # Errors
/// [`Fault::internal`] if the cache is away.
pub async fn renew(
    shared: &Shared,
    now: i64,
    key: &SessionKey,
    session: &Session,
) -> Result<(), Fault> {
    if session.class == PlatformClass::App && session.renewed_at < now {
        shared.cache.renew_session(now, key, now + LIFETIME).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_32_lower_case_hex_digits_are_a_token() {
        assert!(key_of("dad3a37aa9d50688b5157698acfd7aee").is_some());
        for text in [
            "",
            "dad3",
            "DAD3A37AA9D50688B5157698ACFD7AEE",
            "dad3a37aa9d50688b5157698acfd7aeg",
        ] {
            assert!(key_of(text).is_none(), "{text}");
        }
    }
}
