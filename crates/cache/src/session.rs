use std::fmt;
use std::str::FromStr;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::BoxError;

/// What a session is stored under: the SHA-256 of its token, never the token.
///
/// Shown and parsed as 64 hex digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    /// The 64 lower-case hex digits.
    pub fn as_hex(&self) -> String {
        hex::encode(self.0)
    }
}

impl From<[u8; 32]> for SessionKey {
    fn from(hash: [u8; 32]) -> Self {
        SessionKey(hash)
    }
}

impl FromStr for SessionKey {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut hash = [0; 32];
        hex::decode_to_slice(text, &mut hash)?;
        Ok(SessionKey(hash))
    }
}

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_hex())
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionKey({self})")
    }
}

/// A class of platforms; a user has at most one live session in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlatformClass {
    /// iOS and Android.
    App,
    /// H5, web and everything else.
    Web,
}

impl PlatformClass {
    /// Both classes.
    pub const ALL: [PlatformClass; 2] = [PlatformClass::App, PlatformClass::Web];

    /// The stable name, as serde writes it.
    pub const fn name(self) -> &'static str {
        match self {
            PlatformClass::App => "app",
            PlatformClass::Web => "web",
        }
    }
}

/// Who is logged in and until when. Times are Unix seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The user.
    pub user_id: i64,
    /// The class in which this session is the only live one of the user.
    pub class: PlatformClass,
    /// The platform number that the caller sent.
    pub platform: i64,
    /// When the user logged in.
    pub created_at: i64,
    /// When the end was last moved.
    pub renewed_at: i64,
    /// The first second at which the session is over.
    pub expires_at: i64,
}

/// What became of a session, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It may be used until it expires.
    Live,
    /// A newer login took its place.
    Replaced,
    /// The password was changed.
    PasswordChanged,
}

impl State {
    /// The stable one-letter code.
    pub const fn letter(self) -> char {
        match self {
            State::Live => 'L',
            State::Replaced => 'R',
            State::PasswordChanged => 'P',
        }
    }

    /// The state of a one-letter code; nothing for any other letter.
    pub const fn from_letter(letter: char) -> Option<State> {
        match letter {
            'L' => Some(State::Live),
            'R' => Some(State::Replaced),
            'P' => Some(State::PasswordChanged),
            _ => None,
        }
    }
}

/// What is known about a session key.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    /// The session may be used.
    Live(Session),
    /// A newer login took its place.
    Replaced,
    /// The password was changed.
    PasswordChanged,
    /// Never opened, logged out, expired or forgotten.
    Unknown,
}

impl Lookup {
    pub(crate) fn of(state: State, session: Session, now: i64) -> Lookup {
        match state {
            _ if session.expires_at <= now => Lookup::Unknown,
            State::Live => Lookup::Live(session),
            State::Replaced => Lookup::Replaced,
            State::PasswordChanged => Lookup::PasswordChanged,
        }
    }
}

/// What sessions become that are ended for their user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// [`Lookup::Replaced`].
    Replaced,
    /// [`Lookup::PasswordChanged`].
    PasswordChanged,
    /// [`Lookup::Unknown`].
    Gone,
}

impl End {
    /// The state to store; nothing where the session is to be forgotten.
    pub(crate) const fn state(self) -> Option<State> {
        match self {
            End::Replaced => Some(State::Replaced),
            End::PasswordChanged => Some(State::PasswordChanged),
            End::Gone => None,
        }
    }
}

/// One stored session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionEntry {
    /// What it is stored under.
    pub key: SessionKey,
    /// The session.
    pub session: Session,
    /// What became of it.
    pub state: State,
}

/// The durable copy of the sessions behind the in-process cache, so that a restart logs nobody out.
///
/// Calls of [`save`](SessionJournal::save) come one after the other. An entry past its `expires_at` may be forgotten.
pub trait SessionJournal: Send + Sync {
    /// Every entry that has not expired at `now` (Unix seconds), in any order.
    fn load(&self, now: i64) -> BoxFuture<'_, Result<Vec<SessionEntry>, BoxError>>;

    /// Inserts or overwrites `changed` and forgets `removed`: all of it, or nothing and an error.
    fn save(
        &self,
        changed: Vec<SessionEntry>,
        removed: Vec<SessionKey>,
    ) -> BoxFuture<'_, Result<(), BoxError>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_hex_form() {
        let key = SessionKey::from([0xa7; 32]);
        assert_eq!(key.to_string().parse(), Ok(key));
        assert!("a7".parse::<SessionKey>().is_err());
    }

    #[test]
    fn letters_and_states_agree() {
        for state in [State::Live, State::Replaced, State::PasswordChanged] {
            assert_eq!(State::from_letter(state.letter()), Some(state));
        }
        assert_eq!(State::from_letter('X'), None);
    }

    #[test]
    fn names_are_what_serde_writes() {
        for class in PlatformClass::ALL {
            assert_eq!(serde_json::json!(class), class.name());
        }
    }
}
