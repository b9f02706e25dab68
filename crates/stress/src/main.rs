//! Scenarios that load, break and stop real gateways, on a private MariaDB and Redis, and print what happened.
//!
//! - [`stage`]: the servers; [`node`]: a gateway as a process
//! - [`app`], [`client`]: an app that signs, a connection
//! - [`town`]: people and goods; [`load`]: how they call; [`tally`]: what they were answered
//! - [`customer`]: a good client, who repeats what got no answer; [`diary`]: when it was answered what; [`ledger`]:
//!   whether orders, stock and points agree with it; [`proxy`]: a slow way to a server
//! - [`scenario`]: what is tried, one file each
//!
//! `docs/resilience.md` tells what each scenario is for and what it gave.

mod app;
mod client;
mod customer;
mod diary;
mod ledger;
mod load;
mod node;
mod proxy;
mod scenario;
mod stage;
mod tally;
mod town;

use std::process::ExitCode;

use clap::Parser;

use scenario::Scenario;

/// Load, break and stop real gateways.
#[derive(Parser)]
#[command(bin_name = "cargo xtask stress")]
struct Options {
    /// What is tried
    #[arg(required = true)]
    scenarios: Vec<Scenario>,
    /// Of a scenario with several parts, those whose name starts so
    #[arg(long, default_value = "")]
    part: String,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let mut failed = false;
    for scenario in options.scenarios {
        println!("== {}", scenario.name());
        match run(scenario, &options.part) {
            Ok(true) => println!("== {}: holds", scenario.name()),
            Ok(false) => {
                failed = true;
                println!("== {}: DOES NOT HOLD", scenario.name());
            }
            Err(error) => {
                failed = true;
                println!("== {}: {error:#}", scenario.name());
            }
        }
    }
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Plays a scenario; whether everything held that it is for.
fn run(scenario: Scenario, part: &str) -> anyhow::Result<bool> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(scenario.play(part))
}
