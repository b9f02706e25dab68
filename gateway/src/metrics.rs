//! Counters and histograms in the Prometheus text format.

use std::sync::atomic::Ordering;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::gateway::Gateway;

/// Upper bounds in seconds: from a call in memory to one that waited for everything.
const BUCKETS: [f64; 14] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CallLabels {
    method: &'static str,
    code: u32,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RefusalLabels {
    sub_code: &'static str,
}

/// What is counted.
pub(crate) struct Metrics {
    registry: Registry,
    calls: Family<CallLabels, Counter>,
    refusals: Family<RefusalLabels, Counter>,
    latency: Histogram,
    in_flight: Gauge,
    snapshot_age: Gauge,
    pub(crate) panics: Counter,
    pub(crate) copies: Counter,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix("gateway");
        let metrics = (
            Family::default(),
            Family::default(),
            Histogram::new(BUCKETS),
            Gauge::default(),
            Gauge::default(),
            Counter::default(),
            Counter::default(),
        );
        let (calls, refusals, latency, in_flight, snapshot_age, panics, copies) = metrics;
        registry.register("calls", "Calls by method and code", Family::clone(&calls));
        registry.register(
            "refusals",
            "Calls that failed, by sub_code",
            Family::clone(&refusals),
        );
        registry.register(
            "call_seconds",
            "Time from the head of a call to its reply",
            Histogram::clone(&latency),
        );
        registry.register("in_flight", "Calls in flight", Gauge::clone(&in_flight));
        registry.register(
            "snapshot_age_seconds",
            "Seconds since apps, bans and content were last known to be up to date",
            Gauge::clone(&snapshot_age),
        );
        registry.register("panics", "Calls that panicked", Counter::clone(&panics));
        registry.register(
            "copies",
            "Calls of guests answered with the last good copy",
            Counter::clone(&copies),
        );
        Metrics {
            registry,
            calls,
            refusals,
            latency,
            in_flight,
            snapshot_age,
            panics,
            copies,
        }
    }
}

impl Metrics {
    pub(crate) fn count(
        &self,
        method: &'static str,
        code: u16,
        sub_code: Option<&'static str>,
        took: Duration,
    ) {
        self.calls
            .get_or_create(&CallLabels {
                method,
                code: code.into(),
            })
            .inc();
        self.latency.observe(took.as_secs_f64());
        if let Some(sub_code) = sub_code {
            self.refusals
                .get_or_create(&RefusalLabels { sub_code })
                .inc();
        }
    }

    /// Everything in the text format.
    pub(crate) fn render(&self, gateway: &Gateway) -> Result<String, std::fmt::Error> {
        let in_flight = gateway.in_flight.load(Ordering::Relaxed);
        self.in_flight
            .set(i64::try_from(in_flight).unwrap_or(i64::MAX));
        let age = gateway.health.snapshot_age().as_secs();
        self.snapshot_age
            .set(i64::try_from(age).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
