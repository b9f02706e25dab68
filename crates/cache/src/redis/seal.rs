use aes_gcm::aead::AeadInOut;
use aes_gcm::aes::Aes256;
use aes_gcm::aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};

use crate::{Error, PlatformClass, Profile, RealmName, Session, SessionKey, State};

/// The secrets that separate deployments on a shared server. All nodes with the same database have them, and no other
/// user of the server has them.
#[derive(Clone)]
pub struct Keys {
    /// An unencrypted part of every key and topic.
    pub deployment: [u8; 6],
    /// The key that derives the name of a session from the hash of its token.
    pub names: [u8; 32],
    /// The key that encrypts sessions.
    pub sessions: [u8; 32],
}

/// Derives names of sessions and encrypts sessions.
///
/// A stored session is an unencrypted header, which scripts read, then a nonce, then the session under AES-256-GCM.
/// The header is the state letter, then the user's id, the end and the realm, with a space after each; it is authenticated
/// too. The session is a line of JSON, and after it the data of its profile. A value that cannot be decrypted, or is the
/// session of another token, is treated as absent, so that the database decides.
pub(super) struct Sealer {
    names: Aes256,
    sessions: Aes256Gcm,
}

const NONCE: usize = 12;
const TAG: usize = 16;

/// The encrypted line of a session, after the hash of its token. The last number is the time at which the profile was read.
type Sealed = (i64, PlatformClass, i64, i64, i64, i64, i64, Option<i64>);

impl Sealer {
    pub(super) fn new(keys: &Keys) -> Sealer {
        Sealer {
            names: Aes256::new(&keys.names.into()),
            sessions: Aes256Gcm::new(&keys.sessions.into()),
        }
    }

    /// Appends the name under which a session is stored: half of the token's hash under AES-256, in hexadecimal digits.
    ///
    /// Without the key, a name does not reveal its token or its row in the database.
    pub(super) fn push_name(&self, key: &SessionKey, text: &mut String) {
        let mut block = key.half().into();
        self.names.encrypt_block(&mut block);
        let mut digits = [0; 32];
        let encoded = hex::encode_to_slice(block, &mut digits).ok();
        text.push_str(
            encoded
                .and_then(|()| std::str::from_utf8(&digits).ok())
                .unwrap_or_default(),
        );
    }

    /// Encrypts a session, bound to its key.
    pub(super) fn seal(
        &self,
        key: &SessionKey,
        state: State,
        session: &Session,
    ) -> Result<Vec<u8>, Error> {
        let failed = |error: &dyn ToString| {
            Error::Reply(format!("a session cannot be sealed: {}", error.to_string()))
        };
        let mut stored = format!(
            "{}{} {} {} ",
            state.letter(),
            session.user_id,
            session.expires_at,
            session.realm
        )
        .into_bytes();
        let header = stored.len();
        let nonce = random_nonce().map_err(|error| failed(&error))?;
        stored.extend(nonce);
        let opened = stored.len();
        stored.extend(key.bytes());
        serde_json::to_writer(&mut stored, &sealed_of(session)).map_err(|error| failed(&error))?;
        stored.push(b'\n');
        if let Some(profile) = &session.profile {
            stored.extend_from_slice(profile.data());
        }
        let (clear, secret) = stored.split_at_mut(opened);
        let header = clear.get(..header).unwrap_or_default();
        let tag = self
            .sessions
            .encrypt_inout_detached(&Nonce::from(nonce), header, secret.into());
        stored.extend(tag.map_err(|error| failed(&error))?);
        Ok(stored)
    }

    /// Decrypts a stored session; `None` if this deployment did not encrypt it for this key.
    pub(super) fn open(&self, key: &SessionKey, mut stored: Vec<u8>) -> Option<(State, Session)> {
        let state = State::from_letter(char::from(*stored.first()?))?;
        let mut spaces = stored.iter().enumerate().filter(|(_, byte)| **byte == b' ');
        let (end, header) = (spaces.nth(1)?.0 + 1, spaces.next()?.0 + 1);
        let realm = RealmName::from_bytes(stored.get(end..header - 1)?)?;
        let (header, rest) = stored.split_at_mut(header);
        let (nonce, rest) = rest.split_first_chunk_mut::<NONCE>()?;
        let (secret, tag) = rest.split_last_chunk_mut::<TAG>()?;
        self.sessions
            .decrypt_inout_detached(
                &Nonce::from(*nonce),
                header,
                (&mut *secret).into(),
                &Tag::from(*tag),
            )
            .ok()?;
        let session = secret.strip_prefix(key.bytes())?;
        let line = session.iter().position(|byte| *byte == b'\n')?;
        let (line, profile) = session.split_at(line);
        let sealed = serde_json::from_slice(line).ok()?;
        Some((state, session_of(sealed, realm, profile.get(1..)?)))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place of this crate that draws random bytes; nothing shows them"
)]
fn random_nonce() -> Result<[u8; NONCE], getrandom::Error> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce)?;
    Ok(nonce)
}

fn sealed_of(session: &Session) -> Sealed {
    (
        session.user_id,
        session.class,
        session.platform,
        session.created_at,
        session.renewed_at,
        session.expires_at,
        session.saved_at,
        session.profile.as_ref().map(|profile| profile.read_at),
    )
}

fn session_of(sealed: Sealed, realm: RealmName, profile: &[u8]) -> Session {
    let (user_id, class, platform, created_at, renewed_at, expires_at, saved_at, read_at) = sealed;
    Session {
        user_id,
        realm,
        class,
        platform,
        created_at,
        renewed_at,
        expires_at,
        saved_at,
        profile: read_at.map(|read_at| Profile::new(profile, read_at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::End;

    fn sealer(byte: u8) -> Sealer {
        Sealer::new(&Keys {
            deployment: [byte; 6],
            names: [byte; 32],
            sessions: [byte; 32],
        })
    }

    fn session() -> Session {
        Session {
            user_id: i64::MAX,
            realm: RealmName::new("yaf"),
            class: PlatformClass::App,
            platform: 1,
            created_at: 2,
            renewed_at: 3,
            expires_at: 4,
            saved_at: 5,
            profile: Some(Profile::new("18575202691\n某人\"".as_bytes(), 8)),
        }
    }

    fn name(sealer: &Sealer, key: &SessionKey) -> String {
        let mut name = String::new();
        sealer.push_name(key, &mut name);
        name
    }

    #[test]
    fn a_session_opens_in_its_place_with_its_key_alone() {
        let (here, key) = (sealer(1), SessionKey::from([7; 32]));
        for state in [State::Live, State::Over(End::Replaced)] {
            let stored = here.seal(&key, state, &session()).unwrap();
            assert_eq!(here.open(&key, stored.clone()), Some((state, session())));
            assert!(!String::from_utf8_lossy(&stored).contains("18575202691"));
            let elsewhere = SessionKey::from([8; 32]);
            assert_eq!(
                here.open(&elsewhere, stored.clone()),
                None,
                "the place of another"
            );
            assert_eq!(sealer(2).open(&key, stored), None, "another deployment");
        }
    }

    #[test]
    fn no_byte_can_be_changed_and_nothing_made_up_opens() {
        let (here, key) = (sealer(1), SessionKey::from([7; 32]));
        let stored = here.seal(&key, State::Over(End::Gone), &session()).unwrap();
        for at in 0..stored.len() {
            let mut changed = stored.clone();
            changed[at] ^= 1;
            assert_eq!(here.open(&key, changed), None, "byte {at}");
            assert_eq!(here.open(&key, stored[..at].to_vec()), None, "cut at {at}");
        }
        let live = [b"L", &stored[1..]].concat();
        assert_eq!(here.open(&key, live), None, "revived");
        let json = r#"L{"user_id":1,"class":"app","platform":1,"created_at":1,"renewed_at":1,"expires_at":4000000000}"#;
        for made_up in ["", "L", "L1 2 ", json, "garbage", "L  ", "\u{0}"] {
            assert_eq!(here.open(&key, made_up.into()), None, "{made_up}");
        }
    }

    #[test]
    fn names_differ_by_key_and_token() {
        let key = SessionKey::from([7; 32]);
        let names = [
            name(&sealer(1), &key),
            name(&sealer(2), &key),
            name(&sealer(1), &SessionKey::from([8; 32])),
        ];
        assert!(names.iter().all(|name| name.len() == 32));
        assert!(names[0] != names[1] && names[0] != names[2]);
        assert_eq!(names[0], name(&sealer(1), &key));
    }
}
