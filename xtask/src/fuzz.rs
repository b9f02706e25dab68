//! `cargo xtask fuzz`: every fuzz target for a limited time, on the stable toolchain, and then calls from [`openapi`] documents.
//!
//! `cargo fuzz` needs a nightly toolchain for its sanitizers, which find nothing in code without `unsafe`. Coverage, the checks of a debug
//! build, and the limits on time and memory are available without it.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{cargo, openapi, packages, root, rustc};

/// The feature of the fuzzer itself, which no other build needs.
const FUZZER: &str = "libfuzzer-sys/link_libfuzzer";

/// The flags with which `cargo fuzz` builds, except those of a sanitizer.
const FLAGS: [&str; 10] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "-Cdebug-assertions",
    "-Coverflow-checks",
    "-Cdebuginfo=1",
    "--cfg=fuzzing",
];

/// The seconds and MiB that one input may take. An input that takes more is a finding. A photo of 52 million pixels takes half a minute,
/// because the fuzzer counts branches.
const TIMEOUT: u32 = 60;
const MEMORY: u32 = 1024;

/// The arguments of `cargo xtask fuzz`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// One target: a file of fuzz/fuzz_targets, or `openapi` for calls made from the documents of the wires. Without it, all
    /// targets run one after the other
    target: Option<String>,
    /// The time in seconds for each target, and for each wire of `openapi`
    #[arg(long, default_value_t = 30)]
    seconds: u32,
}

/// Runs the targets and ends the output with a line for each. The exit code is a failure if a target found something.
///
/// Each target starts with its seeds (fuzz/seeds), the corpus of earlier runs (target/fuzz/corpus), and the inputs of earlier findings
/// (target/fuzz/findings), so that another run shows whether these are fixed.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    packages::install()?;
    let mut chosen = targets()?;
    chosen.push(openapi::NAME.to_owned());
    if let Some(target) = &options.target {
        ensure!(
            chosen.contains(target),
            "the targets are {}",
            chosen.join(", ")
        );
        chosen.retain(|name| name == target);
    }
    let calls_wires = chosen.pop_if(|name| name == openapi::NAME).is_some();
    let mut lines = Vec::new();
    let mut found = false;
    if !chosen.is_empty() {
        build()?;
    }
    let programs = programs()?;
    for name in &chosen {
        println!("== fuzz {name} for {} s", options.seconds);
        let outcome = fuzz(name, &programs.join(name), options.seconds)?;
        found |= outcome.finding.is_some();
        lines.push(outcome.describe(name, &programs.join(name)));
    }
    if calls_wires {
        let findings = openapi::run(options.seconds)?;
        found |= !findings.is_empty();
        lines.extend(findings);
    }
    println!("{}", lines.join("\n"));
    Ok(if found {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Returns the names of the targets, in alphabetical order.
fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root()?.join("fuzz/fuzz_targets"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_stem().context("a target has no name")?;
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Returns the folder of the programs, corpora and findings.
fn folder() -> Result<PathBuf> {
    Ok(root()?.join("target/fuzz"))
}

/// Returns the folder of the programs.
fn programs() -> Result<PathBuf> {
    Ok(folder()?.join(host()?).join("release"))
}

/// Builds every target.
fn build() -> Result<()> {
    let host = host()?;
    // With `--target` the flags do not apply to build scripts.
    let status = cargo(&["build", "--release", "--locked", "--target", &host])?
        .args(["--package", "signet-fuzz", "--features", FUZZER])
        .arg("--target-dir")
        .arg(folder()?)
        .env("RUSTFLAGS", FLAGS.join(" "))
        // The release profile has link-time optimisation for the gateway. It would take minutes for each target.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .status()?;
    ensure!(status.success(), "the fuzz targets do not compile");
    Ok(())
}

/// Returns the compiler's name for this kind of machine.
fn host() -> Result<String> {
    let printed = rustc(&["-vV"])?;
    let line = printed.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line.context("rustc does not print its host")?.to_owned())
}

fn fuzz(name: &str, program: &Path, seconds: u32) -> Result<Outcome> {
    let folder = |kind: &str| -> Result<PathBuf> {
        let folder = folder()?.join(kind).join(name);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    };
    let (corpus, findings) = (folder("corpus")?, folder("findings")?);
    let mut child = Command::new(program)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={TIMEOUT}"))
        .arg(format!("-rss_limit_mb={MEMORY}"))
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .args([&corpus, &root()?.join("fuzz/seeds").join(name), &findings])
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let mut outcome = Outcome::default();
    let printed = BufReader::new(child.stderr.take().context("it has no output")?);
    for line in printed.split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        eprintln!("{line}");
        outcome.read(&line);
    }
    let status = child.wait()?;
    if !status.success() && outcome.finding.is_none() {
        bail!("fuzz {name} did not run: {status}");
    }
    Ok(outcome)
}

/// The results of a run of a target.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    executions: u64,
    coverage: u64,
    corpus: u64,
    /// The file with the input on which the target failed.
    finding: Option<String>,
}

impl Outcome {
    /// Reads a line of output: a status such as `#12345 NEW cov: 321 ft: 654 corp: 98/7654b …`, of which the last one counts, or the line with
    /// the file of a finding.
    fn read(&mut self, line: &str) {
        if let Some((_, path)) = line.split_once("Test unit written to ") {
            self.finding = Some(path.trim().to_owned());
        }
        let Some(status) = line.strip_prefix('#') else {
            return;
        };
        let words: Vec<&str> = status.split_whitespace().collect();
        let after = |name: &str| {
            let at = words.iter().position(|word| *word == name)?;
            words.get(at + 1)?.split('/').next()?.parse().ok()
        };
        if let Some(executions) = words.first().and_then(|word| word.parse().ok()) {
            self.executions = executions;
        }
        self.coverage = after("cov:").unwrap_or(self.coverage);
        self.corpus = after("corp:").unwrap_or(self.corpus);
    }

    fn describe(&self, name: &str, program: &Path) -> String {
        let line = format!(
            "{name}: {} executions, coverage {}, corpus {}",
            self.executions, self.coverage, self.corpus
        );
        match &self.finding {
            None => line,
            Some(file) => format!(
                "{line}, FOUND {file}\n  repeat it: {} {file}",
                program.display()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_status_counts_and_a_finding_is_reported() {
        let mut outcome = Outcome::default();
        for line in [
            "INFO: seed corpus: files: 7 min: 1b max: 71b total: 200b rss: 30Mb",
            "#8\tINITED cov: 100 ft: 200 corp: 5/20b exec/s: 0 rss: 33Mb",
            "#2048\tpulse  cov: 321 ft: 654 corp: 98/7654b lim: 4 exec/s: 1024 rss: 40Mb",
            "#4096\tDONE",
            "artifact_prefix='x/'; Test unit written to x/crash-1",
        ] {
            outcome.read(line);
        }
        let expected = Outcome {
            executions: 4096,
            coverage: 321,
            corpus: 98,
            finding: Some("x/crash-1".to_owned()),
        };
        assert_eq!(outcome, expected);
        let description = outcome.describe("json", Path::new("target/json"));
        assert!(
            description.contains("FOUND x/crash-1")
                && description.contains("target/json x/crash-1")
        );
    }
}
