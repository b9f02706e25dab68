//! One-time tokens against double submission.

use signet_fault::{Code, Fault};

use crate::{Shared, random};

/// How long a token can be used after it was handed out.
const LIFETIME: i64 = 1800;

/// Who asked for a token: a user, or a guest of an app.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// A user by id.
    User(i64),
    /// Anybody who calls through this app without a session.
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

/// Hands out a new token.
///
/// # Errors
/// [`Fault::internal`] if the cache is away.
pub async fn issue(shared: &Shared, now: i64, owner: Owner<'_>) -> Result<String, Fault> {
    let token = random::hex_128()?;
    shared
        .cache
        .put(now, &key(&token), &owner.name(), now + LIFETIME)
        .await?;
    Ok(token)
}

/// Checks that a token was handed out to this caller.
///
/// That it makes one effect only is the database's matter: the method stores it in the transaction of the effect.
///
/// # Errors
/// [`Code::RequestTokenInvalid`] if it was not, or is too old.
pub async fn check(shared: &Shared, now: i64, owner: Owner<'_>, token: &str) -> Result<(), Fault> {
    match shared.cache.get(now, &key(token)).await? {
        Some(name) if name == owner.name() => Ok(()),
        _ => Err(Code::RequestTokenInvalid.into()),
    }
}

fn key(token: &str) -> String {
    format!("request-token:{token}")
}
