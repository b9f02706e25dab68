//! Checks that the app is known and live, and that the signature is right.

use std::hint::black_box;
use std::sync::Arc;

use signet_domain::apps::App;
use signet_fault::{Code, Fault, Reason};
use signet_wire::sign::{SignType, Signed};
use signet_wire::wire::SignedProof;

use signet_domain::apps::directory::Directory;

/// The most secrets that an app has, during a change.
const SECRETS: usize = 2;

/// The app that signed a call, and the kind of its signature.
pub(crate) struct Signer {
    pub(crate) app: Arc<App>,
    pub(crate) sign_type: SignType,
}

impl Signer {
    /// Returns the signer of an app whose calls are not signed.
    pub(crate) fn none(app: &Arc<App>) -> Signer {
        Signer {
            app: Arc::clone(app),
            sign_type: SignType::default(),
        }
    }
}

/// Finds the app that signed the call.
///
/// Every refusal is the same and costs the same work, whether the app is unknown, suspended or has one secret or two,
/// so that a caller cannot find out which apps exist.
pub(crate) fn check(
    directory: &Directory,
    proof: &SignedProof<'_>,
    now: i64,
) -> Result<Signer, Fault> {
    let sign = proof.sign;
    let sign_type = match proof.sign_type {
        "" => Ok(SignType::Md5),
        named => named.parse::<SignType>(),
    };
    let compared = sign_type.unwrap_or_default();
    let signed = Signed::new(compared, proof.data.as_bytes());
    let app = directory.live(&proof.appid);
    let mut reason = match app {
        None => "no live app has this appid",
        Some(_) if sign.is_empty() => "there is no sign",
        Some(_) if sign_type.is_err() => "sign_type is neither MD5 nor HMAC-SHA256",
        Some(app) if compared < app.min_sign_type => "the app needs sign_type HMAC-SHA256",
        Some(_) => "the sign is wrong",
    };
    let valid = app
        .iter()
        .flat_map(|app| &app.secrets)
        .filter(|secret| secret.is_valid(now));
    let mut tried = 0;
    for secret in valid {
        if signed.verify(&secret.secret, sign)
            && let Some(app) = app
            && sign_type.is_ok()
            && compared >= app.min_sign_type
        {
            return Ok(Signer {
                app: Arc::clone(app),
                sign_type: compared,
            });
        }
        tried += 1;
    }
    if app.is_some() && tried == 0 {
        reason = "the app has no secret that is valid now";
    }
    for _ in tried..SECRETS {
        // The result is not used, but the time must be spent.
        black_box(signed.verify(directory.decoy(), sign));
    }
    // The reason is for the log alone: a caller must not find out which apps exist.
    Err(Fault::new(Code::BadSignature).because(Reason::for_log(reason)))
}
