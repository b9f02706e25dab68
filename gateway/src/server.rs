//! Start, wiring and stop.

mod listen;
mod precheck;
mod services;
mod shutdown;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use signet_cache::Cache;
use signet_docs::apps::DEMO;
use signet_domain::Services;
use signet_domain::apps::directory::{Directory, Source};
use signet_domain::clock::Clock;
use signet_domain::snapshots;
use signet_fault::{Fault, Reason};
use tokio::task::spawn_local;

use crate::access_log::AccessLog;
use crate::gateway::Gateway;
use crate::http::server::Listening;
use crate::jobs::Runs;
use crate::line::guard::wire_app;
use crate::output::Outputs;
use crate::settings::{Env, Settings};
use crate::{node, packs, refresh};

pub use precheck::Checked;
pub use services::Outside;
pub(crate) use services::bucket;
pub use shutdown::Signals;

/// The inputs of a start besides the configuration.
pub struct Start {
    /// A fast store that replaces the configured one, so that several nodes in one process can share it.
    pub cache: Option<Cache>,
    /// The time.
    pub clock: Clock,
    /// The outputs of the program.
    pub outputs: Outputs,
}

/// A gateway that listens.
pub struct Running {
    /// The address to which apps post their calls.
    pub public: SocketAddr,
    /// The address of the ops listener.
    pub ops: SocketAddr,
    /// The gateway behind both addresses.
    pub gateway: Arc<Gateway>,
    servers: Vec<Listening>,
    node: Arc<node::Own>,
    jobs: Runs,
}

/// Opens the stores and creates everything that calls share, as a start does.
///
/// # Errors
/// One line that says what to do.
pub fn open_services<'a>(
    checked: &'a Checked,
    start: &'a Start,
    outside: Outside,
) -> LocalBoxFuture<'a, anyhow::Result<Services>> {
    Box::pin(services::open(checked, start, outside))
}

/// Starts a gateway, inside of `serve` or of an actix system.
///
/// # Errors
/// One line that says what to do.
pub fn start(checked: Checked, start: Start) -> LocalBoxFuture<'static, anyhow::Result<Running>> {
    // Not a public `async fn`: its body, and with it the whole gateway, would be compiled again for unit tests.
    Box::pin(started(checked, start))
}

async fn started(checked: Checked, start: Start) -> anyhow::Result<Running> {
    warn_of_no_limits(&checked.settings);
    let outside = Outside::new(&checked, &start.outputs.people)?;
    precheck::check_ports(&checked.settings)?;
    let services = services::open(&checked, &start, outside).await?;
    let Checked {
        settings,
        packs,
        table,
        limits,
        wires,
        ..
    } = checked;
    let source = source(&settings, &services);
    let now = start.clock.now();
    let (revision, directory) = load_directory(&services, &source, now).await?;
    let calls = settings.log.access.then(|| start.outputs.calls.clone());
    let access_log = AccessLog::new(calls, start.outputs.style);
    let server = &settings.server;
    let gateway = Gateway::new(
        services, directory, table, wires, limits, server, access_log,
    );
    let mut gateway = gateway?;
    gateway.metrics.watch(start.outputs);
    gateway.gives_reasons = server.env == Env::Development;
    warn_of_closed_wires(&gateway);
    let gateway = Arc::new(gateway);
    let changed = gateway.services.cache.listen(snapshots::CHANGED);
    let ports = listen::listen(&settings, &packs, &gateway)?;
    let node = Arc::new(node::Own::new(ports.public)?);
    // The node is recorded at once, because a command may already wait for it.
    let mut record = node::NodeRecord::new(&node);
    record.write(&gateway.services.store, revision, now).await;
    let weak = Arc::downgrade(&gateway);
    let own = Arc::clone(&node);
    spawn_local(refresh::keep_fresh(weak.clone(), changed, source, own));
    spawn_local(refresh::watch_cache(weak.clone()));
    spawn_local(refresh::tidy(weak));
    let jobs = Runs::start(&gateway, packs::jobs(&packs), node.name());
    Ok(Running {
        public: ports.public,
        ops: ports.ops,
        gateway,
        servers: ports.servers,
        node,
        jobs,
    })
}

fn warn_of_closed_wires(gateway: &Gateway) {
    let directory = gateway.directory.load();
    for mount in gateway.wires.of_packs() {
        if let Err(fault) = wire_app::check(&directory, mount) {
            let (wire, reason) = (mount.name(), fault.reason().map(Reason::log));
            tracing::warn!(wire, reason, "a wire is closed");
        }
    }
}

fn warn_of_no_limits(settings: &Settings) {
    if settings.server.env == Env::Production && settings.limit.is_none() {
        tracing::warn!(
            "no limits are configured: the secret of a phone app is public, so that anybody can try passwords without end; config/production.example.toml has limits to start with"
        );
    }
}

fn source(settings: &Settings, services: &Services) -> Source {
    Source {
        vault: services.vault.clone(),
        refused_secret: (settings.server.env == Env::Production).then_some(DEMO.secret),
    }
}

/// Reads the directory and its revision.
async fn load_directory(
    services: &Services,
    source: &Source,
    now: i64,
) -> Result<(i64, Directory), Fault> {
    let source = source.clone();
    let load = move |connection: &mut _| {
        // The revision is read before the rows, so that the rows are as new as the revision, or newer.
        let revision = node::revision(connection)?;
        let directory = Directory::load(connection, &source, None, now)?;
        Ok::<_, Fault>((revision, directory))
    };
    services.store.run_background(load).await
}

impl Running {
    /// Stops the gateway in order: it reports at once that it is not ready, and accepts calls for the time `drain`. Then calls in
    /// flight and running jobs finish.
    pub async fn stop(&self, drain: Duration) {
        self.jobs.finish();
        self.gateway.health.draining.store(true, Ordering::Relaxed);
        tokio::time::sleep(drain).await;
        for server in &self.servers {
            server.stop(true).await;
        }
        self.jobs.stop(true).await;
        self.node.leave(&self.gateway.services.store).await;
    }

    /// Stops the gateway without waiting.
    pub async fn abort(&self) {
        for server in &self.servers {
            server.stop(false).await;
        }
        self.jobs.stop(false).await;
        self.node.leave(&self.gateway.services.store).await;
    }
}
