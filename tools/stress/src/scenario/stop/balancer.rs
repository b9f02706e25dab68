//! Callers behind a load balancer. It probes every node once a second, sends calls to the nodes that are ready, and keeps connections
//! open.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;
use futures_util::future::try_join_all;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::app::Call;
use crate::connection::{Answer, Connection, get};
use crate::load::{EVERYDAY, Stop, pick};
use crate::population::{Kind, Person, Population};
use crate::timeline::Timeline;

/// The interval between probes of readiness.
const EVERY: Duration = Duration::from_secs(1);

/// The pause of a caller between two calls.
const PAUSE: Duration = Duration::from_millis(10);

pub(super) struct Balancer {
    nodes: Arc<Vec<Node>>,
}

struct Node {
    public: SocketAddr,
    ops: SocketAddr,
    is_ready: AtomicBool,
}

impl Balancer {
    /// Starts a balancer in front of these nodes, which are ready. A node is its public address and its ops address.
    pub(super) fn start(nodes: Vec<(SocketAddr, SocketAddr)>, stop: &Stop) -> Balancer {
        let nodes = nodes.into_iter().map(|(public, ops)| Node {
            public,
            ops,
            is_ready: AtomicBool::new(true),
        });
        let nodes = Arc::new(nodes.collect());
        tokio::spawn(look(Arc::clone(&nodes), stop.clone()));
        Balancer { nodes }
    }

    /// Runs all callers until `stop`.
    pub(super) fn call(
        &self,
        population: Arc<Population>,
        timeline: &Timeline,
        stop: &Stop,
    ) -> JoinHandle<Result<()>> {
        let (nodes, timeline, stop) = (Arc::clone(&self.nodes), timeline.clone(), stop.clone());
        tokio::spawn(async move {
            let callers = population
                .people
                .iter()
                .map(|person| live(&population, person, &nodes, &timeline, &stop));
            try_join_all(callers).await.map(drop)
        })
    }
}

/// Probes every node until `stop`.
async fn look(nodes: Arc<Vec<Node>>, stop: Stop) {
    while !stop.is_due() {
        for node in nodes.iter() {
            let answer = timeout(EVERY, get(node.ops, "/readyz")).await;
            let is_ready = matches!(answer, Ok(Ok((200, _))));
            node.is_ready.store(is_ready, Ordering::Relaxed);
        }
        sleep(EVERY).await;
    }
}

/// Runs one caller, with a connection to each node, until `stop`.
async fn live(
    population: &Population,
    person: &Person,
    nodes: &[Node],
    timeline: &Timeline,
    stop: &Stop,
) -> Result<()> {
    let mut connections: Vec<Option<Connection>> = nodes.iter().map(|_| None).collect();
    while !stop.is_due() {
        let lanes = nodes.iter().zip(&mut connections);
        let ready: Vec<_> = lanes
            .filter(|(node, _)| node.is_ready.load(Ordering::Relaxed))
            .collect();
        let Some((node, connection)) = fastrand::choice(ready) else {
            sleep(PAUSE).await;
            continue;
        };
        let mut kind = pick(EVERYDAY);
        if kind == Kind::Order && person.request_tokens_left() == 0 {
            kind = Kind::RequestToken;
        }
        let call = population.call(kind, person)?;
        let sent = Instant::now();
        let answer = exchange(node.public, connection, &call).await;
        let outcome = match &answer {
            Ok(answer) => answer.outcome(),
            Err(error) => format!("none ({})", error.root_cause()),
        };
        timeline.note(kind.name(), sent, outcome);
        if let Ok(answer) = answer
            && answer.is_good()
        {
            person.learn(kind, &answer)?;
        }
        sleep(PAUSE).await;
    }
    Ok(())
}

async fn exchange(
    address: SocketAddr,
    connection: &mut Option<Connection>,
    call: &Call,
) -> Result<Answer> {
    let kept = match connection.take() {
        Some(kept) if !kept.is_closed() => kept,
        _ => Connection::open(address).await?,
    };
    connection.insert(kept).send(call).await
}
