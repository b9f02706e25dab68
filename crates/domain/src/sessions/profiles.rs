//! The profile of the user who is logged in, without a read of the database on every call: the copy of the session
//! in the cache contains it for a minute.
//!
//! A change is published to the cache, so that it is seen at once. A call that read the old profile at the same moment may
//! write it back; then the old profile is shown for at most a minute.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use signet_cache::{Profile, Session, SessionEntry, SessionKey, State};
use signet_fault::{Code, Fault};
use signet_store::{Connection, Error, Tx, sessions as table, users};

use super::rows::entry_of;
use crate::Services;

/// The time that a profile is shown after it was read, in seconds.
const FRESH: i64 = 60;

/// Returns the profile of the user of a session: the copy in the session, or the result of `read` for the user's id. A pack
/// has one type of profile for each of its realms, and stores it in the form in which it shows it.
///
/// # Errors
/// [`Code::SessionExpired`] if `read` returns nothing, because the user is gone; the errors of `read`.
pub async fn of<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static>(
    services: &Services,
    now: i64,
    key: &SessionKey,
    session: &Session,
    mut read: impl FnMut(&mut Connection, i64) -> Result<Option<T>, Fault> + Send + 'static,
) -> Result<T, Fault> {
    if let Some(profile) = &session.profile
        && (profile.read_at..profile.read_at + FRESH).contains(&now)
        && let Some(profile) = profile.value(|data| serde_json::from_slice(data).ok())
    {
        return Ok(profile);
    }
    let id = session.user_id;
    let work = move |connection: &mut _| read(connection, id);
    let profile = services.store.run(work).await?;
    let profile = profile.ok_or(Code::SessionExpired)?;
    let copy = Profile::new(serde_json::to_vec(&profile).map_err(Fault::internal)?, now);
    let session = Session {
        profile: Some(copy),
        ..session.clone()
    };
    if let Err(error) = services.cache.renew_session(now, key, &session).await {
        tracing::debug!(%error, "a profile could not be stored in the cache");
    }
    Ok(profile)
}

/// Returns the mobile of the user of a session. A pack whose wire names users by their mobile has `mobile` in its profile, or
/// no profile of its own, so that one copy serves both.
///
/// # Errors
/// As [`of`].
pub async fn mobile(
    services: &Services,
    now: i64,
    key: &SessionKey,
    session: &Session,
) -> Result<String, Fault> {
    let read = |connection: &mut Connection, id| {
        let user = users::by_id(connection, id)?;
        Ok(user.map(|user| OfAccount {
            mobile: user.mobile,
        }))
    };
    Ok(of(services, now, key, session, read).await?.mobile)
}

/// The part of a profile that the gateway itself reads.
#[derive(Clone, Serialize, Deserialize)]
struct OfAccount {
    mobile: String,
}

/// Sessions whose profiles were changed in the database, to be published to the cache.
#[must_use]
pub struct Outdated(Vec<SessionEntry>);

/// Returns the sessions with the profile of a user; runs in the transaction that changes it, after the change.
///
/// # Errors
/// [`Error::Query`].
pub fn outdated(tx: &mut Tx<'_>, user_id: i64) -> Result<Outdated, Error> {
    let sessions = table::of_user(tx, user_id)?;
    let live = sessions
        .into_iter()
        .filter_map(entry_of)
        .filter(|entry| entry.state == State::Live);
    Ok(Outdated(live.collect()))
}

/// Removes the profiles from the cache. The change itself is committed: if the cache is away, calls see it up to a minute later.
pub async fn forget(services: &Services, now: i64, outdated: Outdated) {
    for entry in outdated.0 {
        let published = services
            .cache
            .renew_session(now, &entry.key, &entry.session)
            .await;
        if let Err(error) = published {
            tracing::warn!(%error, "a profile that was changed is shown as it was for up to a minute");
        }
    }
}
