//! Five times the calls that a gateway can answer.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::sound;
use crate::checks::Checks;
use crate::env::Env;
use crate::load::{EVERYDAY, closed, open};
use crate::population::Population;

/// The numbers of callers with which the peak is measured.
const CALLERS: [usize; 4] = [8, 16, 32, 64];

const LENGTH: Duration = Duration::from_secs(10);

/// The number of connections of the callers that do not wait.
const CONNECTIONS: usize = 1000;

/// The time within which half of the shed calls must be answered.
const SHED_WITHIN: Duration = Duration::from_millis(5);

pub(super) async fn run(checks: &mut Checks) -> Result<()> {
    let mut env = Env::open()?;
    env.separate()?;
    let node = env.start("gateway").await?;
    let population = Arc::new(Population::create(&env, &node, 200).await?);
    population.stock_up(node.public, 150).await?;
    closed(
        &population,
        node.public,
        EVERYDAY,
        16,
        Duration::from_secs(3),
    )
    .await?;

    let mut peak: f64 = 0.0;
    for callers in CALLERS {
        let tally = closed(&population, node.public, EVERYDAY, callers, LENGTH).await?;
        println!(
            "  {callers} callers who wait: {:.0} good answers/s\n{tally}",
            tally.goodput()
        );
        peak = peak.max(tally.goodput());
    }
    let before = node.memory()?;
    let flood = open(
        &population,
        node.public,
        EVERYDAY,
        5.0 * peak,
        CONNECTIONS,
        LENGTH,
    )
    .await?;
    println!(
        "  {:.0} calls/s, {:.1} times the peak: {:.0} good answers/s, {} calls not made\n{flood}",
        flood.offered(),
        flood.offered() / peak,
        flood.goodput(),
        flood.not_made
    );
    let after = node.memory()?;
    checks.check(
        flood.offered() >= 4.5 * peak,
        "calls offered, times the peak",
        flood.offered() / peak,
    );
    checks.check(
        flood.goodput() >= 0.9 * peak,
        "good answers, part of the peak",
        flood.goodput() / peak,
    );
    checks.check(
        flood.others().is_empty(),
        "answers that are neither good nor shed",
        format!("{:?}", flood.others()),
    );
    let within = flood.shed_quantile(0.5);
    checks.check(
        within <= SHED_WITHIN,
        "half of the shed calls are answered within",
        format!("{within:?}"),
    );
    checks.check(
        after < before + 65_536,
        "memory grows by KiB",
        after.saturating_sub(before),
    );
    let calm = closed(
        &population,
        node.public,
        EVERYDAY,
        8,
        Duration::from_secs(2),
    )
    .await?;
    checks.check(
        calm.others().is_empty() && calm.shed() == 0,
        "afterwards all is well",
        format!("{:?}", calm.others()),
    );
    sound(checks, &node, &population).await
}
