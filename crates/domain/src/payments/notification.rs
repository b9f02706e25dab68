//! Notifications of the provider: the signature, and the events in them.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use signet_wire::json::Object;
use webpki::RawPublicKeyEntity;
use webpki::ring::RSA_PKCS1_2048_8192_SHA256;

use super::event::{Event, Report};
use super::{Payments, RefundStatus, SeenCharge, SeenRefund};
use crate::invalid::Invalid;

/// The header with the signature of the body: RSA with SHA-256, in base64.
pub const SIGNATURE: &str = "x-pingplusplus-signature";

/// The largest notification, in bytes.
pub const MAX_BODY: usize = signet_wire::MAX_DATA;

/// The longest id of an event.
const MAX_ID: usize = 64;

/// The longest signature: the signature of a key of 8192 bits, in base64.
const MAX_SIGNATURE: usize = 1368;

/// The provider's public key.
pub struct PublicKey(SubjectPublicKeyInfoDer<'static>);

/// The reason why a notification is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No key is configured.
    #[error("pay.public_key_file names no key, so that no notification can be verified")]
    NoKey,
    /// It is not signed by the provider.
    #[error("the signature is not the provider's")]
    Forged,
    /// It does not have the documented form.
    #[error("the notification cannot be read: {0}")]
    Unreadable(String),
}

impl PublicKey {
    /// Reads a PEM file with an RSA key of 2048 bits or more.
    pub(super) fn read(file: &str) -> Result<PublicKey, Invalid> {
        let unusable = |reason: String| {
            Invalid::new(format!(
                "pay.public_key_file \"{file}\" {reason}; name a PEM file with the RSA public key of the provider"
            ))
        };
        let pem = fs::read(file).map_err(|error| unusable(format!("cannot be read: {error}")))?;
        let key = SubjectPublicKeyInfoDer::from_pem_slice(&pem)
            .map_err(|_| unusable("holds no public key".to_owned()))?;
        let key = PublicKey(key.into_owned());
        let broken = RawPublicKeyEntity::try_from(&key.0).is_err();
        match broken || !key.is_rsa() {
            true => Err(unusable("holds a key that is not RSA".to_owned())),
            false => Ok(key),
        }
    }

    /// Returns whether the key is an RSA key: the check of an empty signature then reports a wrong signature, and not another kind of
    /// key.
    fn is_rsa(&self) -> bool {
        use webpki::Error;
        let checked = RawPublicKeyEntity::try_from(&self.0)
            .and_then(|key| key.verify_signature(RSA_PKCS1_2048_8192_SHA256, b"", b""));
        matches!(checked, Err(Error::InvalidSignatureForPublicKey))
    }

    fn verifies(&self, body: &[u8], signature: &[u8]) -> bool {
        RawPublicKeyEntity::try_from(&self.0)
            .and_then(|key| key.verify_signature(RSA_PKCS1_2048_8192_SHA256, body, signature))
            .is_ok()
    }
}

/// Reads a notification. Returns its event, or `None` for an event that the gateway does not use.
///
/// # Errors
/// [`Refused`]; nothing of the body is read before the signature is verified.
pub fn read(
    payments: &Payments,
    body: &[u8],
    signature: Option<&[u8]>,
) -> Result<Option<Event>, Refused> {
    let key = payments.key.as_ref().ok_or(Refused::NoKey)?;
    let signature = signature.filter(|text| text.len() <= MAX_SIGNATURE);
    let signature = signature.and_then(|text| STANDARD.decode(text).ok());
    match signature {
        Some(signature) if key.verifies(body, &signature) => parse(body),
        _ => Err(Refused::Forged),
    }
}

/// The provider's event.
#[derive(Deserialize)]
struct Notification {
    id: String,
    r#type: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

fn unreadable(reason: impl ToString) -> Refused {
    Refused::Unreadable(reason.to_string())
}

fn object<T: DeserializeOwned>(object: Value) -> Result<T, Refused> {
    serde_json::from_value(object).map_err(unreadable)
}

fn parse(body: &[u8]) -> Result<Option<Event>, Refused> {
    let text = std::str::from_utf8(body).map_err(unreadable)?;
    // The rules of `data`: no key twice, bounded depth and number of keys.
    Object::parse(text).map_err(unreadable)?;
    let notification: Notification = serde_json::from_str(text).map_err(unreadable)?;
    if !(1..=MAX_ID).contains(&notification.id.len()) {
        return Err(unreadable("the id of the event is empty or too long"));
    }
    let seen = notification.data.object;
    let (number, report) = match notification.r#type.as_str() {
        "charge.succeeded" => {
            let seen: SeenCharge = object(seen)?;
            if !seen.paid {
                return Err(unreadable("a charge that succeeded is not paid"));
            }
            (seen.order_no.clone(), Report::Paid(seen))
        }
        "charge.failed" => {
            let seen: SeenCharge = object(seen)?;
            (seen.order_no.clone(), Report::Failed(seen))
        }
        kind @ ("refund.succeeded" | "refund.failed") => {
            let seen: SeenRefund = object(seen)?;
            let is_made = seen.status == RefundStatus::Succeeded;
            if seen.status == RefundStatus::Pending || is_made != (kind == "refund.succeeded") {
                return Err(unreadable("the status of the refund is another one"));
            }
            (seen.charge_order_no.clone(), Report::Refund(seen))
        }
        _ => return Ok(None),
    };
    Ok(Some(Event {
        id: Some(notification.id),
        number,
        report,
    }))
}
