//! Counters and histograms in the formats of Prometheus.

mod dropped;
mod failures;
mod format;
mod jobs;
mod messages;
mod notifications;
mod payments;
mod tally;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use signet_domain::Services;

use crate::output::Outputs;

pub(crate) use format::Format;

use dropped::Dropped;
use failures::Failures;
use jobs::Jobs;
use messages::Messages;
use notifications::Notifications;
use payments::Payments;
use tally::Tally;

/// The counters.
pub(crate) struct Metrics {
    registry: Registry,
    /// Calls, refusals and their time.
    pub(crate) tally: Arc<Tally>,
    in_flight: Gauge,
    snapshot_age: Gauge,
    unusable_rows: Gauge,
    pub(crate) panics: Counter,
    pub(crate) failures: Failures,
    pub(crate) jobs: Jobs,
    pub(crate) notifications: Notifications,
    pub(crate) stale_replies: Counter,
    pub(crate) unreadable_clients: Counter,
}

/// The gauges that are read when the metrics are rendered.
pub(crate) struct Read {
    pub(crate) in_flight: usize,
    pub(crate) snapshot_age: Duration,
    pub(crate) unusable_rows: usize,
}

impl Metrics {
    /// Creates counters that start at zero, and exports the counters of the services.
    pub(crate) fn new(services: &Services) -> Metrics {
        let mut registry = Registry::with_prefix("gateway");
        let tally = Arc::<Tally>::default();
        let (in_flight, snapshot_age) = (Gauge::default(), Gauge::default());
        let (panics, stale_replies) = (Counter::default(), Counter::default());
        let unreadable_clients = Counter::default();
        registry.register_collector(Box::new(Arc::clone(&tally)));
        registry.register_collector(Box::new(Messages(services.sms.clone())));
        registry.register_collector(Box::new(Payments(services.payments.meter())));
        let jobs = Jobs::default();
        registry.register_collector(Box::new(jobs.clone()));
        registry.register("in_flight", "Calls in flight", Gauge::clone(&in_flight));
        registry.register(
            "snapshot_age_seconds",
            "Seconds since apps, bans and content were last known to be up to date",
            Gauge::clone(&snapshot_age),
        );
        let unusable_rows = Gauge::default();
        registry.register(
            "unusable_rows",
            "Rows of apps and secrets that cannot be used as they are; the log names them",
            Gauge::clone(&unusable_rows),
        );
        registry.register("panics", "Calls that panicked", Counter::clone(&panics));
        let failures = Failures::new(&mut registry);
        let notifications = Notifications::new(&mut registry);
        registry.register(
            "copies",
            "Calls of guests answered with the last good copy",
            Counter::clone(&stale_replies),
        );
        registry.register(
            "unreadable_clients",
            "Requests of which a trusted proxy did not tell who calls",
            Counter::clone(&unreadable_clients),
        );
        Metrics {
            registry,
            tally,
            in_flight,
            snapshot_age,
            unusable_rows,
            panics,
            failures,
            jobs,
            notifications,
            stale_replies,
            unreadable_clients,
        }
    }

    /// Exports the number of lines that these outputs drop.
    pub(crate) fn watch(&mut self, outputs: Outputs) {
        self.registry.register_collector(Box::new(Dropped(outputs)));
    }

    /// Returns all metrics in a format, with gauges that are read now.
    pub(crate) fn render(&self, read: Read, format: Format) -> Result<String, fmt::Error> {
        let set = |gauge: &Gauge, value: usize| {
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        };
        set(&self.in_flight, read.in_flight);
        set(&self.unusable_rows, read.unusable_rows);
        let age = read.snapshot_age.as_secs();
        self.snapshot_age
            .set(i64::try_from(age).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(format.of(text))
    }
}
