//! Sessions and their tokens.
//!
//! The database decides on every session; the cache holds a copy of it, which is read first and may be lost
//! at any moment. A change of a session is made in the database and then published to the cache.
//! `docs/decisions/008-sessions-outlive-the-cache.md` explains why a session that has ended never becomes live again.

mod lookup;
pub mod profiles;
mod rows;

use std::time::Duration;

use sha2::{Digest, Sha256};
use signet_cache::{End, Lookup, PlatformClass, Session, SessionEntry, SessionKey, State};
use signet_fault::Fault;
use signet_store::sessions as table;
use signet_store::users::{self, User};
use signet_store::{Error, Tx};
use tokio::time::timeout;

use self::rows::row_of;
use crate::platform::Platform;
use crate::{Services, random};

pub use self::lookup::{LookUps, look_up};

/// The lifetime of a session after its login, and on app platforms after its last renewal: 30 days.
pub const LIFETIME: i64 = 30 * DAY;

const DAY: i64 = 86_400;

/// The time by which the end of a session in the database may be behind its end in the cache, so that a renewal seldom writes to
/// the database. A session that is restored after a loss of the cache may end earlier, by up to this time.
const LAG: i64 = DAY;

/// The largest accepted difference between the clocks of nodes, in seconds. A later time was written with a wrong clock.
const SKEW: i64 = 60;

/// The time that a renewal waits for the database.
const RENEWAL_WAIT: Duration = Duration::from_secs(1);

/// The time after its end at which a session is removed from the database. It may live in the cache for [`LAG`] longer, and can be
/// ended only if it is in the database.
const KEPT: i64 = LAG + DAY;

/// The number of sessions that are removed at once.
const BATCH: i64 = 500;

/// Returns the key under which a token's session is stored: the SHA-256 of the token, so that a reader of the store cannot use
/// the token. `None` for a text that is not a token.
pub fn key_of(token: &str) -> Option<SessionKey> {
    let well_formed = token.len() == 32
        && token
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    well_formed.then(|| SessionKey::from(<[u8; 32]>::from(Sha256::digest(token.as_bytes()))))
}

/// Sessions that changed in the database and must be updated in the cache.
#[must_use]
pub struct Changes(Vec<SessionEntry>);

impl Changes {
    /// Returns the changes together with later changes of the same transaction.
    pub fn and(mut self, later: Changes) -> Changes {
        self.0.extend(later.0);
        self
    }
}

/// A session that is ready to be opened, in a transaction of the caller.
#[derive(Clone)]
pub struct Opening {
    token: String,
    key: SessionKey,
    platform: Platform,
    class: PlatformClass,
}

impl Opening {
    /// Returns a session with a new token.
    ///
    /// # Errors
    /// [`Fault::internal`] if the operating system has no random bytes.
    pub fn new(platform: Platform) -> Result<Opening, Fault> {
        let token = random::hex_128()?;
        let key = key_of(&token).ok_or_else(|| Fault::internal("a new token is malformed"))?;
        Ok(Opening {
            token,
            key,
            platform,
            class: platform.class(),
        })
    }

    /// Returns the session with this class of platforms, whatever the platform is.
    #[must_use]
    pub fn of_class(self, class: PlatformClass) -> Opening {
        Opening { class, ..self }
    }

    /// Returns the token, which is valid once [`publish`] has succeeded.
    pub fn into_token(self) -> String {
        self.token
    }

    /// Opens the session of a user whose row is locked or new; it replaces the user's session of the same class of
    /// platforms. [`publish`] has to follow the transaction.
    ///
    /// # Errors
    /// [`Fault::internal`] if the store is away.
    pub fn open(&self, tx: &mut Tx<'_>, user: &User) -> Result<Changes, Fault> {
        let (now, class) = (tx.now(), self.class);
        let session = Session {
            user_id: user.id,
            realm: user.realm.parse().map_err(Fault::internal)?,
            class,
            platform: self.platform.0,
            created_at: now,
            renewed_at: now,
            expires_at: now + LIFETIME,
            saved_at: now,
            profile: None,
        };
        let opened = SessionEntry {
            key: self.key.clone(),
            session,
            state: State::Live,
        };
        let mut changes = rows::end(tx, user.id, &[class], None, End::Replaced)?;
        table::insert(tx, &row_of(&opened))?;
        changes.0.push(opened);
        Ok(changes)
    }
}

/// Ends every live session of a user, except the session `except`, in the database, in the transaction of the caller; [`publish`]
/// has to follow it.
///
/// # Errors
/// [`Error::Query`].
pub fn end(
    tx: &mut Tx<'_>,
    user_id: i64,
    except: Option<&SessionKey>,
    end: End,
) -> Result<Changes, Error> {
    // The lock makes a login and this run one after the other.
    users::lock(tx, user_id)?;
    rows::end(tx, user_id, &PlatformClass::ALL, except, end)
}

/// Stores changes of the database in the cache.
///
/// # Errors
/// [`Fault::internal`] if the cache is away. Ending the user's sessions again, or the user's next login, repeats it.
pub async fn publish(services: &Services, now: i64, changes: Changes) -> Result<(), Fault> {
    Ok(services.cache.put_sessions(now, &changes.0).await?)
}

/// Ends every live session of a user.
///
/// # Errors
/// [`Fault::internal`] if the store or the cache is away.
pub async fn end_all(
    services: &Services,
    now: i64,
    user_id: i64,
    reason: End,
) -> Result<(), Fault> {
    let work = move |tx: &mut Tx<'_>| Ok(end(tx, user_id, None, reason)?);
    let ended = services.store.transaction::<_, Fault>(now, work).await?;
    publish(services, now, ended).await
}

/// Logs a session out. If it was replaced meanwhile, the new session is not changed.
///
/// # Errors
/// [`Fault::internal`] if the store or the cache is away.
pub async fn close(
    services: &Services,
    now: i64,
    key: &SessionKey,
    session: &Session,
) -> Result<(), Fault> {
    let (hash, gone) = ([key.as_hex()], State::Over(End::Gone));
    let work = move |connection: &mut _| table::end(connection, &hash, &rows::letter(gone));
    services.store.run::<(), Error>(work).await?;
    let entry = SessionEntry {
        key: key.clone(),
        session: session.clone(),
        state: gone,
    };
    Ok(services.cache.put_sessions(now, &[entry]).await?)
}

/// Restarts the 30 days of a session on app platforms, and of any session whose times came from a wrong clock. Returns
/// its state, because it may have ended in the database.
///
/// The end is saved in the database once a day, and later if the database is away.
///
/// # Errors
/// [`Fault::internal`] if the cache is away.
pub async fn renew(
    services: &Services,
    now: i64,
    key: &SessionKey,
    session: &Session,
) -> Result<Lookup, Fault> {
    let is_slid = session.class == PlatformClass::App && !is_now(session.renewed_at, now);
    if !is_slid && !is_of_wrong_clock(session, now) {
        return Ok(Lookup::Live(session.clone()));
    }
    let mut session = Session {
        renewed_at: now,
        expires_at: now + LIFETIME,
        ..session.clone()
    };
    if !(now - LAG + 1..=now + SKEW).contains(&session.saved_at) {
        match save_end(services, key, &session).await {
            Some(true) => session.saved_at = now,
            Some(false) => return lookup::publish_end(services, now, key, session).await,
            None => {}
        }
    }
    services.cache.renew_session(now, key, &session).await?;
    Ok(Lookup::Live(session))
}

/// Returns whether a time is the current second, or up to [`SKEW`] seconds later: the clock that wrote it may be ahead.
fn is_now(time: i64, now: i64) -> bool {
    (now..=now + SKEW).contains(&time)
}

/// Returns whether a session was renewed in the future or lives too long. Its times are ignored, but it is not ended,
/// because the wrong clock may be this node's own: its time starts again.
pub fn is_of_wrong_clock(session: &Session, now: i64) -> bool {
    session.renewed_at > now + SKEW || session.expires_at > now + LIFETIME + SKEW
}

/// Moves the end of a session in the database. Returns whether it is live there; `None` if the database fails or does not answer
/// in time.
async fn save_end(services: &Services, key: &SessionKey, session: &Session) -> Option<bool> {
    let (hash, renewed_at, expires_at) = (key.as_hex(), session.renewed_at, session.expires_at);
    let work = move |connection: &mut _| table::renew(connection, &hash, renewed_at, expires_at);
    match timeout(RENEWAL_WAIT, services.store.run::<_, Error>(work)).await {
        Ok(Ok(live)) => Some(live),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the end of a session was not saved");
            None
        }
        Err(_) => {
            tracing::warn!("the end of a session was not saved in time");
            None
        }
    }
}

/// Removes some of the sessions that are long over from the database. Returns whether there may be more.
///
/// # Errors
/// [`Error::Query`].
pub async fn purge(services: &Services, now: i64) -> Result<bool, Error> {
    let work = move |tx: &mut Tx<'_>| table::purge(tx, now - KEPT, BATCH);
    let removed = services.store.transaction(now, work).await?;
    Ok(i64::try_from(removed).is_ok_and(|removed| removed == BATCH))
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
