//! A flood of one method, and the latency of calls of other methods.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::sound;
use crate::checks::Checks;
use crate::env::Env;
use crate::load::{Mix, open};
use crate::population::{Kind, Population};

/// The other calls during a flood: with and without a session, reads and writes.
const OTHERS: Mix = &[
    (Kind::Init, 30),
    (Kind::Goods, 20),
    (Kind::Detail, 30),
    (Kind::Order, 20),
];

/// The rate of the other calls, in calls per second. Half of a processor can handle it.
const RATE: f64 = 250.0;

const LENGTH: Duration = Duration::from_secs(10);

/// The floods and their rates, in calls per second: several times the hashes and pictures that the gateway can handle, and about the
/// order lists that it can handle.
const FLOODS: [(&str, Kind, Mix, f64); 3] = [
    (
        "password hashes",
        Kind::WrongLogin,
        &[(Kind::WrongLogin, 1)],
        500.0,
    ),
    ("pictures", Kind::Upload, &[(Kind::Upload, 1)], 150.0),
    ("the database", Kind::Orders, &[(Kind::Orders, 1)], 5000.0),
];

pub(super) async fn run(checks: &mut Checks) -> Result<()> {
    let env = Env::open()?;
    let node = env.start("gateway").await?;
    let population = Arc::new(Population::create(&env, &node, 200).await?);
    population.stock_up(node.public, 100).await?;
    let others = || open(&population, node.public, OTHERS, RATE, 128, LENGTH);
    others().await?;
    let calm = others().await?;
    println!("  without a flood\n{calm}");
    for (name, kind, mix, rate) in FLOODS {
        let flood = open(&population, node.public, mix, rate, 500, LENGTH);
        let (flood, flooded) = tokio::join!(flood, others());
        let (flood, flooded) = (flood?, flooded?);
        println!(
            "  with {:.0} more {} a second\n{flood}\n{flooded}",
            flood.offered(),
            kind.name()
        );
        let (calm, flooded) = (calm.without(kind), flooded.without(kind));
        checks.check(
            flooded.others().is_empty() && flooded.shed() == 0,
            "every other call is answered well",
            format!("{} shed, {:?}", flooded.shed(), flooded.others()),
        );
        let (before, after) = (calm.quantile(0.99), flooded.quantile(0.99));
        checks.check(
            after <= 2 * before,
            &format!("p99 of the others with a flood of {name}"),
            format!("{after:?}, without {before:?}"),
        );
    }
    sound(checks, &node, &population).await
}
