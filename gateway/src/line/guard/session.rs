//! Who is logged in.

use signet_cache::{End, Lookup, SessionKey};
use signet_call::{Access, LiveSession};
use signet_domain::{Shared, sessions};
use signet_fault::{Code, Fault, Reason};
use signet_wire::json::{Object, Value};

/// What a call says about its session.
pub(crate) enum Token {
    /// Nothing, or the method does not ask.
    Absent,
    /// Something that was never a token.
    Malformed,
    /// The key of the session that the token stands for.
    Key(SessionKey),
}

impl Token {
    /// Reads the `token` parameter, unless the method takes no notice of it.
    pub(crate) fn read(object: &Object<'_>, access: Access) -> Token {
        match object.get("token") {
            _ if access == Access::Open => Token::Absent,
            None | Some(Value::Null) => Token::Absent,
            Some(Value::Text(token)) if token.is_empty() => Token::Absent,
            Some(Value::Text(token)) => {
                sessions::key_of(token).map_or(Token::Malformed, Token::Key)
            }
            Some(_) => Token::Malformed,
        }
    }

    /// The key to look up.
    pub(crate) fn key(&self) -> Option<&SessionKey> {
        match self {
            Token::Key(key) => Some(key),
            _ => None,
        }
    }
}

/// The live session of the call; on a method that takes guests, a dead one counts as none.
pub(crate) async fn check(
    shared: &Shared,
    access: Access,
    token: Token,
    found: Option<Lookup>,
    now: i64,
) -> Result<Option<LiveSession>, Fault> {
    let refusal = match (token, found) {
        (Token::Key(key), Some(found)) => match kept_alive(shared, now, &key, found).await? {
            Lookup::Live(session) => return Ok(Some(LiveSession { key, session })),
            Lookup::Over(End::Replaced) => Code::SessionReplaced,
            Lookup::Over(End::PasswordChanged) => Code::PasswordChanged,
            Lookup::Over(End::Gone) | Lookup::Unknown => Code::SessionExpired,
        },
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

/// What became of a session; one that is past half of its life is renewed, so that most calls write nothing.
async fn kept_alive(
    shared: &Shared,
    now: i64,
    key: &SessionKey,
    found: Lookup,
) -> Result<Lookup, Fault> {
    // In boxes, since few calls need the room that these take.
    let known = match found {
        Lookup::Unknown => Box::pin(sessions::look_up(shared, now, key)).await?,
        found => found,
    };
    match known {
        Lookup::Live(session)
            if session.renewed_at + sessions::LIFETIME / 2 <= now
                || sessions::is_of_wrong_clock(&session, now) =>
        {
            Box::pin(sessions::renew(shared, now, key, &session)).await
        }
        known => Ok(known),
    }
}
