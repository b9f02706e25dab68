//! `cargo xtask test`: the same test programs on each pair of storage and cache, then those of the clients and of the pages.

use std::{
    fmt,
    io::{self, BufRead, BufReader, Write},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use signet_testkit::servers::{MariaDb, Redis};

use crate::{browser, cargo, packages, sdk};

/// Tell the tests where the servers are; without them they use SQLite and the in-process cache.
const STORAGE_URL: &str = "SIGNET_TEST_STORAGE_URL";
const CACHE_URL: &str = "SIGNET_TEST_CACHE_URL";

/// What `cargo xtask test` takes.
#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// SQLite + in-process alone: nothing is installed, no server is started, and clients and pages are left out for which
    /// something is missing
    #[arg(long)]
    embedded: bool,
    /// For the test programs: parts of test names, options like --nocapture; with any, the clients in other languages
    /// and the pages are left out
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Runs every test and ends the output with one line per pair or client, and the sum.
///
/// The exit code is a failure if a test failed, or none ran where some should.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    if !options.embedded {
        packages::install()?;
    }
    let built = cargo_test(options)?.arg("--no-run").status()?;
    ensure!(built.success(), "the tests do not compile");

    let mut suites = vec![Suite::run(
        "SQLite + in-process",
        cargo_test(options)?.arg("--").args(&options.arguments),
    )?];
    if !options.embedded {
        let (storage, cache) = (MariaDb::start()?, Redis::start()?);
        let mut command = cargo_test(options)?;
        command
            .env(STORAGE_URL, storage.url())
            .env(CACHE_URL, cache.url());
        let command = command.arg("--").args(&options.arguments);
        suites.push(Suite::run("MariaDB + Redis", command)?);
    }
    if options.arguments.is_empty() {
        suites.extend(sdk::suites(options.embedded)?);
        suites.extend(browser::suite(options.embedded)?);
    }

    for suite in &suites {
        println!("{suite}");
    }
    let passed: u64 = suites.iter().map(|suite| suite.passed).sum();
    let failed: u64 = suites.iter().map(|suite| suite.failed).sum();
    println!("{passed} passed, {failed} failed");
    Ok(if suites.iter().all(Suite::is_good) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Without documentation tests, which `cargo xtask ci` runs: they know neither storage nor cache.
fn cargo_test(options: &Options) -> Result<Command> {
    let mut command = cargo(&[
        "test",
        "--workspace",
        "--locked",
        "--tests",
        "--no-fail-fast",
    ])?;
    if !options.embedded {
        command.args(["--features", "signet-gateway/mysql"]);
    }
    command.env_remove(STORAGE_URL).env_remove(CACHE_URL);
    Ok(command)
}

/// The tests counted on one pair of storage and cache, or of one client.
#[derive(Debug, PartialEq)]
pub(crate) struct Suite {
    name: &'static str,
    passed: u64,
    failed: u64,
}

impl Suite {
    /// Runs the tests and passes their output on.
    pub(crate) fn run(name: &'static str, command: &mut Command) -> Result<Self> {
        println!("== tests: {name}");
        let start = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut suite = Self {
            name,
            passed: 0,
            failed: 0,
        };
        let output = BufReader::new(child.stdout.take().context("the tests have no output")?);
        // Tests may print any bytes, so these are not yet text.
        for line in output.split(b'\n') {
            let line = line?;
            suite.count(&String::from_utf8_lossy(&line));
            io::stdout().write_all(&[&line[..], b"\n"].concat())?;
        }
        if !child.wait()?.success() {
            // A test program that died left no result to count.
            suite.failed = suite.failed.max(1);
        }
        println!("== tests: {name}: {:.1} s", start.elapsed().as_secs_f32());
        Ok(suite)
    }

    /// Whether tests ran, and none failed.
    pub(crate) fn is_good(&self) -> bool {
        self.passed > 0 && self.failed == 0
    }

    /// Adds the numbers of a line like `test result: ok. 3 passed; 0 failed; 1 ignored; …`, or of one in which another
    /// language's program tells how many tests it ran; of those, the ones that fail count as one.
    fn count(&mut self, line: &str) {
        if let Some((_, result)) = line.split_once("test result: ") {
            for part in result.split(['.', ';']) {
                match part.trim().split_once(' ') {
                    Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                    Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                    _ => {}
                }
            }
        }
        // Those of Node, Python's unittest, and PHPUnit.
        for start in ["ℹ pass ", "Ran ", "OK ("] {
            let rest = line.strip_prefix(start).unwrap_or_default();
            let number = rest.split(' ').next().unwrap_or_default();
            self.passed += number.parse().unwrap_or(0);
        }
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Suite {
            name,
            passed,
            failed,
        } = self;
        write!(f, "{name}: {passed} tests passed, {failed} failed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed_and_other_lines_ignored() {
        let mut suite = Suite {
            name: "",
            passed: 0,
            failed: 0,
        };
        for line in [
            "running 3 tests",
            "test a::passed ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: FAILED. 20 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
            "5 passed; 5 failed",
            "ℹ tests 50",
            "ℹ pass 47",
            "Ran 8 tests in 0.008s",
            "OK (8 tests, 239 assertions)",
            "OK",
        ] {
            suite.count(line);
        }
        assert_eq!((suite.passed, suite.failed), (86, 2));
    }
}
