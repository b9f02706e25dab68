//! Tests of one kind: their commands and their counts.

use std::{
    fmt,
    io::{BufRead, BufReader, Write},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Context, Result};

/// The counts of the tests on one pair of storage and cache, or of one client.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Suite {
    name: &'static str,
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Suite {
    /// Runs the commands one after the other, writes their output to `output`, and counts their tests.
    pub(crate) fn run(
        name: &'static str,
        commands: impl IntoIterator<Item = Command>,
        output: &mut impl Write,
    ) -> Result<Suite> {
        writeln!(output, "== tests: {name}")?;
        let start = Instant::now();
        let mut suite = Suite {
            name,
            ..Suite::default()
        };
        for mut command in commands {
            suite.add(&mut command, output)?;
        }
        let seconds = start.elapsed().as_secs_f32();
        writeln!(output, "== tests: {name}: {seconds:.1} s")?;
        Ok(suite)
    }

    fn add(&mut self, command: &mut Command, output: &mut impl Write) -> Result<()> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let printed = BufReader::new(child.stdout.take().context("the tests have no output")?);
        // Tests may print any bytes, so the output is read as bytes.
        for line in printed.split(b'\n') {
            let line = line?;
            self.count(&String::from_utf8_lossy(&line));
            output.write_all(&[&line[..], b"\n"].concat())?;
        }
        if !child.wait()?.success() {
            // A test program that crashed has printed no result to count.
            self.failed = self.failed.max(1);
        }
        Ok(())
    }

    /// Prints a line for each suite, and the sum as the last line. The exit code is a failure if a test failed, or if a suite ran no tests.
    pub(crate) fn report(suites: &[Suite]) -> ExitCode {
        for suite in suites {
            println!("{suite}");
        }
        let sum = |count: fn(&Suite) -> u64| suites.iter().map(count).sum::<u64>();
        println!(
            "{} passed, {} failed, {} skipped",
            sum(|suite| suite.passed),
            sum(|suite| suite.failed),
            sum(|suite| suite.skipped)
        );
        let ran = sum(|suite| suite.passed) > 0;
        if ran && suites.iter().all(Suite::is_good) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    /// Returns whether there were tests and none of them failed.
    fn is_good(&self) -> bool {
        self.passed + self.skipped > 0 && self.failed == 0
    }

    /// Adds the numbers in a line such as `test result: ok. 3 passed; 0 failed; 1 ignored; …`, or in the line with the number of passed
    /// tests of a test runner of another language. Failed tests of such a runner count as one.
    fn count(&mut self, line: &str) {
        if let Some((_, result)) = line.split_once("test result: ") {
            for part in result.split(['.', ';']) {
                let Some((number, word)) = part.trim().split_once(' ') else {
                    continue;
                };
                let count = match word {
                    "passed" => &mut self.passed,
                    "failed" => &mut self.failed,
                    "ignored" => &mut self.skipped,
                    _ => continue,
                };
                *count += number.parse().unwrap_or(0);
            }
        }
        // The starts of these lines for Node, Python's unittest, and PHPUnit.
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
            skipped,
        } = self;
        write!(
            f,
            "{name}: {passed} tests passed, {failed} failed, {skipped} skipped"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed_and_other_lines_ignored() {
        let mut suite = Suite::default();
        for line in [
            "running 3 tests",
            "test a::passed ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: FAILED. 20 passed; 2 failed; 4 ignored; 0 measured; 0 filtered out; finished in 1.00s",
            "5 passed; 5 failed",
            "ℹ tests 50",
            "ℹ pass 47",
            "Ran 8 tests in 0.008s",
            "OK (8 tests, 239 assertions)",
            "OK",
        ] {
            suite.count(line);
        }
        let expected = Suite {
            name: "",
            passed: 86,
            failed: 2,
            skipped: 5,
        };
        assert_eq!(suite, expected);
    }

    #[test]
    fn a_suite_is_bad_if_a_command_fails_or_nothing_ran() {
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let run = |scripts: &[&str]| {
            let mut output = Vec::new();
            let commands = scripts.iter().map(|script| shell(script));
            let suite = Suite::run("pair", commands, &mut output).unwrap();
            (suite.is_good(), String::from_utf8(output).unwrap())
        };
        let (is_good, output) = run(&["echo 'test result: ok. 3 passed; 0 failed'"]);
        assert!(is_good && output.contains("3 passed"), "{output}");
        let (is_good, _) = run(&["echo 'test result: ok. 3 passed; 0 failed'", "exit 101"]);
        assert!(!is_good);
        let (is_good, _) = run(&["echo 'test result: ok. 0 passed; 0 failed'"]);
        assert!(!is_good);
    }
}
