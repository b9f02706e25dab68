//! Sessions as rows of the database.

use signet_cache::{End, PlatformClass, Session, SessionEntry, SessionKey, State};
use signet_store::sessions::{self as table, Session as Row};
use signet_store::{Error, Tx};

use super::Changes;

/// The number of sessions of a user that are kept after their end, the newest ones. So the table stays small, however often a user
/// logs in. An older session that the cache has lost is answered as if it had never existed.
const KEPT_OVER: usize = 10;

/// Ends the live sessions of a user in some classes. The row of the user has to be locked.
///
/// The changes contain all sessions that are over, so that the cache also gets an earlier change that it missed.
pub(super) fn end(
    tx: &mut Tx<'_>,
    user_id: i64,
    classes: &[PlatformClass],
    except: Option<&SessionKey>,
    end: End,
) -> Result<Changes, Error> {
    let all = table::of_user(tx, user_id)?;
    let (live, mut over): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter_map(entry_of)
        .partition(|entry| entry.state == State::Live);
    let surplus = over.split_off(over.len().min(KEPT_OVER));
    if !surplus.is_empty() {
        table::remove(tx, &hashes(&surplus))?;
    }
    let state = State::Over(end);
    let ended: Vec<_> = live
        .into_iter()
        .filter(|entry| classes.contains(&entry.session.class) && Some(&entry.key) != except)
        .map(|entry| SessionEntry { state, ..entry })
        .collect();
    if !ended.is_empty() {
        table::end(tx, &hashes(&ended), &letter(state))?;
    }
    over.extend(ended);
    Ok(Changes(over))
}

fn hashes(entries: &[SessionEntry]) -> Vec<String> {
    entries.iter().map(|entry| entry.key.as_hex()).collect()
}

/// Returns the stored form of a state.
pub(super) fn letter(state: State) -> String {
    state.letter().to_string()
}

/// Returns the session of a row; `None` if the row has invalid values.
pub(crate) fn entry_of(row: Row) -> Option<SessionEntry> {
    Some(SessionEntry {
        key: row.token_hash.parse().ok()?,
        state: State::from_letter(row.state.chars().next()?)?,
        session: Session {
            user_id: row.user_id,
            realm: row.realm.parse().ok()?,
            class: PlatformClass::ALL
                .into_iter()
                .find(|class| class.name() == row.class)?,
            platform: row.platform,
            created_at: row.created_at,
            renewed_at: row.renewed_at,
            expires_at: row.expires_at,
            saved_at: row.renewed_at,
            profile: None,
        },
    })
}

pub(super) fn row_of(entry: &SessionEntry) -> Row {
    let session = &entry.session;
    Row {
        token_hash: entry.key.as_hex(),
        user_id: session.user_id,
        realm: session.realm.to_string(),
        class: session.class.name().to_owned(),
        platform: session.platform,
        state: letter(entry.state),
        created_at: session.created_at,
        renewed_at: session.renewed_at,
        expires_at: session.expires_at,
    }
}
