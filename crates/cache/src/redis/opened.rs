use std::cell::RefCell;

use thread_local::ThreadLocal;

use crate::{Session, SessionKey, State};

/// The largest number of sessions that a thread keeps.
const PLACES: u16 = 1024;

/// The sessions that each thread decrypted last, with the bytes from which they were decrypted. Clients make several calls in a row, and
/// as long as Redis returns the same bytes, the session is the same. The key of a session decides its place. An entry takes about 1 KiB.
#[derive(Default)]
pub(super) struct Opened(ThreadLocal<RefCell<Vec<Option<Box<Entry>>>>>);

struct Entry {
    key: SessionKey,
    stored: Vec<u8>,
    state: State,
    session: Session,
}

impl Opened {
    /// Returns the session that was decrypted from these bytes, if it is kept.
    pub(super) fn find(&self, key: &SessionKey, stored: &[u8]) -> Option<(State, Session)> {
        let places = self.0.get_or_default().borrow();
        let entry = places.get(place(key))?.as_deref()?;
        let is_same = entry.key == *key && entry.stored == stored;
        is_same.then(|| (entry.state, entry.session.clone()))
    }

    /// Keeps a session with the bytes from which it was decrypted. It replaces the session that has the same place.
    pub(super) fn keep(
        &self,
        key: &SessionKey,
        stored: Vec<u8>,
        (state, session): (State, Session),
    ) {
        let mut places = self.0.get_or_default().borrow_mut();
        if places.is_empty() {
            places.resize_with(PLACES.into(), || None);
        }
        if let Some(place) = places.get_mut(place(key)) {
            *place = Some(Box::new(Entry {
                key: key.clone(),
                stored,
                state,
                session,
            }));
        }
    }
}

/// Returns the place of a key. The key is a hash, so its first bytes are evenly distributed.
fn place(key: &SessionKey) -> usize {
    let [first, second, ..] = *key.bytes();
    usize::from(u16::from_le_bytes([first, second]) % PLACES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{End, PlatformClass, RealmName};

    fn session(user_id: i64) -> Session {
        Session {
            user_id,
            realm: RealmName::new("yaf"),
            class: PlatformClass::App,
            platform: 1,
            created_at: 2,
            renewed_at: 3,
            expires_at: 4,
            saved_at: 5,
            profile: None,
        }
    }

    #[test]
    fn a_session_is_found_by_its_key_and_its_bytes_alone() {
        let opened = Opened::default();
        let key = SessionKey::from([7; 32]);
        assert_eq!(opened.find(&key, b"abc"), None);
        let live = (State::Live, session(1));
        opened.keep(&key, b"abc".to_vec(), live.clone());
        assert_eq!(opened.find(&key, b"abc"), Some(live));
        assert_eq!(opened.find(&key, b"abd"), None, "other bytes");
        let mut other = [7; 32];
        other[31] = 8;
        let other = SessionKey::from(other);
        assert_eq!(place(&other), place(&key));
        assert_eq!(opened.find(&other, b"abc"), None, "another key");
        let over = (State::Over(End::Gone), session(2));
        opened.keep(&other, b"abc".to_vec(), over.clone());
        assert_eq!(opened.find(&other, b"abc"), Some(over));
        assert_eq!(opened.find(&key, b"abc"), None, "its place is taken");
    }
}
