//! A gateway that is killed in the middle of orders, again and again. Buyers repeat the calls that got no answer.

pub(super) mod purchases;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use tokio::time::{Instant, sleep};

use crate::checkouts::Checkouts;
use crate::checks::Checks;
use crate::client::Client;
use crate::consultations::Consultations;
use crate::env::Env;
use crate::ledger::Ledger;
use crate::load::Stop;
use crate::node::Node;
use crate::population::{Kind, Population};
use crate::purchases::Purchases;
use crate::timeline::{Entry, Span, Timeline, millis, outcomes, times};
use crate::trade::Trade;

/// The number of accounts that buy. Each buys one piece after the other.
const BUYERS: usize = 16;

/// The time of the kill, in milliseconds after the first order of a round.
const MOMENT: std::ops::Range<u64> = 50..600;

/// The time that an order may take after it was first sent, even if the gateway is killed meanwhile.
const LONGEST: Duration = Duration::from_secs(10);

pub(super) async fn run(checks: &mut Checks, part: &str) -> Result<()> {
    for (name, embedded, rounds) in [("servers", false, 100), ("embedded", true, 30)] {
        if name.starts_with(part) {
            println!("  -- {name}: {rounds} rounds");
            one(checks, embedded, rounds).await?;
        }
    }
    trade::<Purchases>(checks, part).await?;
    trade::<Consultations>(checks, part).await?;
    trade::<Checkouts>(checks, part).await
}

async fn trade<T: Trade>(checks: &mut Checks, part: &str) -> Result<()> {
    for (stores, embedded) in [("servers", false), ("embedded", true)] {
        let name = format!("{}-{stores}", T::NAME);
        if name.starts_with(part) {
            println!("  -- {name}");
            let mut env = Env::open()?;
            if embedded {
                env.embed();
            }
            purchases::run::<T>(checks, &mut env, purchases::WHOLE).await?;
        }
    }
    Ok(())
}

/// The buyers and their records.
struct Shop {
    population: Population,
    timeline: Timeline,
    ledger: Ledger,
    stop: Stop,
}

async fn one(checks: &mut Checks, embedded: bool, rounds: usize) -> Result<()> {
    let mut env = Env::open()?;
    if embedded {
        env.embed();
    }
    let mut node = env.start("gateway").await?;
    let (public, ops) = (node.public, node.ops);
    let shop = Arc::new(Shop {
        population: Population::create(&env, &node, BUYERS).await?,
        timeline: Timeline::default(),
        ledger: Ledger::default(),
        stop: Stop::default(),
    });
    let began = Instant::now();
    let buyers = tokio::spawn({
        let shop = Arc::clone(&shop);
        async move { buy(&shop, public).await }
    });
    let mut starts = Vec::new();
    for _ in 0..rounds {
        wait_for_order(&shop).await?;
        sleep(Duration::from_millis(fastrand::u64(MOMENT))).await;
        node.kill()?;
        let killed = Instant::now();
        node = env.start_on("gateway", public, ops).await?;
        starts.push(killed.elapsed());
    }
    wait_for_order(&shop).await?;
    shop.stop.now();
    let longest = buyers.await??;
    report(checks, &shop, &starts, began, longest);
    shop.ledger
        .check(checks, &shop.population, node.public)
        .await?;
    let after = last_orders(&shop, &node).await?;
    checks.check(
        after < Duration::from_secs(1),
        "afterwards all accounts can buy at once, ms",
        millis(after),
    );
    Ok(())
}

fn report(
    checks: &mut Checks,
    shop: &Shop,
    starts: &[Duration],
    began: Instant,
    longest: Duration,
) {
    let whole = Span {
        from: began,
        to: Instant::now(),
    };
    let orders = shop
        .timeline
        .sent(whole, |entry| entry.what == Kind::Order.name());
    let (median, _) = times(&orders);
    let mean = starts.iter().sum::<Duration>() / u32::try_from(starts.len()).unwrap_or(1).max(1);
    println!(
        "    {} orders, {} sent; half are answered within {} ms; a gateway is back {} ms after its end",
        shop.ledger.len(),
        orders.len(),
        millis(median),
        millis(mean),
    );
    println!("    answers to orders: {:?}", outcomes(&orders));
    checks.check(
        longest <= LONGEST,
        "the longest time of an order to its answer, ms",
        millis(longest),
    );
    let sessions = shop
        .timeline
        .sent(whole, |entry| entry.outcome.starts_with("60"));
    checks.check(
        sessions.is_empty(),
        "sessions that ended (601, 602, 603)",
        sessions.len(),
    );
}

/// Runs all buyers until `shop.stop`. Returns the longest time of one order.
async fn buy(shop: &Shop, public: std::net::SocketAddr) -> Result<Duration> {
    let buyers = shop.population.people.iter().map(|person| async move {
        let mut client = Client::new(&shop.population, person, public, &shop.timeline);
        let mut longest = Duration::ZERO;
        while !shop.stop.is_due() {
            let started = Instant::now();
            client.buy(&shop.ledger).await?;
            longest = longest.max(started.elapsed());
        }
        anyhow::Ok(longest)
    });
    let all = try_join_all(buyers).await?;
    Ok(all.into_iter().max().unwrap_or_default())
}

/// Waits for the next good order.
async fn wait_for_order(shop: &Shop) -> Result<()> {
    let from = Instant::now();
    let is_order = |entry: &Entry| entry.what == Kind::Order.name() && entry.is_good();
    loop {
        let span = Span {
            from,
            to: Instant::now(),
        };
        if !shop.timeline.sent(span, is_order).is_empty() {
            return Ok(());
        }
        ensure!(
            from.elapsed() < Duration::from_secs(100),
            "no account can buy any more"
        );
        sleep(Duration::from_millis(5)).await;
    }
}

/// Makes one more order with every account, all at the same time. Returns the time until all are answered.
async fn last_orders(shop: &Shop, node: &Node) -> Result<Duration> {
    let (started, ledger) = (Instant::now(), Ledger::default());
    let buyers = shop.population.people.iter().map(|person| {
        let mut client = Client::new(&shop.population, person, node.public, &shop.timeline);
        let ledger = &ledger;
        async move { client.buy(ledger).await }
    });
    try_join_all(buyers).await?;
    Ok(started.elapsed())
}
