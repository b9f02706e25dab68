use std::sync::atomic::{AtomicU64, Ordering};

/// A problem with a payment that a person has to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// The provider names an order that has no charge.
    Order,
    /// The provider has another charge of the same order.
    Charge,
    /// The provider names another amount.
    Amount,
    /// The provider names another currency.
    Currency,
    /// The provider names another app.
    App,
    /// Money of the provider's test mode, for a gateway with a live key.
    TestMode,
    /// A refund that was not requested here, or of a charge that is not paid.
    Refund,
    /// The provider refused a refund, or could not make it.
    RefundFailed,
}

impl Alarm {
    /// Every kind.
    pub const ALL: &'static [Alarm] = &[
        Alarm::Order,
        Alarm::Charge,
        Alarm::Amount,
        Alarm::Currency,
        Alarm::App,
        Alarm::TestMode,
        Alarm::Refund,
        Alarm::RefundFailed,
    ];

    /// Returns the name in the metrics, in the log and in the table of events.
    pub const fn name(self) -> &'static str {
        match self {
            Alarm::Order => "order",
            Alarm::Charge => "charge",
            Alarm::Amount => "amount",
            Alarm::Currency => "currency",
            Alarm::App => "app",
            Alarm::TestMode => "test_mode",
            Alarm::Refund => "refund",
            Alarm::RefundFailed => "refund_failed",
        }
    }
}

/// The number of alarms by kind, since the start.
#[derive(Debug, Default)]
pub(super) struct Alarms([AtomicU64; Alarm::ALL.len()]);

impl Alarms {
    /// Counts an alarm and logs it.
    pub(super) fn raise(&self, alarm: Alarm, number: &str) {
        tracing::error!(
            kind = alarm.name(),
            order_no = number,
            "a payment needs a look: compare the charge with the provider's"
        );
        for (kind, count) in Alarm::ALL.iter().zip(&self.0) {
            if *kind == alarm {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Returns the counts with their names in the metrics.
    pub(super) fn by_name(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let kinds = Alarm::ALL.iter().zip(&self.0);
        kinds.map(|(kind, count)| (kind.name(), count.load(Ordering::Relaxed)))
    }
}
