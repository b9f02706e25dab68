//! `cargo xtask ci`: the checks, the fast ones first.

use std::{
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Context, Result, ensure};

use crate::{browser, cargo, packages, root, stress, test};

/// Stops at the first check that fails; the tests come last and end the output with their counts.
pub(crate) fn run() -> Result<ExitCode> {
    step("formatting", || {
        succeed(&mut cargo(&["fmt", "--all", "--check"])?)
    })?;
    step("packages", packages::install)?;
    step("dependencies", dependencies)?;
    step("lints without MySQL", || {
        let arguments = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ];
        succeed(&mut cargo(&arguments)?)
    })?;
    step("lints", || {
        let arguments = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--locked",
            "--",
            "-D",
            "warnings",
        ];
        succeed(&mut cargo(&arguments)?)
    })?;
    step("documentation", || {
        let arguments = [
            "doc",
            "--workspace",
            "--no-deps",
            "--all-features",
            "--locked",
            "--document-private-items",
        ];
        succeed(cargo(&arguments)?.env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    step("pages", browser::check_built)?;
    if root()?.join("fuzz").exists() {
        step("fuzz targets", || {
            succeed(&mut cargo(&[
                "check",
                "--manifest-path",
                "fuzz/Cargo.toml",
                "--locked",
            ])?)
        })?;
    }
    step("documentation tests", || {
        succeed(&mut cargo(&[
            "test",
            "--doc",
            "--workspace",
            "--locked",
            "--features",
            "signet-gateway/mysql",
        ])?)
    })?;
    step("instructions of calls", stress::check_budgets)?;
    test::run(&test::Options::default())
}

fn step(name: &str, check: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("== {name}");
    let start = Instant::now();
    check().with_context(|| format!("{name} failed"))?;
    println!("== {name}: {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}

/// Licenses, bans and sources; installs `cargo-deny` if it is missing.
fn dependencies() -> Result<()> {
    if !cargo(&["deny", "--version"])?.output()?.status.success() {
        // Not optimised: that builds in a third of the time, and the check takes a second either way.
        let arguments = ["install", "--locked", "--debug", "cargo-deny"];
        succeed(cargo(&arguments)?.env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    }
    succeed(&mut cargo(&[
        "deny", "--locked", "check", "licenses", "bans", "sources",
    ])?)
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    ensure!(status.success(), "{status}");
    Ok(())
}
