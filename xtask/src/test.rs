//! `cargo xtask test`: the same test programs on each pair of storage and cache, then the tests of the clients and of the pages.

use std::{
    env,
    io::{self, Write},
    num::NonZero,
    process::{Command, ExitCode},
    thread,
};

use anyhow::{Result, ensure};
use signet_testkit::servers::{MariaDb, Redis};

use crate::{browser, cargo, programs::Programs, sdk, setup, side_by_side, suite::Suite};

/// The variables with the URLs of the servers for the tests. Without them the tests use SQLite and the in-process cache.
pub(crate) const STORAGE_URL: &str = "SIGNET_TEST_STORAGE_URL";
pub(crate) const CACHE_URL: &str = "SIGNET_TEST_CACHE_URL";

/// The variable with the number of tests that a test program runs at the same time.
const AT_ONCE: &str = "RUST_TEST_THREADS";

/// The arguments of `cargo xtask test`.
#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Only SQLite + in-process: nothing is installed, no server is started, and clients and pages are left out if something
    /// for them is missing
    #[arg(long)]
    embedded: bool,
    /// Only MariaDB + Redis, without clients and pages
    #[arg(long, conflicts_with = "embedded")]
    servers: bool,
    /// Parts of test names, then options of the test programs like --nocapture. With a name, only test programs that have
    /// such a test are built; with any argument, the clients and the pages are left out
    #[arg(last = true)]
    arguments: Vec<String>,
    /// Whether the pages are left out, because `ci` tests them earlier
    #[arg(skip)]
    without_pages: bool,
}

/// Runs every test. The output ends with one line per pair or client, and the sum.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    if !options.embedded {
        setup::run()?;
    }
    Ok(Suite::report(&suites(options)?))
}

/// Builds the test programs, runs them on each pair of storage and cache, and tests the clients and the pages.
pub(crate) fn suites(options: &Options) -> Result<Vec<Suite>> {
    let programs = Programs::with(&options.names())?;
    for mut command in options.commands(&programs)? {
        let built = command.arg("--no-run").status()?;
        ensure!(built.success(), "the tests do not compile");
    }
    if options.servers {
        return Ok(vec![options.run_servers(&programs, &mut io::stdout())?]);
    }
    let embedded = || -> Result<Vec<Suite>> {
        let mut suites = vec![options.run_embedded(&programs, &mut io::stdout())?];
        if options.arguments.is_empty() {
            let others = match options.without_pages {
                true => sdk::suites,
                false => clients,
            };
            suites.extend(others(options.embedded, &mut io::stdout())?);
        }
        Ok(suites)
    };
    if options.embedded {
        return embedded();
    }
    // Both pairs run at the same time, because many tests wait. The output of the second is printed after the output of the first.
    let mut printed = Vec::new();
    let (mut suites, servers) =
        side_by_side(embedded, || options.run_servers(&programs, &mut printed))?;
    io::stdout().write_all(&printed)?;
    suites.insert(1, servers);
    Ok(suites)
}

/// Tests the clients in other languages and the pages on the gateway that was built last.
///
/// If something is missing for some of them, these are left out if `may_skip` is true; otherwise that is an error.
pub(crate) fn clients(may_skip: bool, output: &mut impl Write) -> Result<Vec<Suite>> {
    let mut suites = sdk::suites(may_skip, output)?;
    suites.extend(browser::suite(may_skip, output)?);
    Ok(suites)
}

/// Returns the number of tests of a program that run at the same time: the number of processors plus one, because many tests wait.
fn at_once() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get) + 1
}

impl Options {
    /// Returns the options for all tests except those of the pages.
    pub(crate) fn without_pages() -> Options {
        Options {
            without_pages: true,
            ..Options::default()
        }
    }

    /// Returns the parts of test names.
    fn names(&self) -> Vec<&str> {
        let arguments = self.arguments.iter().map(String::as_str);
        arguments
            .take_while(|word| !word.starts_with('-'))
            .collect()
    }

    fn run_embedded(&self, programs: &Programs, output: &mut impl Write) -> Result<Suite> {
        let mut commands = self.commands(programs)?;
        for command in &mut commands {
            command.arg("--").args(&self.arguments);
        }
        Suite::run("SQLite + in-process", commands, output)
    }

    /// Starts the servers and runs the tests on them, including the tests that are ignored without servers.
    fn run_servers(&self, programs: &Programs, output: &mut impl Write) -> Result<Suite> {
        let (storage, cache) = (MariaDb::start()?, Redis::start()?);
        let mut commands = self.commands(programs)?;
        for command in &mut commands {
            command
                .env(STORAGE_URL, storage.url())
                .env(CACHE_URL, cache.url())
                .args(["--", "--include-ignored"])
                .args(&self.arguments);
        }
        Suite::run("MariaDB + Redis", commands, output)
    }

    /// Returns the commands that build and run the programs. The project has no documentation tests, because they take minutes to build.
    fn commands(&self, programs: &Programs) -> Result<Vec<Command>> {
        let mut commands = Vec::new();
        for selection in programs.selections() {
            let mut command = cargo(&["test", "--locked", "--no-fail-fast"])?;
            command.args(selection);
            if !self.embedded {
                // The feature for MySQL needs a library of the system.
                command.arg("--all-features");
            }
            command.env_remove(STORAGE_URL).env_remove(CACHE_URL);
            // If a snapshot differs, the test fails and the snapshot is not written.
            command.env("INSTA_UPDATE", "no");
            if env::var_os(AT_ONCE).is_none() {
                command.env(AT_ONCE, at_once().to_string());
            }
            commands.push(command);
        }
        Ok(commands)
    }
}
