//! The provider's objects, as far as the gateway reads them.

use serde::Deserialize;
use signet_store::charges::Charge;
use signet_store::refunds::Refund;

use super::{Alarm, Rules};

/// The only currency.
pub(super) const CURRENCY: &str = "cny";

/// The longest id of the provider.
const MAX_ID: usize = 64;

/// The provider's charge.
#[derive(Clone, Debug, Deserialize)]
pub struct SeenCharge {
    /// The provider's id.
    pub id: String,
    /// The order's number at the provider.
    pub order_no: String,
    /// The provider's app.
    pub app: String,
    /// The amount in fen.
    pub amount: i64,
    /// The currency.
    pub currency: String,
    /// Whether the money came.
    pub paid: bool,
    /// Whether it is real money.
    #[serde(default)]
    pub livemode: bool,
}

/// The provider's refund.
#[derive(Clone, Debug, Deserialize)]
pub struct SeenRefund {
    /// The provider's id.
    pub id: String,
    /// The provider's id of the charge.
    pub charge: String,
    /// The number of the charge at the provider.
    pub charge_order_no: String,
    /// The amount in fen.
    pub amount: i64,
    /// Its state.
    pub status: RefundStatus,
    /// The data that the gateway sent with it.
    #[serde(default)]
    pub metadata: RefundMetadata,
}

/// The state of a refund at the provider.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum RefundStatus {
    /// It is accepted.
    Pending,
    /// The payer gets the money back.
    Succeeded,
    /// It cannot be made.
    Failed,
}

/// The data that the gateway sends with a refund.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RefundMetadata {
    /// The order of the refund, which identifies it among the refunds of its charge.
    #[serde(default)]
    pub order: Option<String>,
}

impl SeenCharge {
    /// Returns the alarm for the first difference from a charge.
    pub(super) fn mismatch(&self, charge: &Charge, rules: &Rules) -> Option<Alarm> {
        let is_other = |known: &String| *known != self.id;
        let checks = [
            (self.order_no != charge.number, Alarm::Order),
            (self.amount != charge.fen, Alarm::Amount),
            (self.currency != CURRENCY, Alarm::Currency),
            (self.app != rules.app, Alarm::App),
            (rules.is_live && !self.livemode, Alarm::TestMode),
            (
                charge.provider_id.as_ref().is_some_and(is_other) || !is_id(&self.id),
                Alarm::Charge,
            ),
        ];
        first(checks)
    }
}

impl SeenRefund {
    /// Returns whether it belongs to a refund: compares the provider's id if it is known, else the order that the gateway sent with
    /// the refund.
    pub(super) fn is_of(&self, refund: &Refund) -> bool {
        match &refund.provider_id {
            Some(known) => *known == self.id,
            None => self.metadata.order.as_ref() == Some(&refund.order_no) && is_id(&self.id),
        }
    }

    /// Returns the alarm for the first difference from a refund of a charge.
    pub(super) fn mismatch(&self, charge: &Charge, refund: &Refund) -> Option<Alarm> {
        let checks = [
            (self.charge_order_no != charge.number, Alarm::Order),
            (
                charge.provider_id.as_ref() != Some(&self.charge),
                Alarm::Charge,
            ),
            (self.amount != refund.fen, Alarm::Amount),
        ];
        first(checks)
    }
}

fn first(checks: impl IntoIterator<Item = (bool, Alarm)>) -> Option<Alarm> {
    let mut broken = checks.into_iter().filter(|(is_broken, _)| *is_broken);
    broken.next().map(|(_, alarm)| alarm)
}

/// Returns whether a text can be an id of the provider: it becomes a part of a URL.
pub(super) fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
