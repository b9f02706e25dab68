mod profile;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use self::profile::Profile;
use crate::RealmName;

/// The key of a stored session: the SHA-256 of its token, never the token.
///
/// Shown and parsed as 64 hex digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    /// Returns the hash.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the first half of the hash.
    pub(crate) fn half(&self) -> [u8; 16] {
        let mut half = [0; 16];
        half.copy_from_slice(self.0.split_at(16).0);
        half
    }

    /// Returns the 64 lower-case hex digits.
    pub fn as_hex(&self) -> String {
        let mut digits = [0; 64];
        let encoded = hex::encode_to_slice(self.0, &mut digits).ok();
        let digits = encoded.and_then(|()| std::str::from_utf8(&digits).ok());
        digits.unwrap_or_default().to_owned()
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

/// A class of platforms. A user has at most one live session in each class.
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

    /// Returns the stable name, as serde writes it.
    pub const fn name(self) -> &'static str {
        match self {
            PlatformClass::App => "app",
            PlatformClass::Web => "web",
        }
    }
}

/// A login: its user and its end. Times are Unix seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The user.
    pub user_id: i64,
    /// The realm of the user. The session is valid only in this realm.
    pub realm: RealmName,
    /// The class of the session. The user has no other live session in this class.
    pub class: PlatformClass,
    /// The platform number that the caller sent.
    pub platform: i64,
    /// The time of the login.
    pub created_at: i64,
    /// The time at which the end was last moved.
    pub renewed_at: i64,
    /// The first second at which the session is over.
    pub expires_at: i64,
    /// The time at which the end was last moved in the database too.
    pub saved_at: i64,
    /// The user's profile, as last read from the database, if a call needed it.
    pub profile: Option<Profile>,
}

/// The reason why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A newer login replaced it.
    Replaced,
    /// The password was changed.
    PasswordChanged,
    /// The user logged out, an operator ended it, or its time was over.
    Gone,
}

/// The state of a stored session. A session that is over stays over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The session may be used until it expires.
    Live,
    /// The session may not be used any more.
    Over(End),
}

impl State {
    /// Returns the stable one-letter code.
    pub const fn letter(self) -> char {
        match self {
            State::Live => 'L',
            State::Over(End::Replaced) => 'R',
            State::Over(End::PasswordChanged) => 'P',
            State::Over(End::Gone) => 'G',
        }
    }

    /// Returns the state of a one-letter code; `None` for any other letter.
    pub const fn from_letter(letter: char) -> Option<State> {
        match letter {
            'L' => Some(State::Live),
            'R' => Some(State::Over(End::Replaced)),
            'P' => Some(State::Over(End::PasswordChanged)),
            'G' => Some(State::Over(End::Gone)),
            _ => None,
        }
    }
}

/// A session to look up.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// The key of the session.
    pub key: &'a SessionKey,
    /// The realm of the call; `None` for a call that takes sessions of any realm. For a session of another realm the result is
    /// [`End::Gone`], whatever its state, and the call does not count against limits of its user.
    pub realm: Option<RealmName>,
}

/// Looks up a session of any realm.
impl<'a> From<&'a SessionKey> for Sought<'a> {
    fn from(key: &'a SessionKey) -> Sought<'a> {
        Sought { key, realm: None }
    }
}

impl Sought<'_> {
    /// Returns the result of the search if a stored session was found.
    pub fn found(&self, state: State, session: Session, now: i64) -> Lookup {
        match self.realm {
            Some(realm) if realm != session.realm => Lookup::Over(End::Gone),
            _ => Lookup::of(state, session, now),
        }
    }
}

/// The result of a lookup of a session key.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    /// The session may be used.
    Live(Session),
    /// The session may not be used any more.
    Over(End),
    /// The cache has no entry: the session was never opened, or the cache lost it.
    Unknown,
}

/// A stored session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionEntry {
    /// The key of the session.
    pub key: SessionKey,
    /// The session.
    pub session: Session,
    /// The state of the session.
    pub state: State,
}

impl Lookup {
    /// Returns the user of a live session.
    pub(crate) fn user(&self) -> Option<i64> {
        match self {
            Lookup::Live(session) => Some(session.user_id),
            _ => None,
        }
    }

    fn of(state: State, session: Session, now: i64) -> Lookup {
        match state {
            _ if session.expires_at <= now => Lookup::Over(End::Gone),
            State::Live => Lookup::Live(session),
            State::Over(end) => Lookup::Over(end),
        }
    }
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
        let over = [End::Replaced, End::PasswordChanged, End::Gone].map(State::Over);
        for state in over.into_iter().chain([State::Live]) {
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
