//! The state of a running gateway.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, ArcSwapOption};
use signet_call::Table;
use signet_domain::Services;
use signet_domain::apps::directory::Directory;
use signet_fault::Fault;

use crate::access_log::AccessLog;
use crate::line::bulkheads::Bulkheads;
use crate::line::doctor::Doctor;
use crate::line::guard::limit::Limits;
use crate::line::replay::Waiting;
use crate::line::stale_replies::StaleReplies;
use crate::metrics::Metrics;
use crate::pulses::Pulses;
use crate::request_ids::RequestIds;
use crate::settings;
use crate::wires::Wires;

/// A running gateway.
pub struct Gateway {
    /// The services that all calls share.
    pub services: Services,
    /// The apps.
    pub directory: ArcSwap<Directory>,
    /// The methods.
    pub table: Table,
    /// The wires on which calls arrive.
    pub(crate) wires: Wires,
    pub(crate) limits: Limits,
    pub(crate) doctor: Doctor,
    pub(crate) bulkheads: Bulkheads,
    /// The limit on duplicates that wait for a running call.
    pub(crate) waiting: Waiting,
    pub(crate) stale_replies: StaleReplies,
    /// Whether every app gets the reason of a refusal, and not only sandbox apps: in development.
    pub(crate) gives_reasons: bool,
    pub(crate) metrics: Metrics,
    pub(crate) access_log: AccessLog,
    pub(crate) health: Health,
    pub(crate) request_ids: RequestIds,
}

/// The state that the readiness check reports.
#[derive(Debug)]
pub(crate) struct Health {
    /// Whether the gateway is about to stop.
    pub(crate) draining: AtomicBool,
    /// Whether the database answered last time.
    pub(crate) store: AtomicBool,
    /// The error of the cache, if its last probe failed.
    pub(crate) cache: ArcSwapOption<String>,
    /// The time at which the snapshots were last found to be up to date.
    refreshed_at: ArcSwap<Instant>,
    /// Whether the workers of the public port run.
    pub(crate) workers: Pulses,
}

impl Health {
    fn new(pulse: Duration) -> Health {
        Health {
            draining: AtomicBool::new(false),
            store: AtomicBool::new(true),
            cache: ArcSwapOption::empty(),
            refreshed_at: ArcSwap::from_pointee(Instant::now()),
            workers: Pulses::new(pulse),
        }
    }

    /// Records that the snapshots are up to date now.
    pub(crate) fn refreshed(&self) {
        self.refreshed_at.store(Arc::new(Instant::now()));
    }

    /// Returns the time since the snapshots were last known to be up to date.
    pub(crate) fn snapshot_age(&self) -> Duration {
        self.refreshed_at.load().elapsed()
    }
}

impl Gateway {
    pub(crate) fn new(
        services: Services,
        directory: Directory,
        table: Table,
        wires: Wires,
        limits: Limits,
        server: &settings::Server,
        access_log: AccessLog,
    ) -> Result<Gateway, Fault> {
        let metrics = Metrics::new(&services);
        Ok(Gateway {
            stale_replies: StaleReplies::new(&table),
            bulkheads: Bulkheads::new(&table, server.max_in_flight),
            waiting: Waiting::new(server.waits.duplicate),
            services,
            directory: ArcSwap::from_pointee(directory),
            table,
            wires,
            limits,
            doctor: Doctor::default(),
            gives_reasons: false,
            metrics,
            access_log,
            health: Health::new(server.waits.pulse),
            request_ids: RequestIds::new()?,
        })
    }
}
