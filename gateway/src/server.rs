//! Start, wiring and stop.

mod backends;
mod listen;
mod precheck;
mod shutdown;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;
use signet_cache::{Address, Cache};
use signet_call::Pack;
use signet_docs::apps::DEMO;
use signet_domain::Services;
use signet_domain::apps::directory::{Directory, Source};
use signet_domain::clock::{Clock, Zone};
use signet_domain::login_lock::Queues;
use signet_domain::passwords::Passwords;
use signet_domain::sessions::LookUps;
use signet_domain::snapshots::{self, Snapshots};
use signet_domain::vault::Vault;
use signet_fault::Fault;
use signet_store::Store;
use tokio::task::spawn_local;

use crate::access_log::AccessLog;
use crate::gateway::Gateway;
use crate::http::server::Listening;
use crate::line::guard::limit::Limits;
use crate::output::Outputs;
use crate::settings::{Env, Settings};
use crate::stores::{open_cache, open_store};
use crate::{demo, node, packs, refresh, vault};

pub(crate) use backends::bucket;
use backends::{Backends, cores};
pub use precheck::check;
pub use shutdown::Signals;

/// A gateway that listens.
pub struct Running {
    /// Where apps post their calls.
    pub public: SocketAddr,
    /// Where operators look.
    pub ops: SocketAddr,
    /// The gateway behind both.
    pub gateway: Arc<Gateway>,
    servers: Vec<Listening>,
    node: Arc<node::Own>,
}

/// Starts a gateway that serves packs, inside of `serve` or of an actix system.
///
/// `cache` is used in place of the fast store of the settings: nodes in one process can share the one in that process.
///
/// # Errors
/// One line that says what to do.
pub async fn start(
    settings: &Settings,
    packs: &[&'static Pack],
    cache: Option<Cache>,
    clock: Clock,
    outputs: Outputs,
    load_demo: bool,
) -> anyhow::Result<Running> {
    let table = packs::table(packs)?;
    check(settings, packs)?;
    let wires = precheck::wires(settings, packs, load_demo)?;
    let limits = Limits::new(&settings.limit, &table)?;
    if settings.server.env == Env::Production && settings.limit.is_none() {
        tracing::warn!(
            "nothing is limited: whoever knows the secret of one app, which every phone app tells, can try passwords without end; config/production.example.toml has limits to start with"
        );
    }
    vault::configured(settings)?;
    let backends = Backends {
        cache,
        ..Backends::new(settings, outputs.people.clone())?
    };
    precheck::check_ports(settings)?;
    if let Address::Redis(server) = &backends.address {
        server.check_kind(&settings.cache.prefix).await?;
    }
    let store = open_store(settings, packs)?;
    let vault = vault::open(settings, &store)?;
    let now = clock.now();
    let mut services = build_services(settings, store, vault, backends, clock, load_demo).await?;
    services.snapshots = read_snapshots(&services, packs).await?;
    if load_demo {
        demo::load(&services, packs, &outputs.people).await?;
        services.snapshots = read_snapshots(&services, packs).await?;
    }
    let source = Source {
        vault: services.vault.clone(),
        refused_secret: (settings.server.env == Env::Production).then_some(DEMO.secret),
    };
    let of_load = source.clone();
    let load = move |connection: &mut _| -> Result<(i64, Directory), Fault> {
        // Read the revision before the rows: the rows are as new as it, or newer.
        let revision = node::revision(connection)?;
        Ok((revision, Directory::load(connection, &of_load, None, now)?))
    };
    let (revision, directory) = services.store.run_background(load).await?;
    let calls = settings.log.access.then(|| outputs.calls.clone());
    let access_log = AccessLog::new(calls, outputs.style);
    let server = &settings.server;
    let gateway = Gateway::new(
        services, directory, table, wires, limits, server, access_log,
    );
    let mut gateway = gateway?;
    gateway.metrics.watch(outputs);
    gateway.tells_reasons = settings.server.env == Env::Development;
    let gateway = Arc::new(gateway);
    let changed = gateway.services.cache.listen(snapshots::CHANGED);
    let ports = listen::listen(settings, packs, &gateway)?;
    let running = Running {
        public: ports.public,
        ops: ports.ops,
        gateway: Arc::clone(&gateway),
        servers: ports.servers,
        node: Arc::new(node::Own::new(ports.public)?),
    };
    let (weak, node) = (Arc::downgrade(&gateway), Arc::clone(&running.node));
    // At once, because a command may already wait for this node.
    let mut noted = node::Noted::nothing(&node);
    noted.is(&gateway.services.store, revision, now).await;
    spawn_local(refresh::keep_fresh(weak.clone(), changed, source, node));
    spawn_local(refresh::watch_cache(weak.clone()));
    spawn_local(refresh::tidy(weak));
    Ok(running)
}

async fn build_services(
    settings: &Settings,
    store: Store,
    vault: Vault,
    backends: Backends,
    clock: Clock,
    load_demo: bool,
) -> anyhow::Result<Services> {
    let key = vault::node_key(&store, &vault)?;
    let sms = &settings.sms;
    Ok(Services {
        store,
        cache: match backends.cache {
            Some(cache) => cache,
            None => open_cache(settings, backends.address, &key)?,
        },
        clock,
        zone: Zone::named(&settings.time.zone)?,
        snapshots: Snapshots::default(),
        passwords: Passwords::new(cores() / 2)
            .context("the threads for password hashes cannot be started")?,
        sms: backends.sms,
        uploads: backends.uploads,
        key,
        vault,
        look_ups: LookUps::default(),
        login_queues: Queues::default(),
        settings: signet_domain::Settings {
            welcome_points: demo::welcome_points(settings.user.welcome_points, load_demo),
            welcome_message: settings.user.welcome_message.clone(),
            login: settings.user.login_rules(),
            sms: sms.rules(),
            sms_test_code: Some(sms.test_code.clone()).filter(|code| !code.is_empty()),
        },
    })
}

/// Reads what packs serve from memory.
async fn read_snapshots(services: &Services, packs: &[&Pack]) -> anyhow::Result<Snapshots> {
    let (snapshots, now) = (packs::snapshots(packs), services.clock.now());
    let read = move |connection: &mut _| {
        Ok::<_, Fault>(Snapshots::read(snapshots.iter().copied(), connection, now)?)
    };
    Ok(services.store.run_background(read).await?)
}

impl Running {
    /// Stops: readiness drops at once, calls are taken for a while longer, those in flight finish.
    pub async fn stop(&self, drain: Duration) {
        self.gateway.health.draining.store(true, Ordering::Relaxed);
        tokio::time::sleep(drain).await;
        for server in &self.servers {
            server.stop(true).await;
        }
        self.node.leave(&self.gateway.services.store).await;
    }

    /// Stops without waiting for anybody.
    pub async fn abort(&self) {
        for server in &self.servers {
            server.stop(false).await;
        }
        self.node.leave(&self.gateway.services.store).await;
    }
}
