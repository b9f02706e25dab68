use std::sync::{PoisonError, RwLock};

use super::expiring::Expiring;
use crate::{Lookup, Session, SessionEntry, SessionKey, Sought, State};

/// The sessions that this process has stored.
pub(crate) struct Sessions(RwLock<Expiring<SessionKey, (State, Session)>>);

impl Sessions {
    pub(super) fn new() -> Sessions {
        Sessions(RwLock::new(Expiring::new()))
    }

    pub(crate) fn find(&self, now: i64, sought: Sought<'_>) -> Lookup {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match all.get(now, sought.key) {
            Some((state, session)) => sought.found(*state, session.clone(), now),
            None => Lookup::Unknown,
        }
    }

    pub(crate) fn put(&self, now: i64, entries: &[SessionEntry]) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for entry in entries {
            if entry.state == State::Live && all.get(now, &entry.key).is_some() {
                continue;
            }
            let until = entry.session.expires_at.max(now).saturating_add(REMEMBERED);
            let value = (entry.state, entry.session.clone());
            all.insert(now, entry.key.clone(), until, value);
        }
    }

    pub(crate) fn renew(&self, now: i64, key: &SessionKey, session: &Session) -> bool {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !matches!(all.get(now, key), Some((State::Live, _))) {
            return false;
        }
        let until = session.expires_at.saturating_add(REMEMBERED);
        all.insert(now, key.clone(), until, (State::Live, session.clone()));
        true
    }
}

/// The seconds for which a session is kept after its end, to distinguish it from a session that never existed.
const REMEMBERED: i64 = 60;
