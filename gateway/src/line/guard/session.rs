//! Checks that the session of the call is live, if the method needs one.

use signet_cache::{End, Lookup, RealmName, SessionKey, Sought};
use signet_call::{Access, Entry, LiveSession};
use signet_domain::Services;
use signet_domain::realms::Realm;
use signet_domain::sessions::{self, profiles};
use signet_fault::{Code, Fault, Reason};
use signet_wire::json::{Object, Value};
use signet_wire::wire::NamedUser;

/// The token of a call.
pub(crate) enum Token {
    /// The call has no token, or the method does not read it.
    Absent,
    /// The text does not have the form of a token.
    Malformed,
    /// The key of its session.
    Key(SessionKey),
}

impl Token {
    /// Reads the parameter `token`, if the method needs or takes a session.
    pub(crate) fn read(object: &Object<'_>, access: Access) -> Token {
        if access == Access::Open {
            return Token::Absent;
        }
        match object.get("token") {
            None | Some(Value::Null) => Token::Absent,
            Some(Value::Text(token)) if token.is_empty() => Token::Absent,
            Some(Value::Text(token)) => {
                sessions::key_of(token).map_or(Token::Malformed, Token::Key)
            }
            Some(_) => Token::Malformed,
        }
    }

    /// Returns the session to look up, for a method of a realm.
    pub(crate) fn sought(&self, realm: Option<RealmName>) -> Option<Sought<'_>> {
        match self {
            Token::Key(key) => Some(Sought { key, realm }),
            _ => None,
        }
    }
}

/// Returns the live session of the call, `None` for a guest of a method that takes guests.
pub(crate) async fn check(
    services: &Services,
    entry: &Entry,
    token: Token,
    found: Option<Lookup>,
    now: i64,
) -> Result<Option<LiveSession>, Fault> {
    let access = entry.access;
    let realm = entry.realm.map(Realm::key);
    let refusal = match (token, found) {
        (Token::Key(key), Some(found)) => {
            match kept_alive(services, now, &key, realm, found).await? {
                Lookup::Live(session) => return Ok(Some(LiveSession { key, session })),
                Lookup::Over(End::Replaced) => Code::SessionReplaced,
                Lookup::Over(End::PasswordChanged) => Code::PasswordChanged,
                Lookup::Over(End::Gone) | Lookup::Unknown => Code::SessionExpired,
            }
        }
        (Token::Absent, _) => Code::NotLoggedIn,
        (Token::Malformed, _) if access == Access::Session => {
            let reason = Reason::new(
                "token is not a text of 32 lower-case hexadecimal digits",
                "token 不是 32 位小写十六进制字符串",
            );
            return Err(Fault::new(Code::SessionExpired).because(reason));
        }
        _ => Code::SessionExpired,
    };
    if access == Access::Session {
        Err(refusal.into())
    } else {
        Ok(None)
    }
}

/// Refuses a session if its user is not the user whom the client names beside its token.
pub(crate) async fn belongs_to(
    services: &Services,
    live: &LiveSession,
    named: &NamedUser<'_>,
    now: i64,
) -> Result<(), Fault> {
    let LiveSession { key, session } = live;
    let is_own = match named {
        NamedUser::Id(id) => session.user_id == *id,
        // An account may have no mobile.
        NamedUser::Mobile(mobile) if mobile.is_empty() => false,
        NamedUser::Mobile(mobile) => {
            *mobile == profiles::mobile(services, now, key, session).await?
        }
    };
    match is_own {
        true => Ok(()),
        false => Err(Code::UserMismatch.into()),
    }
}

/// Returns the state of a session. A session is renewed only in the second half of its life, so that most calls write nothing.
async fn kept_alive(
    services: &Services,
    now: i64,
    key: &SessionKey,
    realm: Option<RealmName>,
    found: Lookup,
) -> Result<Lookup, Fault> {
    // Boxed, since most calls do not need the memory of these futures.
    let known = match found {
        Lookup::Unknown => {
            let sought = Sought { key, realm };
            Box::pin(sessions::look_up(services, now, sought)).await?
        }
        found => found,
    };
    match known {
        Lookup::Live(session)
            if session.renewed_at + sessions::LIFETIME / 2 <= now
                || sessions::is_of_wrong_clock(&session, now) =>
        {
            Box::pin(sessions::renew(services, now, key, &session)).await
        }
        known => Ok(known),
    }
}
