//! Load: callers that wait for an answer before the next call, and callers that do not wait.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::connection::Connection;
use crate::population::{Kind, Population};
use crate::tally::Tally;

/// The time that a caller waits for an answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The kinds of calls and their shares in hundredths.
pub(crate) type Mix = &'static [(Kind, u32)];

/// The everyday mix: apps start, users look around, and some of them log in, buy and upload.
pub(crate) const EVERYDAY: Mix = &[
    (Kind::Init, 25),
    (Kind::Goods, 20),
    (Kind::Detail, 25),
    (Kind::Orders, 15),
    (Kind::Order, 12),
    (Kind::Login, 2),
    (Kind::Upload, 1),
];

/// Returns a random kind of a mix.
pub(crate) fn pick(mix: Mix) -> Kind {
    let all = mix.iter().map(|(_, weight)| weight).sum();
    let mut ticket = fastrand::u32(0..all);
    for (kind, weight) in mix {
        match ticket.checked_sub(*weight) {
            Some(left) => ticket = left,
            None => return *kind,
        }
    }
    Kind::Init
}

/// The signal to the callers to stop.
#[derive(Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    pub(crate) fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_due(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Runs a closed loop: `callers` callers, each with its own connection, which call again as soon as they have their answer.
pub(crate) async fn closed(
    population: &Arc<Population>,
    address: SocketAddr,
    mix: Mix,
    callers: usize,
    length: Duration,
) -> Result<Tally> {
    let mut tasks = JoinSet::new();
    let start = Instant::now();
    for _ in 0..callers {
        let population = Arc::clone(population);
        tasks.spawn(async move {
            let mut tally = Tally::until(start + length);
            let mut connection = Connection::open(address).await?;
            while start.elapsed() < length {
                let kind = pick(mix);
                one(
                    &population,
                    &mut connection,
                    kind,
                    Instant::now(),
                    &mut tally,
                )
                .await?;
                if connection.is_closed() {
                    connection = Connection::open(address).await?;
                }
            }
            Ok(tally)
        });
    }
    let mut total = gather(tasks).await?;
    total.length = length;
    Ok(total)
}

/// Runs an open loop: `rate` calls per second, whether the earlier ones are answered or not, over at most `connections` connections. The
/// time of a call counts from the moment at which it was due.
pub(crate) async fn open(
    population: &Arc<Population>,
    address: SocketAddr,
    mix: Mix,
    rate: f64,
    connections: usize,
    length: Duration,
) -> Result<Tally> {
    let (due, queue) = mpsc::unbounded_channel::<Instant>();
    let queue = Arc::new(tokio::sync::Mutex::new(queue));
    let late = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    let start = Instant::now();
    for _ in 0..connections {
        let (population, queue, late) = (
            Arc::clone(population),
            Arc::clone(&queue),
            Arc::clone(&late),
        );
        tasks.spawn(async move {
            let mut tally = Tally::until(start + length);
            let mut connection = Connection::open(address).await?;
            loop {
                let next = queue.lock().await.recv().await;
                let Some(due) = next else {
                    return Ok(tally);
                };
                // If no connection is free in time, the call is not made. That is not a failure of the gateway.
                if due.elapsed() > Duration::from_secs(1) {
                    late.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                one(&population, &mut connection, pick(mix), due, &mut tally).await?;
                if connection.is_closed() {
                    connection = Connection::open(address).await?;
                }
            }
        });
    }
    let mut number = 0.0;
    while start.elapsed() < length {
        let at = start + Duration::from_secs_f64(number / rate);
        if at > Instant::now() + Duration::from_millis(1) {
            sleep_until(at).await;
        }
        due.send(at).ok().context("no caller is left")?;
        number += 1.0;
    }
    drop(due);
    let mut total = gather(tasks).await?;
    total.length = length;
    total.not_made = late.load(Ordering::Relaxed);
    Ok(total)
}

/// Makes one call and counts its outcome.
pub(crate) async fn one(
    population: &Population,
    connection: &mut Connection,
    kind: Kind,
    due: Instant,
    tally: &mut Tally,
) -> Result<()> {
    let person = population.next_person(kind)?;
    let call = population.call(kind, person)?;
    match timeout(PATIENCE, connection.send(&call)).await {
        Ok(Ok(answer)) => {
            tally.answered(kind, &answer, due.elapsed());
            if answer.is_good() && kind == Kind::RequestToken {
                person.learn(kind, &answer)?;
            }
        }
        Ok(Err(error)) => tally.failed(kind, &error.to_string()),
        Err(_) => tally.failed(kind, "no answer"),
    }
    Ok(())
}

async fn gather(mut tasks: JoinSet<Result<Tally>>) -> Result<Tally> {
    let mut total = Tally::default();
    while let Some(tally) = tasks.join_next().await {
        total.add(tally??)?;
    }
    Ok(total)
}
