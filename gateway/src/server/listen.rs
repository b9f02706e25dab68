//! Binding the two ports, and the servers that listen on them.

use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use signet_call::Pack;

use super::precheck::unavailable;
use super::services::cores;
use crate::gateway::Gateway;
use crate::http::budget::Budget;
use crate::http::client::Proxies;
use crate::http::connection::Deadlines;
use crate::http::endpoint::Endpoint;
use crate::http::ops::{self, Ops};
use crate::http::page::Page;
use crate::http::public::{self, Public};
use crate::http::server::{Listening, Port, bind, serve};
use crate::settings::{self, Settings};

/// The time that the servers wait for calls in flight when they stop.
const SHUTDOWN_TIMEOUT: u64 = 8;

/// Concurrent connections of the ops port.
const OPS_CONNECTIONS: usize = 256;

/// The most concurrent connections of the public port, however many files the system allows.
const MOST_CONNECTIONS: usize = 100_000;

/// The running servers of both ports.
pub(super) struct Ports {
    pub(super) public: SocketAddr,
    pub(super) ops: SocketAddr,
    pub(super) servers: Vec<Listening>,
}

/// A port that is bound.
struct Bound {
    address: SocketAddr,
    listeners: Vec<TcpListener>,
}

impl Bound {
    fn at(key: &str, address: &str, backlog: i32) -> anyhow::Result<Bound> {
        let listeners = bind(address, backlog);
        let listeners = listeners.map_err(|error| unavailable(key, address, error))?;
        let first = listeners.first().context("no address was bound")?;
        Ok(Bound {
            address: first.local_addr()?,
            listeners,
        })
    }
}

/// Binds both ports and starts their servers.
///
/// # Errors
/// One line that says what to do.
pub(super) fn listen(
    settings: &Settings,
    packs: &[&'static Pack],
    gateway: &Arc<Gateway>,
) -> anyhow::Result<Ports> {
    let server = &settings.server;
    let public = Bound::at("server.listen", &server.listen, server.backlog)?;
    let ops = Bound::at("ops.listen", &settings.ops.listen, server.backlog)?;
    let endpoint = Endpoint::new(Arc::clone(gateway), server);
    let products = gateway.wires.products(packs);
    let page = Arc::new(Page::new(settings, products, public.address.port()));
    Ok(Ports {
        public: public.address,
        ops: ops.address,
        servers: vec![
            serve_public(server, public.listeners, &endpoint, &page)?,
            serve_ops(server, ops.listeners, &endpoint, &page)?,
        ],
    })
}

fn serve_public(
    server: &settings::Server,
    listeners: Vec<TcpListener>,
    endpoint: &Endpoint,
    page: &Arc<Page>,
) -> anyhow::Result<Listening> {
    let workers = match server.workers {
        0 => cores(),
        workers => workers,
    };
    let max_connections = match server.max_connections {
        0 => connections_by_files(),
        most => most,
    };
    let unreadable = endpoint.gateway.metrics.unreadable_clients.clone();
    let proxies = Proxies::new(server.trusted_proxies.clone(), unreadable);
    let readers = Budget::new(server.max_file_readers);
    let (endpoint, page) = (endpoint.clone(), Arc::clone(page));
    let port = Port {
        name: "public",
        listeners,
        workers,
        deadlines: Deadlines::from(server),
        max_connections,
        shutdown_timeout: SHUTDOWN_TIMEOUT,
        worker: move || {
            endpoint.gateway.health.workers.watch_this_worker();
            let public = Rc::new(Public {
                endpoint: Rc::new(endpoint.clone()),
                proxies: proxies.clone(),
                page: Arc::clone(&page),
                readers: Arc::clone(&readers),
            });
            move |request| public::handle(request, Rc::clone(&public))
        },
    };
    Ok(serve(port)?)
}

fn serve_ops(
    server: &settings::Server,
    listeners: Vec<TcpListener>,
    endpoint: &Endpoint,
    page: &Arc<Page>,
) -> anyhow::Result<Listening> {
    let (endpoint, page) = (endpoint.clone(), Arc::clone(page));
    let port = Port {
        name: "ops",
        listeners,
        workers: 1,
        deadlines: Deadlines::from(server),
        max_connections: OPS_CONNECTIONS,
        shutdown_timeout: 1,
        worker: move || {
            let ops = Rc::new(Ops {
                endpoint: Rc::new(endpoint.clone()),
                page: Arc::clone(&page),
            });
            move |request| ops::handle(request, Rc::clone(&ops))
        },
    };
    Ok(serve(port)?)
}

/// Returns how many connections the limit of open files of this process allows: all files but 512, but at least half of them,
/// and at most [`MOST_CONNECTIONS`].
fn connections_by_files() -> usize {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let files = files
        .and_then(|files| usize::try_from(files).ok())
        .unwrap_or(MOST_CONNECTIONS);
    files
        .saturating_sub(512)
        .max(files / 2)
        .min(MOST_CONNECTIONS)
}
