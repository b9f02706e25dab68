//! Idempotency keys, by which the retries of a call are recognised.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use signet_fault::Fault;
use signet_wire::json::Value;
use signet_wire::wire::{Proof, SignedProof};
use tokio::task::spawn_blocking;

use crate::line::call::Call;

/// Seconds by which the clocks of two nodes may differ.
const SKEW: i64 = 60;

/// The seconds for which the answer of a call with an idempotency key of its client is kept.
const LIFETIME: i64 = 24 * 60 * 60;

/// The seconds for which an answer with a token is kept for a client without a session. Its retry follows at once. Later the
/// stored answer would only help attackers who guess a code or a password that was used with the same key.
const SESSION_LIFETIME: i64 = 2 * 60;

/// The identity of a call: calls with the same key take effect once.
pub(crate) struct IdempotencyKey {
    /// The app.
    app: String,
    /// The client's name of the call: its signature, or the header together with the wire, the user and the method.
    scope: String,
    /// The SHA-256 of the whole content of the call, in hexadecimal digits.
    digest: String,
    /// Whether the scope alone names the call, so that another digest with the same scope is a mistake of the client.
    is_named_by_scope: bool,
    /// The seconds for which the answer is kept.
    pub(super) lifetime: i64,
}

/// The SHA-256 of the parameters of a call, which has to be computed before they are decoded.
pub(crate) struct Parameters([u8; 32]);

impl Parameters {
    /// Returns the digest, if the call has an idempotency key of its client.
    pub(crate) fn of_call(call: &Call<'_>) -> Option<Parameters> {
        let Proof::Configured {
            idempotency: Some(_),
        } = &call.proof
        else {
            return None;
        };
        let mut hash = Sha256::new();
        // The token is left out, because the user is a part of the key. A missing parameter and an empty parameter make the same call,
        // and the order of the parameters does not matter.
        let given = |(name, value): &(&str, &Value<'_>)| *name != "token" && !value.is_empty();
        let mut parameters: Vec<_> = call.parameters.iter().filter(given).collect();
        parameters.sort_unstable_by_key(|(name, _)| *name);
        for (name, value) in parameters {
            update(&mut hash, name);
            update_value(&mut hash, value);
        }
        Some(Parameters(hash.finalize().into()))
    }
}

impl IdempotencyKey {
    /// Returns the key of a call of a user or a guest, with its file if it has one; `None` if the call is not signed and its client
    /// sent no idempotency key.
    pub(crate) async fn of_call(
        call: &Call<'_>,
        parameters: Option<Parameters>,
        file: Option<Bytes>,
        user: Option<i64>,
    ) -> Result<Option<IdempotencyKey>, Fault> {
        let (scope, said, lifetime): (String, [u8; 32], i64) = match (&call.proof, parameters) {
            (Proof::Signed(SignedProof { data, sign, .. }), _) => {
                // The clock of the caller may be ahead by the window, so that the call is valid for two windows.
                let lifetime = 2 * call.sign_type.window() + SKEW;
                ((*sign).to_owned(), Sha256::digest(data).into(), lifetime)
            }
            (Proof::Configured { idempotency }, Some(Parameters(said))) => {
                let wire = call.mount.name().unwrap_or_default();
                let lifetime = match call.entry.hands_out_session && user.is_none() {
                    true => SESSION_LIFETIME,
                    false => LIFETIME,
                };
                let user = user.map_or_else(String::new, |user| user.to_string());
                let (method, name) = (call.entry.name, idempotency.unwrap_or_default());
                (format!("{wire}:{user}:{method}:{name}"), said, lifetime)
            }
            (Proof::Configured { .. }, None) => return Ok(None),
        };
        let is_named_by_scope = matches!(call.proof, Proof::Configured { .. }) && user.is_some();
        let bound = call.entry.hands_out_session && !is_named_by_scope;
        let origin = bound.then(|| call.peer.origin.to_string());
        let mut hash = Sha256::new();
        // First the parts of a fixed length, and then the rest, so that the boundaries of the parts are clear.
        hash.update(said);
        hash.update(digest(file).await?);
        hash.update(origin.unwrap_or_default());
        Ok(Some(IdempotencyKey {
            app: call.app.appid.clone(),
            scope,
            digest: hex::encode(hash.finalize()),
            is_named_by_scope,
            lifetime,
        }))
    }

    /// Returns the name of the stored answer.
    pub(super) fn name(&self) -> String {
        let (app, scope) = (&self.app, &self.scope);
        match self.digest_in_name() {
            "" => format!("reply:{app}:{scope}"),
            digest => format!("reply:{app}:{scope}:{digest}"),
        }
    }

    /// Returns the purpose of the seal of a stored answer. Answers are sealed, since they may hold a token.
    pub(super) fn purpose(&self) -> [&str; 4] {
        ["reply", &self.app, &self.scope, self.digest_in_name()]
    }

    /// Returns the digest that is stored with the answer; empty if the name contains the digest.
    pub(super) fn digest_beside_answer(&self) -> &str {
        match self.is_named_by_scope {
            true => &self.digest,
            false => "",
        }
    }

    fn digest_in_name(&self) -> &str {
        match self.is_named_by_scope {
            true => "",
            false => &self.digest,
        }
    }
}

/// Returns the SHA-256 of a file, computed off the async threads, or zeros if there is none.
async fn digest(file: Option<Bytes>) -> Result<[u8; 32], Fault> {
    match file {
        Some(file) => {
            let digest = spawn_blocking(move || Sha256::digest(&file).into());
            digest.await.map_err(Fault::panicked)
        }
        None => Ok([0; 32]),
    }
}

/// Adds the length of a text and then the text, so that its end is clear.
fn update(hash: &mut Sha256, text: &str) {
    hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(text);
}

/// Adds the kind of a value and then the value.
fn update_value(hash: &mut Sha256, value: &Value<'_>) {
    hash.update(value.kind_name());
    match value {
        Value::Null => {}
        Value::Bool(value) => hash.update([u8::from(*value)]),
        Value::Unsigned(number) => update(hash, &number.to_string()),
        Value::Negative(number) => update(hash, &number.to_string()),
        Value::Float(number) => update(hash, &format!("{number:?}")),
        Value::Text(text) => update(hash, text),
        Value::List(values) => {
            hash.update(values.len().to_be_bytes());
            values.iter().for_each(|value| update_value(hash, value));
        }
        Value::Object(object) => {
            for (key, value) in object.iter() {
                update(hash, key);
                update_value(hash, value);
            }
            // Marks the end of the object: no key has this length.
            hash.update(u64::MAX.to_be_bytes());
        }
    }
}
