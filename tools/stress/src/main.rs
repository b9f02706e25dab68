//! Scenarios that load, break and stop real gateways, on a private MariaDB and Redis, and print what happened.
//!
//! - [`env`]: the servers; [`node`]: a gateway as a process
//! - [`app`], [`connection`]: an app that signs, a connection
//! - [`population`]: people and goods; [`load`]: how they call; [`tally`]: what they were answered
//! - [`client`]: a good client, who repeats what got no answer; [`timeline`]: when it was answered what; [`ledger`]:
//!   whether orders, stock and points agree with it; [`proxy`]: a slow way to a server
//! - [`scenario`]: what is tried, one file each; [`checks`]: what has to hold
//!
//! - [`bench`]: what calls cost; [`profile`]: in instructions, by function
//!
//! `docs/resilience.md` tells what each scenario is for and what it gave, `docs/performance.md` what calls cost.

mod app;
mod bench;
mod checks;
mod client;
mod connection;
mod env;
mod ledger;
mod load;
mod node;
mod population;
mod profile;
mod proxy;
mod scenario;
mod tally;
mod timeline;

use std::process::ExitCode;

use clap::Parser;

use scenario::Scenario;

/// Load, break, stop and measure real gateways.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
enum Program {
    /// Load, break and stop them
    Stress(Scenarios),
    /// Measure what calls cost
    Bench(bench::Options),
    /// Count the instructions of calls, by function
    Profile(profile::Options),
}

/// Which scenarios.
#[derive(clap::Args)]
struct Scenarios {
    /// What is tried
    #[arg(required = true)]
    scenarios: Vec<Scenario>,
    /// Of a scenario with several parts, those whose name starts so
    #[arg(long, default_value = "")]
    part: String,
}

fn main() -> ExitCode {
    let outcome = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| match Program::parse() {
            Program::Stress(options) => Ok(runtime.block_on(run(options))),
            Program::Bench(options) => runtime.block_on(bench::run(&options)).map(|()| true),
            Program::Profile(options) => runtime.block_on(profile::run(&options)),
        });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs scenarios one after the other; whether everything held that they are for.
async fn run(options: Scenarios) -> bool {
    let mut all_hold = true;
    for scenario in options.scenarios {
        let name = scenario.name();
        println!("== {name}");
        let holds = match scenario.run(&options.part).await {
            Ok(true) => "holds".to_owned(),
            Ok(false) => "DOES NOT HOLD".to_owned(),
            Err(error) => format!("{error:#}"),
        };
        println!("== {name}: {holds}");
        all_hold &= holds == "holds";
    }
    all_hold
}
