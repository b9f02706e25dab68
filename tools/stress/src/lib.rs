//! Scenarios that load, break and stop real gateways, on a private MariaDB and Redis, and print what happened.
//!
//! - `env`: the servers; `gateways`: starts gateways; `node`: a gateway as a process
//! - `app`: an app that signs calls; `connection`: a connection; `caller`: a caller, which repeats calls that got no answer
//! - `population`: accounts and goods; `load`: the generators of calls; `tally`: the outcomes
//! - `client`: a client that behaves correctly and buys; `timeline`: all calls and answers; `ledger`: the check of orders, stock and
//!   points; `proxy`: a proxy that slows and cuts connections to a server
//! - `trade`: orders and their checks: `purchases` of homecare and `consultations` of consulting, both with payments, and `checkouts` of
//!   the tea shop
//! - `scenario`: the scenarios, one file each; `checks`: their assertions
//!
//! - `bench`: the cost of calls; `profile`: their instructions, by function
//!
//! `docs/resilience.md` explains the purpose and has the results of each scenario. `docs/performance.md` has the cost of calls.

mod app;
mod bench;
mod caller;
mod checkouts;
mod checks;
mod client;
mod connection;
mod consultations;
mod env;
mod gateways;
mod ledger;
mod load;
mod node;
mod population;
mod profile;
mod proxy;
mod purchases;
mod scenario;
mod tally;
mod timeline;
mod trade;

use std::process::ExitCode;

use clap::Parser;

use scenario::Scenario;
pub use scenario::{Brief, killed_in_checkouts, killed_in_consultations, killed_in_purchases};

/// Load, break, stop and measure real gateways.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
enum Program {
    /// Load, break and stop gateways
    Stress(Scenarios),
    /// Measure the cost of calls
    Bench(bench::Options),
    /// Count the instructions of calls, by function
    Profile(profile::Options),
}

/// The scenarios to run.
#[derive(clap::Args)]
struct Scenarios {
    /// The scenarios to run
    #[arg(required = true)]
    scenarios: Vec<Scenario>,
    /// Run only the parts of a scenario whose name starts with this
    #[arg(long, default_value = "")]
    part: String,
}

/// Runs the program.
pub fn main() -> ExitCode {
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

/// Runs scenarios one after the other. Returns whether all their checks held.
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
