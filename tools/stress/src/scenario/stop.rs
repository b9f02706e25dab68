//! A gateway that gets the signal to stop under load.
//!
//! `term`: one node, with stalled bodies and idle connections. `rolling`: three nodes, one after the other, behind a balancer.
//! `twice`: a second signal, which forces the stop.

mod balancer;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::checks::Checks;
use crate::env::Env;
use crate::load::Stop;
use crate::node::Node;
use crate::population::Population;
use crate::timeline::{self, Span, Timeline};
use balancer::Balancer;

/// The number of accounts, which all call at the same time.
const PEOPLE: usize = 24;

/// The time for which new connections are accepted after the signal, and the time within which the gateway must have ended.
const DRAIN: Duration = Duration::from_secs(5);
const GONE: Duration = Duration::from_secs(15);

/// The number of connections whose call never becomes complete, and the number of idle connections.
const STALLED: usize = 200;
const IDLE: usize = 50;

pub(super) async fn run(checks: &mut Checks, part: &str) -> Result<()> {
    for name in ["term", "rolling", "twice"] {
        if !name.starts_with(part) {
            continue;
        }
        println!("  -- {name}");
        match name {
            "term" => term(checks).await?,
            "rolling" => rolling(checks).await?,
            _ => twice(checks).await?,
        }
    }
    Ok(())
}

async fn term(checks: &mut Checks) -> Result<()> {
    let env = Env::open()?;
    let mut node = env.start("gateway").await?;
    let population = Population::create(&env, &node, PEOPLE).await?;
    population.stock_up(node.public, 60).await?;
    let (timeline, stop) = (Timeline::default(), Stop::default());
    let balancer = Balancer::start(vec![(node.public, node.ops)], &stop);
    let calls = balancer.call(Arc::new(population), &timeline, &stop);
    sleep(Duration::from_secs(1)).await;
    let stalled = stall(node.public).await?;
    sleep(Duration::from_secs(2)).await;

    let signalled = Instant::now();
    node.signal("TERM")?;
    let accepts = tokio::spawn(last_accept(node.public, signalled));
    let unready = until_unready(&node, signalled).await?;
    let ended = node.ended(Duration::from_secs(40)).await?;
    let gone = signalled.elapsed();
    stop.now();
    calls.await??;
    let accepted = accepts.await?;
    drop(stalled);

    let whole = Span {
        from: signalled - Duration::from_secs(3),
        to: Instant::now(),
    };
    timeline::print(&timeline.sent(whole, |_| true));
    let last = timeline
        .last_answer()
        .map(|at| at.saturating_duration_since(signalled));
    println!("    the last call was answered after {last:?}");
    let bad = timeline.sent(whole, |entry| !entry.is_good());
    checks.check(
        bad.is_empty(),
        "calls that were lost",
        format!("{:?}", timeline::outcomes(&bad)),
    );
    checks.check(
        unready < Duration::from_millis(100),
        "readiness drops after ms",
        timeline::millis(unready),
    );
    checks.check(
        accepted >= DRAIN - Duration::from_millis(100),
        "new connections and calls are taken until, s",
        accepted.as_secs_f64(),
    );
    checks.check(gone <= GONE, "gone after, s", gone.as_secs_f64());
    checks.check(ended.success(), "how it ended", ended);
    Ok(())
}

async fn rolling(checks: &mut Checks) -> Result<()> {
    let env = Env::open()?;
    let mut nodes = Vec::new();
    for name in ["one", "two", "three"] {
        nodes.push((name, env.start(name).await?));
    }
    let (_, first) = nodes.first().context("there are nodes")?;
    let population = Population::create(&env, first, PEOPLE).await?;
    population.stock_up(first.public, 100).await?;
    let (timeline, stop) = (Timeline::default(), Stop::default());
    let addresses = nodes.iter().map(|(_, node)| (node.public, node.ops));
    let balancer = Balancer::start(addresses.collect(), &stop);
    let calls = balancer.call(Arc::new(population), &timeline, &stop);
    let began = Instant::now();
    sleep(Duration::from_secs(3)).await;
    for (name, node) in &mut nodes {
        let (public, ops) = (node.public, node.ops);
        node.signal("TERM")?;
        let signalled = Instant::now();
        node.ended(Duration::from_secs(40)).await?;
        let gone = signalled.elapsed();
        *node = env.start_on(name, public, ops).await?;
        println!(
            "    {name}: gone after {:.1} s, back after {:.1} s",
            gone.as_secs_f64(),
            signalled.elapsed().as_secs_f64()
        );
        // The balancer probes the new node within this time.
        sleep(Duration::from_secs(2)).await;
    }
    stop.now();
    calls.await??;
    let whole = Span {
        from: began,
        to: Instant::now(),
    };
    timeline::print(&timeline.sent(whole, |_| true));
    let bad = timeline.sent(whole, |entry| !entry.is_good());
    checks.check(
        bad.is_empty(),
        "calls that went wrong",
        format!("{:?}", timeline::outcomes(&bad)),
    );
    Ok(())
}

async fn twice(checks: &mut Checks) -> Result<()> {
    let env = Env::open()?;
    let mut node = env.start("gateway").await?;
    let stalled = stall(node.public).await?;
    node.signal("TERM")?;
    sleep(Duration::from_secs(1)).await;
    ensure!(!node.is_ready().await, "it is still ready");
    let again = Instant::now();
    node.signal("TERM")?;
    node.ended(Duration::from_secs(40)).await?;
    checks.check(
        again.elapsed() < Duration::from_secs(1),
        "gone after the second signal, ms",
        timeline::millis(again.elapsed()),
    );
    drop(stalled);
    Ok(())
}

/// Opens connections that can delay a stop: some whose call never becomes complete, and some that become idle after a request.
async fn stall(address: SocketAddr) -> Result<Vec<TcpStream>> {
    let half = "POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 1000\r\n\r\ndata=";
    let whole = "GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n";
    let mut connections = Vec::new();
    for number in 0..STALLED + IDLE {
        let mut stream = TcpStream::connect(address).await?;
        let text = if number < STALLED { half } else { whole };
        stream.write_all(text.as_bytes()).await?;
        connections.push(stream);
    }
    Ok(connections)
}

async fn until_unready(node: &Node, signalled: Instant) -> Result<Duration> {
    while node.is_ready().await {
        ensure!(signalled.elapsed() < DRAIN, "it stays ready");
        sleep(Duration::from_millis(2)).await;
    }
    Ok(signalled.elapsed())
}

/// Opens new connections until one is not answered. Returns the time, after the signal, of the last one that was answered.
async fn last_accept(address: SocketAddr, signalled: Instant) -> Duration {
    let mut last = Duration::ZERO;
    let limit = Duration::from_millis(500);
    while signalled.elapsed() < GONE {
        let tried = signalled.elapsed();
        match timeout(limit, crate::connection::get(address, "/healthz")).await {
            Ok(Ok((200, _))) => last = tried,
            _ => return last,
        }
        sleep(Duration::from_millis(50)).await;
    }
    last
}
