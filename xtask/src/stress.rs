//! `cargo xtask stress`, `bench` and `profile`: the programs of `tools/stress` and `tools/reference`, on a gateway as it is released.

use std::process::{Command, ExitCode};

use anyhow::{Result, ensure};

use crate::{cargo, packages, root};

/// The arguments of the program, which parses them itself.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// For the program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the gateway and the program, and runs one of its commands. `bench` needs the reference servers as well.
pub(crate) fn run(command: &str, options: &Options) -> Result<ExitCode> {
    packages::install()?;
    // Built alone: built with the others, its libraries would get their features.
    build(&["--package=signet-gateway", "--features=mysql"])?;
    match command {
        "bench" => build(&["--package=signet-stress", "--package=signet-reference"])?,
        _ => build(&["--package=signet-stress"])?,
    }
    let ended = program("release")?
        .arg(command)
        .args(&options.arguments)
        .status()?;
    Ok(if ended.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn build(packages: &[&str]) -> Result<()> {
    let built = cargo(&["build", "--release", "--locked"])?
        .args(packages)
        .status()?;
    ensure!(built.success(), "the programs do not compile");
    Ok(())
}

/// Returns the program in a folder of `target`, where the gateway is beside it.
fn program(folder: &str) -> Result<Command> {
    let mut program = Command::new(root()?.join("target").join(folder).join("stress"));
    program.current_dir(root()?);
    Ok(program)
}

/// Compares the instructions of calls with their budgets, on the programs of [`ci`](crate::ci) that were built last: a
/// release takes minutes to build, and a change that makes calls more expensive there does so here.
pub(crate) fn check_budgets() -> Result<()> {
    let arguments = [
        "profile",
        "A",
        "B",
        "--check",
        "tools/stress/instructions.json",
    ];
    let checked = program("debug")?.args(arguments).status()?;
    ensure!(
        checked.success(),
        "a call takes more instructions than it may; if that is worth it, change tools/stress/instructions.json"
    );
    Ok(())
}
