//! `cargo xtask stress`, `bench` and `profile`: the programs of `tools/stress` and `tools/reference`, on a release build of the gateway.

use std::process::{Command, ExitCode};

use anyhow::{Result, ensure};

use crate::{cargo, packages, root};

/// The arguments that select the program in a build.
const STRESS: &str = "--package=signet-stress";
const MYSQL: &str = "--features=signet-stress/mysql";

/// The arguments of the program, which parses them itself.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The arguments of the program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the gateway and the program, and runs a command of the program. For `bench` it also builds the reference servers.
pub(crate) fn run(command: &str, options: &Options) -> Result<ExitCode> {
    packages::install()?;
    // The gateway is built alone. If it were built with the other programs, its libraries would have additional features.
    build(&["--package=signet-gateway", "--features=mysql"])?;
    match command {
        "bench" => build(&[STRESS, MYSQL, "--package=signet-reference"])?,
        _ => build(&[STRESS, MYSQL])?,
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

/// Returns the command of the program in a folder of `target`. The gateway is in the same folder.
fn program(folder: &str) -> Result<Command> {
    let mut program = Command::new(root()?.join("target").join(folder).join("stress"));
    program.current_dir(root()?);
    Ok(program)
}

/// Compares the instructions of calls with their budgets, on the debug programs that [`ci`](crate::ci) built last. A release build takes
/// minutes, and a change that makes calls more expensive in a release also does so in a debug build.
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
