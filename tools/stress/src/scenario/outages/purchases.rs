//! Orders with payments while the database, Redis or the payment provider is unreachable. Afterwards the books must agree.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use signet_testkit::payments::Behaviour;
use tokio::time::sleep;

use super::{BEFORE, Fault, Server, begin, end, way_to};
use crate::checks::Checks;
use crate::env::Env;
use crate::proxy::Proxy;
use crate::trade::{Provider, Trade};

const SHOPPERS: usize = 12;

/// The lengths of the outages of a part, in seconds. Each interrupts calls that are running. In the last one an order is repeated after
/// more than ten seconds; within ten seconds equal orders count as the same order.
const OUTAGES: [u64; 5] = [1, 3, 2, 1, 12];

/// The time for which orders continue after each outage.
const BETWEEN: Duration = Duration::from_secs(3);

/// The time after which a frozen provider answers. It is longer than the gateway waits.
const HANGING: Duration = Duration::from_secs(8);

/// The server or the provider that fails.
#[derive(Clone)]
enum Away {
    Server(Server, Fault),
    Provider(Behaviour),
}

pub(super) async fn run<T: Trade>(checks: &mut Checks, part: &str) -> Result<()> {
    for (name, away) in [
        ("redis-killed", Away::Server(Server::Redis, Fault::Killed)),
        ("redis-frozen", Away::Server(Server::Redis, Fault::Frozen)),
        (
            "redis-refusing",
            Away::Server(Server::Redis, Fault::Refusing),
        ),
        (
            "mariadb-killed",
            Away::Server(Server::MariaDb, Fault::Killed),
        ),
        (
            "mariadb-frozen",
            Away::Server(Server::MariaDb, Fault::Frozen),
        ),
        (
            "mariadb-refusing",
            Away::Server(Server::MariaDb, Fault::Refusing),
        ),
        ("provider-broken", Away::Provider(Behaviour::Breaks)),
        ("provider-forgetful", Away::Provider(Behaviour::Forgets)),
        ("provider-frozen", Away::Provider(Behaviour::Slow(HANGING))),
    ] {
        let name = format!("{}-{name}", T::NAME);
        if name.starts_with(part) {
            println!("  -- {name}");
            one::<T>(checks, away).await?;
        }
    }
    Ok(())
}

async fn one<T: Trade>(checks: &mut Checks, away: Away) -> Result<()> {
    let mut env = Env::open()?;
    let proxy = match away {
        Away::Server(server, _) => Some(way_to(&mut env, server).await?),
        Away::Provider(_) => None,
    };
    let provider = Arc::new(Provider::start());
    T::configure(&mut env, &provider);
    let node = env.start("gateway").await?;
    let opened = T::open(&env, &node, Arc::clone(&provider), SHOPPERS).await?;
    let trade = Arc::new(opened);
    let running = tokio::spawn(Arc::clone(&trade).run());
    sleep(BEFORE).await;
    for seconds in OUTAGES {
        toggle(&mut env, proxy.as_ref(), &provider, &away, true)?;
        sleep(Duration::from_secs(seconds)).await;
        toggle(&mut env, proxy.as_ref(), &provider, &away, false)?;
        trade.wait_for_order().await?;
        sleep(BETWEEN).await;
    }
    trade.stop();
    running.await??;
    trade.check(checks, &env, &node).await
}

/// Begins an outage, or ends it.
fn toggle(
    env: &mut Env,
    proxy: Option<&Proxy>,
    provider: &Provider,
    away: &Away,
    is_away: bool,
) -> Result<()> {
    match (away, proxy) {
        (Away::Server(server, fault), Some(proxy)) => match is_away {
            true => begin(env, proxy, *server, *fault),
            false => end(env, proxy, *server, *fault),
        },
        (Away::Provider(behaviour), _) => {
            provider.force(is_away.then(|| behaviour.clone()));
            Ok(())
        }
        (Away::Server(..), None) => anyhow::bail!("a server has a proxy in front"),
    }
}
