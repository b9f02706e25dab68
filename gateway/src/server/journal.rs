use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use signet_cache::{
    BoxError, PlatformClass, Session, SessionEntry, SessionJournal, SessionKey, State,
};
use signet_store::sessions::{self, Session as StoredSession};
use signet_store::{Error, Store};

/// Keeps the sessions of the in-process cache in the database, so that a restart logs nobody out.
pub(super) struct StoredSessions {
    store: Store,
}

impl StoredSessions {
    pub(super) fn new(store: Store) -> StoredSessions {
        StoredSessions { store }
    }
}

impl SessionJournal for StoredSessions {
    fn load(&self, now: i64) -> BoxFuture<'_, Result<Vec<SessionEntry>, BoxError>> {
        async move {
            let rows = self
                .store
                .transaction(move |connection| {
                    sessions::purge(connection, now)?;
                    sessions::live(connection, now)
                })
                .await?;
            Ok(rows.into_iter().filter_map(entry_of).collect())
        }
        .boxed()
    }

    fn save(
        &self,
        changed: Vec<SessionEntry>,
        removed: Vec<SessionKey>,
    ) -> BoxFuture<'_, Result<(), BoxError>> {
        async move {
            let changed: Vec<StoredSession> = changed.iter().map(row_of).collect();
            let removed: Vec<String> = removed.iter().map(SessionKey::as_hex).collect();
            let save = move |connection: &mut _| {
                sessions::remove(connection, &removed)?;
                sessions::put(connection, &changed)
            };
            Ok(self.store.transaction::<(), Error>(save).await?)
        }
        .boxed()
    }
}

/// A row that makes no sense is nobody's session.
fn entry_of(row: StoredSession) -> Option<SessionEntry> {
    Some(SessionEntry {
        key: row.token_hash.parse().ok()?,
        state: State::from_letter(row.state.chars().next()?)?,
        session: Session {
            user_id: row.user_id,
            class: PlatformClass::ALL
                .into_iter()
                .find(|class| class.name() == row.class)?,
            platform: row.platform,
            created_at: row.created_at,
            renewed_at: row.renewed_at,
            expires_at: row.expires_at,
        },
    })
}

fn row_of(entry: &SessionEntry) -> StoredSession {
    let session = &entry.session;
    StoredSession {
        token_hash: entry.key.as_hex(),
        user_id: session.user_id,
        class: session.class.name().to_owned(),
        platform: session.platform,
        state: entry.state.letter().to_string(),
        created_at: session.created_at,
        renewed_at: session.renewed_at,
        expires_at: session.expires_at,
    }
}
