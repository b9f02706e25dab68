//! `cargo xtask stress`: the scenarios of `crates/stress`, on a gateway as it is released.

use std::process::ExitCode;

use anyhow::{Result, ensure};

use crate::{cargo, packages, root};

/// What `cargo xtask stress` takes.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// For the scenarios' program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the gateway and the scenarios, and plays them.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    packages::install()?;
    for (package, features) in [("signet-gateway", "mysql"), ("signet-stress", "")] {
        let arguments = [
            "build",
            "--release",
            "--locked",
            "--package",
            package,
            "--features",
            features,
        ];
        ensure!(
            cargo(&arguments)?.status()?.success(),
            "{package} does not compile"
        );
    }
    let mut stress = std::process::Command::new(root()?.join("target/release/stress"));
    let played = stress.args(&options.arguments).status()?;
    Ok(if played.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
