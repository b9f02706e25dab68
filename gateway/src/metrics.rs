//! Counters and histograms in the formats of Prometheus.

mod dropped;
mod format;
mod messages;
mod tally;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use signet_domain::sms::Outbox;

use crate::gateway::Gateway;
use crate::output::Outputs;

pub(crate) use format::Format;

use dropped::Dropped;
use messages::Messages;
use tally::Tally;

/// What is counted.
pub(crate) struct Metrics {
    registry: Registry,
    /// Calls, refusals and their time.
    pub(crate) tally: Arc<Tally>,
    in_flight: Gauge,
    snapshot_age: Gauge,
    unusable_rows: Gauge,
    pub(crate) panics: Counter,
    pub(crate) copies: Counter,
    pub(crate) unreadable_clients: Counter,
}

impl Metrics {
    /// Creates counters that start at zero, and those of the messages that an outbox delivers.
    pub(crate) fn new(outbox: &Outbox) -> Metrics {
        let mut registry = Registry::with_prefix("gateway");
        let tally = Arc::<Tally>::default();
        let (in_flight, snapshot_age) = (Gauge::default(), Gauge::default());
        let (panics, copies) = (Counter::default(), Counter::default());
        let unreadable_clients = Counter::default();
        registry.register_collector(Box::new(Arc::clone(&tally)));
        registry.register_collector(Box::new(Messages(outbox.clone())));
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
        registry.register(
            "copies",
            "Calls of guests answered with the last good copy",
            Counter::clone(&copies),
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
            copies,
            unreadable_clients,
        }
    }

    /// Exports the number of lines that these outputs drop.
    pub(crate) fn watch(&mut self, outputs: Outputs) {
        self.registry.register_collector(Box::new(Dropped(outputs)));
    }

    /// Returns all metrics, in one of the formats.
    pub(crate) fn render(
        &self,
        gateway: &Gateway,
        format: Format,
    ) -> Result<String, std::fmt::Error> {
        let in_flight = gateway.in_flight.load(Ordering::Relaxed);
        self.in_flight
            .set(i64::try_from(in_flight).unwrap_or(i64::MAX));
        let age = gateway.health.snapshot_age().as_secs();
        self.snapshot_age
            .set(i64::try_from(age).unwrap_or(i64::MAX));
        let unusable = gateway.directory.load().problems();
        self.unusable_rows
            .set(i64::try_from(unusable).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(format.of(text))
    }
}
