//! `cargo xtask test`: the same test programs on each pair of storage and cache, then those of the clients and of the pages.

use std::{
    io::{self, Write},
    process::{Command, ExitCode},
    thread,
};

use anyhow::{Result, anyhow, ensure};
use signet_testkit::servers::{MariaDb, Redis};

use crate::{browser, cargo, programs::Programs, sdk, setup, suite::Suite};

/// The addresses of the servers for the tests; without them they use SQLite and the in-process cache.
pub(crate) const STORAGE_URL: &str = "SIGNET_TEST_STORAGE_URL";
pub(crate) const CACHE_URL: &str = "SIGNET_TEST_CACHE_URL";

/// What `cargo xtask test` takes.
#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// SQLite + in-process alone: nothing is installed, no server is started, and clients and pages are left out for which
    /// something is missing
    #[arg(long)]
    embedded: bool,
    /// MariaDB + Redis alone, without clients and pages
    #[arg(long, conflicts_with = "embedded")]
    servers: bool,
    /// Parts of test names, then options of the test programs like --nocapture. With a name, only test programs that have
    /// such a test are built; with any argument, the clients and the pages are left out
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Runs every test and ends the output with one line per pair or client, and the sum.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    if !options.embedded {
        setup::run()?;
    }
    let programs = Programs::with(&options.names())?;
    for mut command in options.commands(&programs)? {
        let built = command.arg("--no-run").status()?;
        ensure!(built.success(), "the tests do not compile");
    }
    let mut suites = Vec::new();
    if !options.servers {
        suites.push(options.run_embedded(&programs)?);
    }
    if options.arguments.is_empty() && !options.servers {
        let others = |output: &mut Vec<u8>| {
            let mut suites = sdk::suites(options.embedded, output)?;
            suites.extend(browser::suite(options.embedded, output)?);
            Ok(suites)
        };
        let (pair, others) = beside(|| options.run_servers(&programs), others)?;
        suites.extend(pair);
        suites.extend(others);
    } else {
        suites.extend(options.run_servers(&programs)?);
    }
    Ok(Suite::report(&suites))
}

/// Runs two groups of tests at the same time; the output of the second follows that of the first.
fn beside<A>(
    first: impl FnOnce() -> Result<A>,
    second: impl FnOnce(&mut Vec<u8>) -> Result<Vec<Suite>> + Send,
) -> Result<(A, Vec<Suite>)> {
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            let mut output = Vec::new();
            (second(&mut output), output)
        });
        let first = first();
        let (second, output) = second.join().map_err(|_| anyhow!("a thread panicked"))?;
        io::stdout().write_all(&output)?;
        Ok((first?, second?))
    })
}

impl Options {
    /// Returns the parts of test names.
    fn names(&self) -> Vec<&str> {
        let arguments = self.arguments.iter().map(String::as_str);
        arguments
            .take_while(|word| !word.starts_with('-'))
            .collect()
    }

    fn run_embedded(&self, programs: &Programs) -> Result<Suite> {
        let mut commands = self.commands(programs)?;
        for command in &mut commands {
            command.arg("--").args(&self.arguments);
        }
        Suite::run("SQLite + in-process", commands, &mut io::stdout())
    }

    /// Starts the servers and runs the tests on them; `None` if only the embedded pair is wanted.
    fn run_servers(&self, programs: &Programs) -> Result<Option<Suite>> {
        if self.embedded {
            return Ok(None);
        }
        let (storage, cache) = (MariaDb::start()?, Redis::start()?);
        let mut commands = self.commands(programs)?;
        for command in &mut commands {
            command
                .env(STORAGE_URL, storage.url())
                .env(CACHE_URL, cache.url());
            // Tests that need the servers are ignored without them.
            command
                .args(["--", "--include-ignored"])
                .args(&self.arguments);
        }
        Suite::run("MariaDB + Redis", commands, &mut io::stdout()).map(Some)
    }

    /// Returns the commands that build and run the programs, without documentation tests, which `cargo xtask ci` runs:
    /// they use neither storage nor cache.
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
            commands.push(command);
        }
        Ok(commands)
    }
}
