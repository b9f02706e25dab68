//! A database, a cache or a payment provider that fails under load, and comes back.
//!
//! Every part is one server and one kind of failure. [`workload`] makes the calls meanwhile. The rules for each class of
//! method are in [`allowed`]. [`purchases`] has the same outages, and outages of a payment provider, during orders with payments.

mod purchases;
mod workload;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::{Instant, sleep};

use super::sound;
use crate::checks::Checks;
use crate::consultations::Consultations;
use crate::env::Env;
use crate::ledger::Ledger;
use crate::load::Stop;
use crate::node::Node;
use crate::population::{Kind, Population};
use crate::proxy::{Mode, Proxy};
use crate::purchases::Purchases;
use crate::timeline::{self, Entry, Span, Timeline};
use workload::Workload;

const BEFORE: Duration = Duration::from_secs(4);
const DURING: Duration = Duration::from_secs(8);
const AFTER: Duration = Duration::from_secs(12);

/// The time within which the gateway must detect an outage.
const KNOWN: Duration = Duration::from_secs(2);

/// The time after the return of a server within which all calls must be good again.
const RECOVERY: Duration = Duration::from_secs(5);

/// The time within which half of the calls must be answered while the breaker of the cache is open.
const BROKEN: Duration = Duration::from_millis(5);

/// The time that a call may take while the database is away: the wait for a turn and a connection, and some more for calls that were
/// running when the outage began.
const LONGEST: Duration = Duration::from_secs(6);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Server {
    Redis,
    MariaDb,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The server is killed, then started again. Redis has lost its data then.
    Killed,
    /// The process is frozen, then continued.
    Frozen,
    /// Every answer takes 100 ms longer. The server does not count as away.
    Slow,
    /// Every answer takes 2 s longer.
    VerySlow,
    /// Open connections are closed, and new ones are refused.
    Refusing,
}

const PARTS: [(&str, Server, Fault); 10] = [
    ("redis-killed", Server::Redis, Fault::Killed),
    ("redis-frozen", Server::Redis, Fault::Frozen),
    ("redis-slow", Server::Redis, Fault::Slow),
    ("redis-very-slow", Server::Redis, Fault::VerySlow),
    ("redis-refusing", Server::Redis, Fault::Refusing),
    ("mariadb-killed", Server::MariaDb, Fault::Killed),
    ("mariadb-frozen", Server::MariaDb, Fault::Frozen),
    ("mariadb-slow", Server::MariaDb, Fault::Slow),
    ("mariadb-very-slow", Server::MariaDb, Fault::VerySlow),
    ("mariadb-refusing", Server::MariaDb, Fault::Refusing),
];

pub(super) async fn run(checks: &mut Checks, part: &str) -> Result<()> {
    for (name, server, fault) in PARTS {
        if name.starts_with(part) {
            println!("  -- {name}");
            one(checks, server, fault).await?;
        }
    }
    purchases::run::<Purchases>(checks, part).await?;
    purchases::run::<Consultations>(checks, part).await
}

async fn one(checks: &mut Checks, server: Server, fault: Fault) -> Result<()> {
    let mut env = Env::open()?;
    let proxy = way_to(&mut env, server).await?;
    let node = env.start("gateway").await?;
    let population = Population::create(&env, &node, workload::PEOPLE).await?;
    let workload = Arc::new(Workload {
        population,
        address: node.public,
        timeline: Timeline::default(),
        ledger: Ledger::default(),
        stop: Stop::default(),
    });
    let calls = tokio::spawn(Arc::clone(&workload).call());
    sleep(BEFORE).await;
    let from = Instant::now();
    begin(&mut env, &proxy, server, fault)?;
    let watched = watch(&node, &env, from).await?;
    end(&mut env, &proxy, server, fault)?;
    let to = Instant::now();
    sleep(AFTER).await;
    let healthy = node.readiness().await?;
    workload.stop.now();
    let pictures = calls.await??;

    let (timeline, span) = (&workload.timeline, Span { from, to });
    timeline::print(&timeline.sent(span, |_| true));
    if fault != Fault::Slow {
        check_health(checks, &watched, &healthy);
    }
    check_answers(checks, server, fault, timeline, span);
    if server == Server::Redis && fault != Fault::Slow {
        checks.check(
            watched.messages == 0,
            "short messages sent while Redis is away",
            watched.messages,
        );
    }
    check_recovery(checks, timeline, span);
    let fetched = workload.fetch(&pictures).await?;
    checks.check(
        fetched == pictures.len(),
        "pictures that can be fetched",
        format!("{fetched} of {}", pictures.len()),
    );
    sound(checks, &node, &workload.population).await?;
    workload
        .ledger
        .check(checks, &workload.population, node.public)
        .await
}

/// Starts a proxy in front of a server, and makes later gateways use it.
async fn way_to(env: &mut Env, server: Server) -> Result<Proxy> {
    let (key, url) = match server {
        Server::Redis => ("CACHE__URL", env.cache.url()),
        Server::MariaDb => ("STORAGE__URL", env.storage_url()),
    };
    let start = url
        .find("127.0.0.1")
        .context("a server is on this machine")?;
    let (_, rest) = url.split_at(start);
    let at = rest.split('/').next().unwrap_or_default();
    let proxy = Proxy::start(at).await?;
    env.set(key, &url.replace(at, &proxy.address.to_string()));
    Ok(proxy)
}

fn begin(env: &mut Env, proxy: &Proxy, server: Server, fault: Fault) -> Result<()> {
    match (fault, server) {
        (Fault::Killed, Server::Redis) => env.cache.kill()?,
        (Fault::Killed, Server::MariaDb) => env.storage.kill()?,
        (Fault::Frozen, Server::Redis) => env.cache.pause()?,
        (Fault::Frozen, Server::MariaDb) => env.storage.pause()?,
        (Fault::Slow, _) => proxy.set(Mode::Slow(Duration::from_millis(100))),
        (Fault::VerySlow, _) => proxy.set(Mode::Slow(Duration::from_secs(2))),
        (Fault::Refusing, _) => proxy.set(Mode::Closed),
    }
    Ok(())
}

fn end(env: &mut Env, proxy: &Proxy, server: Server, fault: Fault) -> Result<()> {
    match (fault, server) {
        // `restart` waits until the server answers.
        (Fault::Killed, Server::Redis) => env.cache.restart()?,
        (Fault::Killed, Server::MariaDb) => env.storage.restart()?,
        (Fault::Frozen, Server::Redis) => env.cache.resume()?,
        (Fault::Frozen, Server::MariaDb) => env.storage.resume()?,
        _ => proxy.set(Mode::Open),
    }
    Ok(())
}

/// The readiness and metrics during an outage.
struct Watched {
    /// The time after which `/readyz` first reported the outage.
    degraded: Option<Duration>,
    /// The number of probes of health and readiness that were not answered with 200.
    unwell: usize,
    /// The number of short messages that were sent after the outage was known.
    messages: usize,
}

async fn watch(node: &Node, env: &Env, from: Instant) -> Result<Watched> {
    let sent = || -> Result<usize> {
        let printed = std::fs::read_to_string(env.folder().join("gateway.calls"))?;
        Ok(printed
            .lines()
            .filter(|line| line.starts_with("sms to "))
            .count())
    };
    let mut watched = Watched {
        degraded: None,
        unwell: 0,
        messages: 0,
    };
    let mut before = None;
    while from.elapsed() < DURING {
        for path in ["/healthz", "/readyz"] {
            let (status, body) = crate::connection::get(node.ops, path).await?;
            watched.unwell += usize::from(status != 200);
            if body.contains("degraded") && watched.degraded.is_none() {
                watched.degraded = Some(from.elapsed());
            }
        }
        if before.is_none() && from.elapsed() > KNOWN {
            before = Some(sent()?);
        }
        sleep(Duration::from_millis(100)).await;
    }
    watched.messages = sent()? - before.unwrap_or_default();
    Ok(watched)
}

fn check_health(checks: &mut Checks, watched: &Watched, healthy: &str) {
    checks.check(
        watched.unwell == 0,
        "looks at health and readiness that are not 200",
        watched.unwell,
    );
    checks.check(
        watched.degraded.is_some_and(|after| after < KNOWN + KNOWN),
        "readiness reports it after",
        format!("{:?}", watched.degraded),
    );
    checks.check(
        healthy.contains("\"ready\""),
        "readiness afterwards",
        healthy.trim(),
    );
}

/// Returns whether the rules allow an answer during an outage.
fn allowed(server: Server, fault: Fault, entry: &Entry) -> bool {
    let is_guest = [Kind::Init.name(), Kind::Goods.name()].contains(&entry.what);
    let busy = "500 overloaded";
    match (server, fault) {
        _ if entry.is_good() => true,
        // A slow database serves fewer calls, but the call at the start of an app does not use the database.
        (Server::MariaDb, Fault::Slow) => entry.what != Kind::Init.name() && entry.outcome == busy,
        // A call that waits for a turn when the database stops answering fails as busy after a second. Later calls fail at once, since
        // the database counts as away.
        (Server::MariaDb, Fault::VerySlow | Fault::Frozen) => {
            !is_guest && (entry.outcome == busy || entry.outcome == "500 internal")
        }
        (Server::Redis, Fault::Slow) => false,
        _ => !is_guest && entry.outcome == "500 internal",
    }
}

fn check_answers(
    checks: &mut Checks,
    server: Server,
    fault: Fault,
    timeline: &Timeline,
    span: Span,
) {
    let strange = timeline.sent(span, |entry| !allowed(server, fault, entry));
    checks.check(
        strange.is_empty(),
        "answers that the rules do not allow",
        format!("{:?}", timeline::outcomes(&strange)),
    );
    let whole = Span {
        to: Instant::now(),
        ..span
    };
    let is_session = |entry: &Entry| entry.outcome.starts_with("60");
    let sessions = timeline.sent(whole, is_session);
    checks.check(
        sessions.is_empty(),
        "sessions that an outage ended (601, 602, 603)",
        format!("{:?}", timeline::outcomes(&sessions)),
    );
    let known = Span {
        from: span.from + KNOWN,
        // Calls in flight when the server comes back may be good.
        to: span.to - Duration::from_millis(100),
    };
    let (median, longest) = timeline::times(&timeline.sent(known, |_| true));
    match (server, fault) {
        (_, Fault::Slow) | (Server::MariaDb, Fault::VerySlow) => {}
        (Server::Redis, _) => checks.check(
            median <= BROKEN && longest <= Duration::from_millis(300),
            "half and all of the calls are answered within ms",
            format!("{} {}", timeline::millis(median), timeline::millis(longest)),
        ),
        (Server::MariaDb, _) => checks.check(
            longest <= LONGEST,
            "half and all of the calls are answered within ms",
            format!("{} {}", timeline::millis(median), timeline::millis(longest)),
        ),
    }
}

fn check_recovery(checks: &mut Checks, timeline: &Timeline, span: Span) {
    let healed = Span {
        from: span.to,
        to: Instant::now(),
    };
    let recovery = timeline.recovery(healed, &workload::METHODS);
    checks.check(
        recovery.is_some_and(|after| after <= RECOVERY),
        "seconds until the first good second",
        recovery.map_or_else(
            || "never".to_owned(),
            |after| after.as_secs_f64().to_string(),
        ),
    );
    if recovery.is_none() {
        println!("    after it was healed:");
        timeline::print(&timeline.sent(healed, |_| true));
    }
}
