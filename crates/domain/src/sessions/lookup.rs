//! Finding a session, also one that the cache has lost.

use std::time::Duration;

use signet_cache::{End, Lookup, Session, SessionEntry, SessionKey, Sought, State};
use signet_fault::Fault;
use signet_store::{Error, sessions as table};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::rows::entry_of;
use crate::Services;

/// The number of sessions that are looked up in the database at once, which limits the load of invented tokens, and the time that
/// other look-ups wait for their turn.
const AT_ONCE: usize = 4;
const WAIT: Duration = Duration::from_secs(1);

/// The permits to look sessions up in the database.
#[derive(Debug)]
pub struct LookUps(Semaphore);

impl Default for LookUps {
    fn default() -> LookUps {
        LookUps(Semaphore::new(AT_ONCE))
    }
}

/// Looks up a session that the cache does not have: reads it from the database and stores the result in the cache. Never returns
/// [`Lookup::Unknown`].
///
/// # Errors
/// [`Code::Overloaded`](signet_fault::Code::Overloaded) if too many look-ups run; [`Fault::internal`] if the store or the cache is
/// away.
pub async fn look_up(services: &Services, now: i64, sought: Sought<'_>) -> Result<Lookup, Fault> {
    let Ok(Ok(_turn)) = timeout(WAIT, services.look_ups.0.acquire()).await else {
        return Err(Fault::overloaded());
    };
    let Some(entry) = stored(services, sought.key).await? else {
        return Ok(Lookup::Over(End::Gone));
    };
    let is_live = entry.state == State::Live;
    services
        .cache
        .put_sessions(now, std::slice::from_ref(&entry))
        .await?;
    if is_live {
        // The session may have ended since it was read, and the cache may have lost that change.
        confirm(services, now, sought, entry).await
    } else {
        Ok(sought.found(entry.state, entry.session, now))
    }
}

/// Stores in the cache that a session is over in the database. Returns its state.
pub(super) async fn publish_end(
    services: &Services,
    now: i64,
    key: &SessionKey,
    session: Session,
) -> Result<Lookup, Fault> {
    let entry = SessionEntry {
        key: key.clone(),
        session,
        state: State::Live,
    };
    confirm(services, now, Sought::from(key), entry).await
}

/// Reads a session that the cache holds as live, and updates the cache if it is over.
async fn confirm(
    services: &Services,
    now: i64,
    sought: Sought<'_>,
    held: SessionEntry,
) -> Result<Lookup, Fault> {
    let stored = stored(services, &held.key).await?;
    let entry = stored.unwrap_or(SessionEntry {
        state: State::Over(End::Gone),
        ..held
    });
    if entry.state != State::Live {
        services
            .cache
            .put_sessions(now, std::slice::from_ref(&entry))
            .await?;
    }
    Ok(sought.found(entry.state, entry.session, now))
}

async fn stored(services: &Services, key: &SessionKey) -> Result<Option<SessionEntry>, Fault> {
    let hash = key.as_hex();
    let work = move |connection: &mut _| table::find(connection, &hash);
    let row = services.store.run::<_, Error>(work).await?;
    Ok(row.and_then(entry_of))
}
