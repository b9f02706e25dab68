//! One-time tokens against double submission.
//!
//! A token contains the time of its issue and the gateway's tag (MAC) over this time and its owner, so that nothing is stored
//! for it: every node can check it, also after a restart and while the cache is away. The database ensures that it has only
//! one effect: the method stores it, under a unique key, in the transaction of the effect.

use signet_fault::{Code, Fault};
use subtle::ConstantTimeEq;

use crate::{Services, random};

/// The seconds for which a token can be used after it was issued.
const LIFETIME: i64 = 1800;

/// Hexadecimal digits of the time, of the random part and of the tag: 128 bits together.
const TIME: usize = 8;
const RANDOM: usize = 8;
const TAG: usize = 16;

/// The owner of a token: a user, or a guest of an app.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// A user by id.
    User(i64),
    /// A caller of this app without a session.
    Guest(&'a str),
}

impl Owner<'_> {
    fn name(self) -> String {
        match self {
            Owner::User(id) => format!("user:{id}"),
            Owner::Guest(appid) => format!("guest:{appid}"),
        }
    }
}

/// Issues a new token.
///
/// # Errors
/// [`Fault::internal`] if the operating system has no random bytes.
pub fn issue(services: &Services, now: i64, owner: Owner<'_>) -> Result<String, Fault> {
    let body = format!(
        "{now:0TIME$x}{}",
        hex::encode(random::bytes::<{ RANDOM / 2 }>()?)
    );
    let tag = tag(services, owner, &body)?;
    Ok(body + &tag)
}

/// Checks that a token was issued to this caller. Returns whether it can still create a new record.
///
/// An older token creates nothing new, but the caller may still request the record that it created before.
///
/// # Errors
/// [`Code::RequestTokenInvalid`] if it was not issued to this caller.
pub fn check(services: &Services, now: i64, owner: Owner<'_>, token: &str) -> Result<bool, Fault> {
    let invalid = || Fault::from(Code::RequestTokenInvalid);
    let (body, given) = token.split_at_checked(TIME + RANDOM).ok_or_else(invalid)?;
    let tag = tag(services, owner, body)?;
    if !bool::from(tag.as_bytes().ct_eq(given.as_bytes())) {
        return Err(invalid());
    }
    let issued_at = body
        .get(..TIME)
        .and_then(|time| i64::from_str_radix(time, 16).ok());
    let issued_at = issued_at.ok_or_else(invalid)?;
    Ok(now <= issued_at + LIFETIME)
}

fn tag(services: &Services, owner: Owner<'_>, body: &str) -> Result<String, Fault> {
    let mut mac = services.key.mac(&["request-token", &owner.name(), body])?;
    mac.truncate(TAG);
    Ok(mac)
}
