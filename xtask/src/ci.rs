//! `cargo xtask ci`: the checks, the fast ones first; those that leave processors idle run beside others.

use std::{
    io,
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Context, Result, ensure};

use crate::{
    browser, cargo, generate, packages, root, sdk, setup, side_by_side, stress, suite::Suite, test,
};

/// The selection of builds of the whole workspace: the same everywhere, since another choice of packages or features, or of
/// targets that need no development dependencies, builds most dependencies a second time.
const WHOLE: [&str; 3] = ["--workspace", "--all-features", "--locked"];

/// The arguments of `cargo xtask ci`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// One group of checks; all of them and every test, if it is left out
    group: Option<Group>,
}

/// Checks that belong together; each is a job of its own in `.github/workflows/ci.yml`.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Group {
    /// The committed pages, formatting, lints, documentation, fuzz targets
    Lint,
    /// Licenses, bans and sources of dependencies
    Dependencies,
    /// Tests of the pages in a browser, and of the clients in other languages
    Clients,
    /// The committed documentation, and instructions of calls
    Budget,
}

/// Stops at the first check that fails; the tests come last and end the output with their counts.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    match options.group {
        Some(Group::Lint) => {
            packages::install()?;
            outside_the_workspace()?;
            lint()?;
            documentation()?;
        }
        Some(Group::Dependencies) => dependencies()?,
        Some(Group::Clients) => return clients(),
        Some(Group::Budget) => {
            packages::install()?;
            step("programs", programs)?;
            step("generated files", generate::check)?;
            step("instructions of calls", stress::check_budgets)?;
        }
        None => return everything(),
    }
    Ok(ExitCode::SUCCESS)
}

fn everything() -> Result<ExitCode> {
    step("setup", setup::run)?;
    lint()?;
    side_by_side(
        || step("programs", programs),
        || step("dependencies", dependencies).and_then(|()| outside_the_workspace()),
    )?;
    let on_programs = || {
        step("generated files", generate::check)?;
        let count = || step("instructions of calls", stress::check_budgets);
        side_by_side(count, || test::clients(false, &mut io::stdout()))
    };
    let ((), ((), clients)) = side_by_side(documentation, on_programs)?;
    let mut suites = test::pairs(&test::Options::default())?;
    suites.extend(clients);
    Ok(Suite::report(&suites))
}

fn lint() -> Result<()> {
    step("formatting", || {
        succeed(&mut cargo(&["fmt", "--all", "--check"])?)
    })?;
    step("lints", || {
        let mut clippy = cargo(&["clippy", "--all-targets"])?;
        succeed(clippy.args(WHOLE).args(["--", "-D", "warnings"]))
    })
}

/// Checks what takes few processors: the documentation, and the store without MySQL.
fn documentation() -> Result<()> {
    // The store alone: no other package has code that depends on MySQL, and tools of the workspace always need it.
    step("lints without MySQL", || {
        let arguments = ["clippy", "--package=signet-store", "--locked"];
        succeed(cargo(&arguments)?.args(["--", "-D", "warnings"]))
    })?;
    step("documentation", || {
        let mut doc = cargo(&["doc", "--no-deps", "--document-private-items"])?;
        succeed(doc.args(WHOLE).env("RUSTDOCFLAGS", "-D warnings"))
    })
}

/// Checks what is not built in the target folder of the workspace.
fn outside_the_workspace() -> Result<()> {
    step("pages", browser::check_built)?;
    step("fuzz targets", || {
        let arguments = ["check", "--manifest-path", "fuzz/Cargo.toml", "--locked"];
        // Any file: nothing is linked, and to compile the fuzzer takes longer than the check.
        succeed(cargo(&arguments)?.env("CUSTOM_LIBFUZZER_PATH", root()?.join("fuzz/Cargo.toml")))
    })
}

/// Builds the programs and their tests.
fn programs() -> Result<()> {
    succeed(cargo(&["build", "--bins", "--tests"])?.args(WHOLE))
}

fn clients() -> Result<ExitCode> {
    sdk::install()?;
    browser::install()?;
    step("programs", sdk::build_gateway)?;
    Ok(Suite::report(&test::clients(false, &mut io::stdout())?))
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
