//! `cargo xtask ci`: the checks, the fast ones first. Checks that leave processors idle run at the same time as others.

use std::{
    ffi::OsString,
    io,
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Context, Result, ensure};

use crate::{
    browser, cargo, generate, packages, rustc, sdk, setup, side_by_side, stress, suite::Suite, test,
};

/// The arguments of builds of the whole workspace. They are the same for all builds: with other packages or features, or with targets that
/// need no development dependencies, cargo would build most dependencies a second time.
const WHOLE: [&str; 3] = ["--workspace", "--all-features", "--locked"];

/// The arguments of clippy.
const DENY_WARNINGS: [&str; 2] = ["-D", "warnings"];

/// The arguments of `cargo xtask ci`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// One group of checks. Without it, all checks and all tests run
    group: Option<Group>,
}

/// A group of checks. Each group is a job in `.github/workflows/ci.yml`.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Group {
    /// The committed pages, formatting, lints, documentation
    Lint,
    /// Licenses, bans and sources of dependencies
    Dependencies,
    /// Tests of the pages in a browser, of documents, and of the clients in other languages
    Clients,
    /// The committed documentation, and the numbers of instructions of calls
    Budget,
}

/// Runs the checks and stops at the first one that fails. The tests come last, and the output ends with their counts.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    match options.group {
        Some(Group::Lint) => {
            packages::install()?;
            step("pages", browser::check_built)?;
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
    // The other packages are installed while the lints run.
    step("packages to build", packages::install_to_build)?;
    side_by_side(lint, || step("setup", setup::run))?;
    side_by_side(
        || step("programs", programs),
        || {
            step("dependencies", dependencies)?;
            step("pages", browser::check_built)
        },
    )?;
    let (_, pages) = side_by_side(documentation, || {
        step("generated files", generate::check)?;
        step("instructions of calls", stress::check_budgets)?;
        browser::suite(false, &mut io::stdout())
    })?;
    let mut suites = test::suites(&test::Options::without_pages())?;
    suites.extend(pages);
    Ok(Suite::report(&suites))
}

fn lint() -> Result<()> {
    step("formatting", || {
        succeed(&mut cargo(&["fmt", "--all", "--check"])?)
    })?;
    step("lints", || {
        let mut clippy = cargo(&["clippy", "--all-targets"])?;
        succeed(clippy.args(WHOLE).arg("--").args(DENY_WARNINGS))
    })
}

/// Runs the checks that use few processors: lints of the store without MySQL, and the documentation of libraries.
fn documentation() -> Result<()> {
    // Only the store is checked: no other package has code that depends on MySQL.
    step("lints without MySQL", || {
        let arguments = ["tree", "--workspace", "--edges=all", "--locked"];
        let tree = cargo(&arguments)?.output()?;
        ensure!(
            tree.status.success() && !String::from_utf8(tree.stdout)?.contains("mysqlclient"),
            "the workspace needs the client library of MySQL although the feature is off: cargo tree --workspace -e all -i mysqlclient-sys"
        );
        let arguments = ["clippy", "--package=signet-store", "--locked"];
        succeed(cargo(&arguments)?.arg("--").args(DENY_WARNINGS))
    })?;
    step("documentation", || {
        let mut doc = cargo(&["doc", "--no-deps", "--lib"])?;
        doc.args(WHOLE).env("RUSTDOCFLAGS", "-D warnings");
        for (name, value) in as_clippy()? {
            doc.env(name, value);
        }
        succeed(&mut doc)
    })
}

/// Returns the environment variables that `cargo clippy` sets for `cargo check`. With the same variables, the crates that clippy has checked
/// are not checked again. If another version of clippy sets other variables, they are checked again.
fn as_clippy() -> Result<[(&'static str, OsString); 2]> {
    let sysroot = rustc(&["--print", "sysroot"])?;
    let driver = Path::new(sysroot.trim()).join("bin/clippy-driver");
    let arguments = DENY_WARNINGS.map(|argument| format!("{argument}__CLIPPY_HACKERY__"));
    Ok([
        ("RUSTC_WORKSPACE_WRAPPER", driver.into()),
        ("CLIPPY_ARGS", arguments.concat().into()),
    ])
}

/// Builds the tests and the programs that the checks run. The checks do not run the programs of `tools/reference`.
fn programs() -> Result<()> {
    let mut build = cargo(&["build", "--tests"])?;
    build.args(["--bin=gateway", "--bin=signet-generate", "--bin=stress"]);
    succeed(build.args(WHOLE))
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

/// Checks licenses, bans and sources of dependencies. Installs `cargo-deny` if it is missing.
fn dependencies() -> Result<()> {
    if !cargo(&["deny", "--version"])?.output()?.status.success() {
        // Without optimisation it builds in a third of the time, and the check takes a second in both cases.
        let mut install = cargo(&["install", "--locked", "--debug", "cargo-deny"])?;
        for setting in ["DEBUG", "DEBUG_ASSERTIONS", "OVERFLOW_CHECKS"] {
            install.env(format!("CARGO_PROFILE_DEV_{setting}"), "false");
        }
        succeed(&mut install)?;
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
