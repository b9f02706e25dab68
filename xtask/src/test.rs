//! `cargo xtask test`: the same test programs on each pair of storage and cache.

use std::{
    io::{self, BufRead, BufReader, Write},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use signet_testkit::servers::{MariaDb, Redis};

use crate::{cargo, packages};

/// Tell the tests where the servers are; without them they use SQLite and the in-process cache.
const STORAGE_URL: &str = "SIGNET_TEST_STORAGE_URL";
const CACHE_URL: &str = "SIGNET_TEST_CACHE_URL";

/// What `cargo xtask test` takes.
#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// SQLite + in-process alone: nothing is installed, no server is started
    #[arg(long)]
    embedded: bool,
    /// For the test programs: parts of test names, options like --nocapture
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Runs every test and ends the output with one line per pair and the sum.
///
/// The exit code is a failure if a test failed or a pair ran none.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    if !options.embedded {
        packages::install()?;
    }
    let built = cargo_test(options)?.arg("--no-run").status()?;
    ensure!(built.success(), "the tests do not compile");

    let mut pairs = vec![Pair::run(
        "SQLite + in-process",
        cargo_test(options)?,
        options,
    )?];
    if !options.embedded {
        let (storage, cache) = (MariaDb::start()?, Redis::start()?);
        let mut command = cargo_test(options)?;
        command
            .env(STORAGE_URL, storage.url())
            .env(CACHE_URL, cache.url());
        pairs.push(Pair::run("MariaDB + Redis", command, options)?);
    }

    for pair in &pairs {
        println!(
            "{}: {} tests passed, {} failed",
            pair.name, pair.passed, pair.failed
        );
    }
    let passed: u64 = pairs.iter().map(|pair| pair.passed).sum();
    let failed: u64 = pairs.iter().map(|pair| pair.failed).sum();
    println!("{passed} passed, {failed} failed");
    let all_ran = pairs.iter().all(|pair| pair.passed > 0);
    Ok(if failed == 0 && all_ran {
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

/// The tests counted on one pair of storage and cache.
#[derive(Debug, PartialEq)]
struct Pair {
    name: &'static str,
    passed: u64,
    failed: u64,
}

impl Pair {
    /// Runs the tests and passes their output on.
    fn run(name: &'static str, mut command: Command, options: &Options) -> Result<Self> {
        println!("== tests on {name}");
        let start = Instant::now();
        let mut child = command
            .arg("--")
            .args(&options.arguments)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut pair = Self {
            name,
            passed: 0,
            failed: 0,
        };
        let output = BufReader::new(child.stdout.take().context("the tests have no output")?);
        // Tests may print any bytes, so these are not yet text.
        for line in output.split(b'\n') {
            let line = line?;
            pair.count(&String::from_utf8_lossy(&line));
            io::stdout().write_all(&[&line[..], b"\n"].concat())?;
        }
        if !child.wait()?.success() {
            // A test program that died left no result to count.
            pair.failed = pair.failed.max(1);
        }
        println!("== tests on {name}: {:.1} s", start.elapsed().as_secs_f32());
        Ok(pair)
    }

    /// Adds the numbers of a line like `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn count(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else {
            return;
        };
        for part in result.split(['.', ';']) {
            match part.trim().split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed_and_other_lines_ignored() {
        let mut pair = Pair {
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
        ] {
            pair.count(line);
        }
        assert_eq!(
            pair,
            Pair {
                name: "",
                passed: 23,
                failed: 2
            }
        );
    }
}
