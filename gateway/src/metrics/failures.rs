use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use signet_fault::Cause;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FailureLabels {
    cause: &'static str,
}

/// The number of calls that failed through no fault of their callers, by cause.
pub(crate) struct Failures(Family<FailureLabels, Counter>);

impl Failures {
    /// Creates and registers the counters. Every cause is exported from the start.
    pub(super) fn new(registry: &mut Registry) -> Failures {
        let failures = Family::<FailureLabels, Counter>::default();
        for cause in Cause::ALL {
            let cause = cause.name();
            drop(failures.get_or_create(&FailureLabels { cause }));
        }
        let help = "Calls that failed because of the gateway or something behind it, by cause";
        registry.register("failures", help, failures.clone());
        Failures(failures)
    }

    /// Counts a call that failed.
    pub(crate) fn count(&self, cause: Cause) {
        let cause = cause.name();
        self.0.get_or_create(&FailureLabels { cause }).inc();
    }
}
