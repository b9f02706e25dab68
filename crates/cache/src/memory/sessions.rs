use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::Mutex;

use super::expiring::Expiring;
use crate::{
    End, Error, Lookup, PlatformClass, Session, SessionEntry, SessionJournal, SessionKey, State,
};

/// The sessions of this process, written through to the journal.
///
/// Changes go one after the other: computed from the table, saved, then applied. Lookups only ever wait for the
/// applying, never for the journal.
pub(crate) struct Sessions {
    table: RwLock<Table>,
    journal: Option<Arc<dyn SessionJournal>>,
    /// Held from the computing of a change to its end. In an `Arc` so that a task can own the guard.
    writer: Arc<Mutex<()>>,
}

struct Table {
    all: Expiring<SessionKey, (State, Session)>,
    /// The live session of a user in a class.
    current: Expiring<(i64, PlatformClass), SessionKey>,
}

/// What one operation changes.
#[derive(Default)]
struct Change {
    put: Vec<SessionEntry>,
    removed: Vec<SessionKey>,
}

impl Sessions {
    pub(super) fn new(journal: Option<Arc<dyn SessionJournal>>) -> Sessions {
        Sessions {
            table: RwLock::new(Table {
                all: Expiring::new(),
                current: Expiring::new(),
            }),
            journal,
            writer: Arc::default(),
        }
    }

    pub(crate) async fn restore(&self, now: i64) -> Result<usize, Error> {
        let Some(journal) = &self.journal else {
            return Ok(0);
        };
        let _writer = self.writer.lock().await;
        let mut entries = journal.load(now).await.map_err(Error::Journal)?;
        entries.retain(|entry| entry.session.expires_at > now);
        let restored = entries.len();
        // The newest login wins here as well, should a crash have left two of them live.
        entries.sort_by_key(|entry| (entry.session.created_at, entry.session.renewed_at));
        let mut table = self.write();
        for entry in entries {
            let change = match entry.state {
                State::Live => table.opening(now, entry.key, entry.session),
                _ => Change {
                    put: vec![entry],
                    removed: Vec::new(),
                },
            };
            table.apply(now, change);
        }
        Ok(restored)
    }

    pub(crate) fn find(&self, now: i64, key: &SessionKey) -> Lookup {
        match self.read().all.get(now, key) {
            Some((state, session)) => Lookup::of(*state, session.clone(), now),
            None => Lookup::Unknown,
        }
    }

    pub(crate) async fn open(
        self: &Arc<Self>,
        now: i64,
        key: &SessionKey,
        session: &Session,
    ) -> Result<(), Error> {
        self.change(now, |table| {
            table.opening(now, key.clone(), session.clone())
        })
        .await?;
        Ok(())
    }

    pub(crate) async fn renew(
        self: &Arc<Self>,
        now: i64,
        key: &SessionKey,
        expires_at: i64,
    ) -> Result<bool, Error> {
        self.change(now, |table| match table.live(now, key) {
            Some(session) => {
                let session = Session {
                    renewed_at: now,
                    expires_at,
                    ..session.clone()
                };
                let entry = SessionEntry {
                    key: key.clone(),
                    session,
                    state: State::Live,
                };
                Change {
                    put: vec![entry],
                    removed: Vec::new(),
                }
            }
            None => Change::default(),
        })
        .await
    }

    pub(crate) async fn close(self: &Arc<Self>, now: i64, key: &SessionKey) -> Result<(), Error> {
        self.change(now, |table| match table.live(now, key) {
            Some(_) => Change {
                put: Vec::new(),
                removed: vec![key.clone()],
            },
            None => Change::default(),
        })
        .await?;
        Ok(())
    }

    pub(crate) async fn end(
        self: &Arc<Self>,
        now: i64,
        user_id: i64,
        except: Option<&SessionKey>,
        end: End,
    ) -> Result<(), Error> {
        self.change(now, |table| {
            let mut change = Change::default();
            for class in PlatformClass::ALL {
                let Some(entry) = table.current_of(now, user_id, class) else {
                    continue;
                };
                if Some(&entry.key) == except {
                    continue;
                }
                match end.state() {
                    Some(state) => change.put.push(SessionEntry { state, ..entry }),
                    None => change.removed.push(entry.key),
                }
            }
            change
        })
        .await?;
        Ok(())
    }

    /// Computes a change, saves it and applies it; tells whether there was one.
    async fn change(
        self: &Arc<Self>,
        now: i64,
        compute: impl FnOnce(&Table) -> Change,
    ) -> Result<bool, Error> {
        let guard = Arc::clone(&self.writer).lock_owned().await;
        let change = compute(&self.read());
        if change.put.is_empty() && change.removed.is_empty() {
            return Ok(false);
        }
        let Some(journal) = self.journal.clone() else {
            self.write().apply(now, change);
            return Ok(true);
        };
        // A task of its own: a caller that goes away must not leave the journal changed and the table not.
        let sessions = Arc::clone(self);
        let saved = tokio::spawn(async move {
            let _writer = guard;
            journal
                .save(change.put.clone(), change.removed.clone())
                .await?;
            sessions.write().apply(now, change);
            Ok(())
        });
        match saved.await {
            Ok(outcome) => outcome.map_err(Error::Journal)?,
            Err(panicked) => return Err(Error::Journal(Box::new(panicked))),
        }
        Ok(true)
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.table.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn live(&self, now: i64, key: &SessionKey) -> Option<&Session> {
        match self.all.get(now, key) {
            Some((State::Live, session)) => Some(session),
            _ => None,
        }
    }

    fn current_of(&self, now: i64, user_id: i64, class: PlatformClass) -> Option<SessionEntry> {
        let key = self.current.get(now, &(user_id, class))?;
        let session = self.live(now, key)?.clone();
        Some(SessionEntry {
            key: key.clone(),
            session,
            state: State::Live,
        })
    }

    /// Puts a session in the place of the user's current one.
    fn opening(&self, now: i64, key: SessionKey, session: Session) -> Change {
        let old = self
            .current_of(now, session.user_id, session.class)
            .filter(|old| old.key != key);
        let replaced = old.map(|old| SessionEntry {
            state: State::Replaced,
            ..old
        });
        let opened = SessionEntry {
            key,
            session,
            state: State::Live,
        };
        Change {
            put: replaced.into_iter().chain([opened]).collect(),
            removed: Vec::new(),
        }
    }

    /// A pointer to a session that is no longer live does no harm: it is followed only to a live one.
    fn apply(&mut self, now: i64, change: Change) {
        for SessionEntry {
            key,
            session,
            state,
        } in change.put
        {
            let until = session.expires_at;
            if state == State::Live {
                self.current
                    .insert(now, (session.user_id, session.class), until, key.clone());
            }
            self.all.insert(now, key, until, (state, session));
        }
        for key in change.removed {
            self.all.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests;
