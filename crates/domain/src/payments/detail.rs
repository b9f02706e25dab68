//! The provider's charge in the form for clients.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use signet_store::charges::Charge;

use super::http::parse;
use super::{SeenCharge, sandbox};
use crate::Services;

/// The keys in the order of the product documents.
const KEYS: [&str; 27] = [
    "order_no",
    "extra",
    "app",
    "livemode",
    "currency",
    "time_settle",
    "time_expire",
    "id",
    "subject",
    "failure_msg",
    "channel",
    "metadata",
    "body",
    "credential",
    "client_ip",
    "description",
    "amount_refunded",
    "refunded",
    "object",
    "paid",
    "amount_settle",
    "time_paid",
    "failure_code",
    "refunds",
    "created",
    "transaction_no",
    "amount",
];

/// The keys in the list of refunds, in the same order.
const REFUNDS_KEYS: [&str; 4] = ["url", "has_more", "object", "data"];

/// The provider's charge, for the payment library of the client: an object with the documented keys in their order, then the
/// keys that the provider adds. Amounts are in fen.
#[derive(Clone, Debug, PartialEq)]
pub struct ChargeDetail(Map<String, Value>);

impl Serialize for ChargeDetail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl ChargeDetail {
    /// Returns the credential: the object with which the payment library of the client pays.
    pub fn into_credential(mut self) -> Map<String, Value> {
        match self.0.shift_remove("credential") {
            Some(Value::Object(credential)) => credential,
            _ => Map::new(),
        }
    }
}

/// Returns the provider's charge while it is pending and announced. If the answer of the provider names another order, amount
/// or app, raises an alarm and returns `None`.
pub fn charge_detail(services: &Services, charge: &Charge) -> Option<ChargeDetail> {
    let text = charge.detail.as_deref().filter(|_| charge.is_pending())?;
    let payments = &services.payments;
    let seen: SeenCharge = parse(text).ok()?;
    if let Some(alarm) = seen.mismatch(charge, &payments.rules) {
        payments.alarms.raise(alarm, &charge.number);
        return None;
    }
    let given: Map<String, Value> = parse(text).ok()?;
    // Members that a provider leaves out have the values of the sandbox.
    let defaults: Map<String, Value> = parse(&sandbox::charge(charge, &payments.rules.app)).ok()?;
    Some(ChargeDetail(in_order(given, defaults)))
}

fn in_order(mut given: Map<String, Value>, mut defaults: Map<String, Value>) -> Map<String, Value> {
    let mut detail = Map::new();
    for key in KEYS {
        let value = given.shift_remove(key).or_else(|| match key {
            // The credential of the sandbox would pay nothing.
            "credential" => Some(json!({})),
            _ => defaults.shift_remove(key),
        });
        let value = match value {
            Some(Value::Object(refunds)) if key == "refunds" => {
                Value::Object(sorted(refunds, &REFUNDS_KEYS))
            }
            Some(Value::Object(credential)) if key == "credential" => {
                Value::Object(sorted_last(credential, "object"))
            }
            other => other.unwrap_or(Value::Null),
        };
        detail.insert(key.to_owned(), value);
    }
    detail.extend(given);
    detail
}

/// Returns an object with some keys first.
fn sorted(mut object: Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    let mut sorted = Map::new();
    for key in keys {
        if let Some(value) = object.shift_remove(*key) {
            sorted.insert((*key).to_owned(), value);
        }
    }
    sorted.extend(object);
    sorted
}

/// Returns an object with one key last.
fn sorted_last(mut object: Map<String, Value>, key: &str) -> Map<String, Value> {
    if let Some(value) = object.shift_remove(key) {
        object.insert(key.to_owned(), value);
    }
    object
}
