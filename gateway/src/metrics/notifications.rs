use std::sync::atomic::{AtomicBool, Ordering};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EffectLabels {
    effect: &'static str,
}

/// The notifications of the payment provider by their effect, or by why they were refused.
pub(crate) struct Notifications {
    counts: Family<EffectLabels, Counter>,
    is_refused: AtomicBool,
}

impl Notifications {
    /// Creates and registers the counters.
    pub(super) fn new(registry: &mut Registry) -> Notifications {
        let counts = Family::<EffectLabels, Counter>::default();
        let help =
            "Notifications of the payment provider, by their effect or the reason of their refusal";
        registry.register("payment_notifications", help, counts.clone());
        Notifications {
            counts,
            is_refused: AtomicBool::new(false),
        }
    }

    /// Counts a notification.
    pub(crate) fn count(&self, effect: &'static str) {
        self.counts.get_or_create(&EffectLabels { effect }).inc();
    }

    /// Records a refusal. Returns whether it is the first one.
    pub(crate) fn is_first_refusal(&self) -> bool {
        !self.is_refused.swap(true, Ordering::Relaxed)
    }
}
