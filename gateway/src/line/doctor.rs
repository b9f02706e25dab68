//! Hints for sandbox apps: what is wrong with a signature, or with a body that cannot be read.

use std::sync::atomic::{AtomicI64, Ordering};

use signet_domain::apps::App;
use signet_fault::{Clues, Fault};
use signet_wire::doctor::{Guess, diagnose, guesses};
use signet_wire::form::appid_in;
use signet_wire::sign::SignType;
use signet_wire::wire::SignedProof;

use signet_domain::apps::directory::Directory;

/// The longest `data` that is diagnosed. A diagnosis costs some hundred hashes of it, for a caller that is not verified.
const MAX_DATA: usize = 4096;
/// The number of diagnoses per second, limited for the same reason.
const PER_SECOND: i64 = 5;

/// The number of diagnoses in this second.
#[derive(Debug, Default)]
pub(crate) struct Doctor(AtomicI64);

impl Doctor {
    /// Adds a hint that names the mistake to the fault of a wrong signature, if the app is a sandbox app.
    ///
    /// Other apps, and unknown ones, get the same fault byte for byte.
    pub(crate) fn explain(
        &self,
        app: Option<&App>,
        proof: &SignedProof<'_>,
        fault: Fault,
        now: i64,
    ) -> Fault {
        let Some(app) = app.filter(|app| app.sandbox) else {
            return fault;
        };
        if proof.data.len() > MAX_DATA || !self.has_time(now) {
            return fault;
        }
        fault.with_clues(Clues {
            hint: Some(diagnosis(app, proof, now)),
            ..Clues::default()
        })
    }

    fn has_time(&self, now: i64) -> bool {
        // The second and the count in one number, so that they change together.
        let next = |seen: i64| {
            let count = if seen / 100 == now { seen % 100 } else { 0 };
            (count < PER_SECOND).then_some(now * 100 + count + 1)
        };
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next)
            .is_ok()
    }
}

/// Adds the reason of a refusal as a hint, if an unreadable body or `data` names a sandbox app.
pub(crate) fn explain_unread(directory: &Directory, fault: Fault, unread: &[u8]) -> Fault {
    let is_sandbox = |appid: String| directory.live(&appid).is_some_and(|app| app.sandbox);
    match appid_in(unread).is_some_and(is_sandbox) {
        true => fault.with_reason_as_hint(),
        false => fault,
    }
}

/// Returns the diagnosis, in the language of the clients.
fn diagnosis(app: &App, proof: &SignedProof<'_>, now: i64) -> String {
    let (data, given) = (proof.data, proof.sign);
    let Ok(sign_type) = (match proof.sign_type {
        "" => Ok(SignType::Md5),
        named => named.parse(),
    }) else {
        return "sign_type 只能为 MD5 或 HMAC-SHA256".to_owned();
    };
    if sign_type < app.min_sign_type {
        return format!("该应用的 sign_type 至少为 {}", app.min_sign_type.name());
    }
    let (valid, retired): (Vec<_>, Vec<_>) =
        app.secrets.iter().partition(|secret| secret.is_valid(now));
    let retired: Vec<_> = retired.iter().map(|known| known.secret.clone()).collect();
    let mistakes = valid
        .iter()
        .find_map(|known| diagnose(data, given, sign_type, &known.secret, &retired));
    match mistakes {
        Some(mistakes) => {
            let texts: Vec<_> = mistakes.iter().map(|mistake| mistake.text()).collect();
            texts.join("；")
        }
        None => {
            let unknown = "不是已知的错误，请检查密钥，并对发送的 data 原文签名";
            let guesses = guesses(data, given, sign_type);
            let guesses = guesses.into_iter().map(Guess::text);
            let texts: Vec<_> = std::iter::once(unknown).chain(guesses).collect();
            texts.join("；")
        }
    }
}
