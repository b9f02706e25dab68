//! The app is known and live, and the signature is right.

use std::sync::Arc;

use signet_call::App;
use signet_fault::{Code, Fault};
use signet_wire::form::Form;
use signet_wire::sign::{SignType, verify};

use crate::directory::Directory;

/// Finds the app that signed the call.
///
/// Every refusal is the same, and an unknown app costs the same work, so that nobody learns which apps exist.
pub(crate) fn check(
    directory: &Directory,
    appid: &str,
    form: &Form<'_>,
    now: i64,
) -> Result<(Arc<App>, SignType), Fault> {
    let data = form.data.as_deref().unwrap_or_default().as_bytes();
    let sign = form.sign.as_deref().unwrap_or_default();
    let named = form
        .sign_type
        .as_deref()
        .filter(|name| !name.is_empty())
        .map(str::parse::<SignType>);
    let sign_type = named.unwrap_or(Ok(SignType::Md5));
    let compared = sign_type.unwrap_or_default();
    let Some(app) = directory.live(appid) else {
        verify(compared, data, directory.decoy(), sign);
        return Err(Code::BadSignature.into());
    };
    // Every valid secret is tried, whichever matches first.
    let valid = app.secrets.iter().filter(|secret| secret.is_valid(now));
    let right = valid.fold(false, |right, secret| {
        verify(compared, data, &secret.secret, sign) | right
    });
    if right && sign_type.is_ok() && compared >= app.min_sign_type {
        Ok((Arc::clone(app), compared))
    } else {
        Err(Code::BadSignature.into())
    }
}
