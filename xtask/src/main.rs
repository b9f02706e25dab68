//! `cargo xtask`: the project's own commands.
//!
//! - [`setup`]: installs what the commands need: [`packages`] of Debian, modules of Node
//! - [`mod@test`]: every test, on each pair of storage and cache; [`programs`]: the choice of test programs, [`suite`]: their counts
//! - [`sdk`]: the tests of the clients in other languages, which `test` runs too, on a [`demo_gateway`]
//! - [`browser`]: the tests of the pages in a browser and of documents, which `test` runs too
//! - [`mod@stress`]: gateways that are loaded, broken, stopped and measured
//! - [`ci`]: all checks that must pass before a change is merged, `test` last
//! - [`generate`]: every committed file that is generated
//! - [`fuzz`]: the fuzz targets, for a limited time, and [`openapi`]: calls that are made from the OpenAPI documents of wires

mod browser;
mod ci;
mod demo_gateway;
mod fuzz;
mod generate;
mod openapi;
mod packages;
mod programs;
mod sdk;
mod setup;
mod stress;
mod suite;
mod test;

use std::{
    env,
    path::PathBuf,
    process::{Command, ExitCode},
    thread,
};

use anyhow::{Context, Result, anyhow};
use clap::Parser;

/// The project's own commands.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Task {
    /// Install what the tests need, on Debian as root or with sudo
    Setup,
    /// Run every test on SQLite + in-process and on MariaDB + Redis, the tests of the clients in other languages, and of the pages
    Test(test::Options),
    /// Run the tests of the clients in other languages alone
    Sdk,
    /// Run the tests of the pages in a browser, and of documents, alone
    Browser,
    /// Load, break and stop real gateways, and print the figures; --help lists the scenarios
    #[command(disable_help_flag = true)]
    Stress(stress::Options),
    /// Measure the cost of calls, compared with reference servers in the same run
    #[command(disable_help_flag = true)]
    Bench(stress::Options),
    /// Count the instructions of calls under callgrind, by function
    #[command(disable_help_flag = true)]
    Profile(stress::Options),
    /// Run all checks of the continuous integration, the tests last
    Ci(ci::Options),
    /// Write every committed file that is generated
    Generate(generate::Options),
    /// Run the fuzz targets, each for a limited time
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    let outcome = match Task::parse() {
        Task::Setup => setup::run().map(|()| ExitCode::SUCCESS),
        Task::Test(options) => test::run(&options),
        Task::Sdk => sdk::run(),
        Task::Browser => browser::run(),
        Task::Stress(options) => stress::run("stress", &options),
        Task::Bench(options) => stress::run("bench", &options),
        Task::Profile(options) => stress::run("profile", &options),
        Task::Ci(options) => ci::run(&options),
        Task::Generate(options) => generate::run(&options),
        Task::Fuzz(options) => fuzz::run(&options),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Returns the folder of the workspace. `cargo` passes the folder of xtask to the programs that it runs.
fn root() -> Result<PathBuf> {
    let manifest_folder = env::var_os("CARGO_MANIFEST_DIR").context("start it as `cargo xtask`")?;
    let root = PathBuf::from(manifest_folder)
        .parent()
        .context("xtask has no folder above it")?
        .to_path_buf();
    Ok(root)
}

/// Returns a command that runs `cargo` in the folder of the workspace.
fn cargo(arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(env::var_os("CARGO").context("start it as `cargo xtask`")?);
    command.current_dir(root()?).args(arguments);
    // Some build scripts read these variables. They would run again after a build without xtask, and most of the workspace would be
    // compiled again.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    Ok(command)
}

/// Runs the compiler. Returns its output.
fn rustc(arguments: &[&str]) -> Result<String> {
    let printed = Command::new("rustc").args(arguments).output()?;
    Ok(String::from_utf8(printed.stdout)?)
}

/// Runs two functions at the same time, each of which leaves processors idle. Both end before an error is returned.
fn side_by_side<A, B: Send>(
    first: impl FnOnce() -> Result<A>,
    second: impl FnOnce() -> Result<B> + Send,
) -> Result<(A, B)> {
    thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        let second = second.join().map_err(|_| anyhow!("a thread panicked"))?;
        Ok((first?, second?))
    })
}
