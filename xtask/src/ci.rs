//! `cargo xtask ci`: the checks, the fast ones first.

use std::{
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Context, Result, ensure};

use crate::{browser, cargo, generate, packages, sdk, setup, stress, test};

/// What builds of the whole workspace select: the same everywhere, since another choice of packages or features, or of
/// targets that need no development dependencies, builds most dependencies a second time.
const WHOLE: [&str; 3] = ["--workspace", "--all-features", "--locked"];

/// What `cargo xtask ci` takes.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// One group of checks; all of them and every test, if it is left out
    group: Option<Group>,
}

/// Checks that belong together; each is a job of its own in `.github/workflows/ci.yml`.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Group {
    /// Formatting, lints, documentation, fuzz targets
    Lint,
    /// Licenses, bans and sources of dependencies
    Dependencies,
    /// What is committed of the pages, their tests in a browser, and those of the clients in other languages
    Clients,
    /// What is committed of the documentation, and instructions of calls
    Budget,
}

/// Stops at the first check that fails; the tests come last and end the output with their counts.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    match options.group {
        Some(Group::Lint) => {
            packages::install()?;
            lint()?;
        }
        Some(Group::Dependencies) => dependencies()?,
        Some(Group::Clients) => return clients(),
        Some(Group::Budget) => {
            packages::install()?;
            budget()?;
        }
        None => return everything(),
    }
    Ok(ExitCode::SUCCESS)
}

fn everything() -> Result<ExitCode> {
    step("setup", setup::run)?;
    step("dependencies", dependencies)?;
    step("pages", browser::check_built)?;
    lint()?;
    budget()?;
    test::run(&test::Options::default())
}

fn lint() -> Result<()> {
    step("formatting", || {
        succeed(&mut cargo(&["fmt", "--all", "--check"])?)
    })?;
    step("lints", || {
        let mut clippy = cargo(&["clippy", "--all-targets"])?;
        succeed(clippy.args(WHOLE).args(["--", "-D", "warnings"]))
    })?;
    step("lints without MySQL", || {
        let arguments = ["clippy", "--all-targets", "--workspace", "--locked"];
        succeed(cargo(&arguments)?.args(["--", "-D", "warnings"]))
    })?;
    step("documentation", || {
        let mut doc = cargo(&["doc", "--no-deps", "--document-private-items"])?;
        succeed(doc.args(WHOLE).env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    step("fuzz targets", || {
        let arguments = ["check", "--manifest-path", "fuzz/Cargo.toml", "--locked"];
        succeed(&mut cargo(&arguments)?)
    })?;
    step("documentation tests", || {
        succeed(cargo(&["test", "--doc"])?.args(WHOLE))
    })
}

fn budget() -> Result<()> {
    step("programs", || {
        succeed(cargo(&["build", "--bins", "--tests"])?.args(WHOLE))
    })?;
    step("generated files", generate::check)?;
    step("instructions of calls", stress::check_budgets)
}

fn clients() -> Result<ExitCode> {
    step("pages", browser::check_built)?;
    let clients = sdk::run()?;
    let pages = browser::run()?;
    Ok(if clients == ExitCode::SUCCESS {
        pages
    } else {
        clients
    })
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
