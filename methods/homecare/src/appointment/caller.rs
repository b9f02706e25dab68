//! The caller of an appointment: an account with a session, or a guest with a consumer token.

use sha2::{Digest, Sha256};
use signet_call::Ctx;
use signet_call::params::{Mobile, Text};
use signet_fault::{Code, Fault};

use crate::order::placing::Caller;

/// A consumer token as a client sends it. The limit is far above the length of a valid token, so that a longer token gets the
/// same fault as a dead token.
pub(super) type ConsumerToken = Text<1, 65_536>;

/// Returns the caller: the account of a live session, otherwise the guest with the phone.
///
/// # Errors
/// [`Code::NotLoggedIn`] if there is neither a live session nor a consumer token.
pub(super) fn caller(
    ctx: &Ctx<'_>,
    phone: Mobile,
    consumer_token: Option<ConsumerToken>,
) -> Result<Caller, Fault> {
    let phone = phone.into_string();
    match (&ctx.session, consumer_token) {
        (Some(live), _) => Ok(Caller::Account {
            id: live.session.user_id,
            phone: Some(phone),
        }),
        (None, Some(token)) => Ok(Caller::Guest {
            phone,
            token_hash: hex::encode(Sha256::digest(token.as_str())),
        }),
        (None, None) => Err(Code::NotLoggedIn.into()),
    }
}
