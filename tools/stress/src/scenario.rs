//! The scenarios, one file each.

mod bulkheads;
mod crash;
mod galera;
mod outages;
mod overload;
mod slow;
mod stop;

use std::path::Path;

use anyhow::Result;
use clap::ValueEnum;

use crate::checkouts::Checkouts;
use crate::checks::Checks;
use crate::consultations::Consultations;
use crate::gateways::Gateways;
use crate::node::Node;
use crate::population::Population;
use crate::purchases::Purchases;
use crate::trade::Trade;

/// A load or a failure that gateways must withstand.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Scenario {
    /// Five times the load that a gateway can answer
    Overload,
    /// A flood of one method beside calls of other methods
    Bulkheads,
    /// Ten thousand bodies that arrive byte by byte
    SlowBodies,
    /// Ten thousand idle connections
    Idle,
    /// A thousand clients that send calls and do not read
    SlowReaders,
    /// A database, a cache or a payment provider that is killed, hangs, is slow or refuses
    Outages,
    /// A gateway that is killed in the middle of orders, and of orders with payments, again and again
    Crash,
    /// Three gateways on the three servers of a cluster that compares transactions when they commit
    Galera,
    /// A gateway that gets the signal to stop under load: a single gateway, and three gateways one after the other
    Stop,
}

impl Scenario {
    pub(crate) async fn run(self, part: &str) -> Result<bool> {
        let mut checks = Checks::default();
        match self {
            Scenario::Overload => overload::run(&mut checks).await?,
            Scenario::Bulkheads => bulkheads::run(&mut checks).await?,
            Scenario::SlowBodies => slow::bodies(&mut checks).await?,
            Scenario::Idle => slow::idle(&mut checks).await?,
            Scenario::SlowReaders => slow::readers(&mut checks).await?,
            Scenario::Outages => outages::run(&mut checks, part).await?,
            Scenario::Crash => crash::run(&mut checks, part).await?,
            Scenario::Galera => galera::run(&mut checks).await?,
            Scenario::Stop => stop::run(&mut checks, part).await?,
        }
        Ok(checks.all_hold())
    }

    pub(crate) fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// The environment of a short form of a scenario: the folder of the program, and the servers.
pub struct Brief<'a> {
    /// The folder of the gateway program.
    pub programs: &'a Path,
    /// The URL of an empty database.
    pub storage: &'a str,
    /// The URL of the fast store.
    pub cache: &'a str,
    /// The start of the keys in the fast store.
    pub prefix: &'a str,
}

/// Kills a gateway in the middle of homecare orders with payments a few times. Returns whether all checks held.
///
/// # Errors
/// If something unexpected happens, such as a call without an answer.
pub async fn killed_in_purchases(brief: &Brief<'_>) -> Result<bool> {
    killed::<Purchases>(brief).await
}

/// As [`killed_in_purchases`], with posts and orders of consulting.
///
/// # Errors
/// If something unexpected happens, such as a call without an answer.
pub async fn killed_in_consultations(brief: &Brief<'_>) -> Result<bool> {
    killed::<Consultations>(brief).await
}

/// As [`killed_in_purchases`], with checkouts of the tea shop.
///
/// # Errors
/// If something unexpected happens, such as a call without an answer.
pub async fn killed_in_checkouts(brief: &Brief<'_>) -> Result<bool> {
    killed::<Checkouts>(brief).await
}

async fn killed<T: Trade>(brief: &Brief<'_>) -> Result<bool> {
    let mut gateways = Gateways::of(brief.programs)?;
    gateways.set("STORAGE__URL", brief.storage);
    gateways.set("CACHE__URL", brief.cache);
    gateways.set("CACHE__PREFIX", brief.prefix);
    let mut checks = Checks::default();
    crash::purchases::run::<T>(&mut checks, &mut gateways, crash::purchases::BRIEF).await?;
    Ok(checks.all_hold())
}

/// Checks that no call panicked and that no secret was logged.
async fn sound(checks: &mut Checks, node: &Node, population: &Population) -> Result<()> {
    checks.no_panics(node).await?;
    let logs = node.logs()?;
    let leaked = population
        .secrets()
        .filter(|secret| logs.contains(secret))
        .count();
    checks.check(leaked == 0, "secrets in the logs", leaked);
    Ok(())
}
