//! Rounds of load, by `wrk`.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use signet_testkit::servers::find_program;

use super::process::processor_time;
use crate::app::Call;

const SCRIPT: &str = include_str!("calls.lua");

/// The number of keep-alive connections of a round.
pub(super) const CONNECTIONS: &str = "64";

/// The results of a round.
#[derive(Clone, Copy, Debug)]
pub(super) struct Round {
    /// The number of answers per second.
    pub(super) per_second: f64,
    /// The server's processor time for each answer, in microseconds.
    pub(super) micros: f64,
    /// The time within which 99 of 100 answers came, in microseconds.
    pub(super) p99: f64,
    /// The number of calls.
    pub(super) calls: f64,
}

/// Returns the URL of a server for calls.
pub(super) fn url(address: SocketAddr) -> String {
    format!("http://{address}/")
}

/// Calls to one path that are sent in turn, in a file for `wrk`.
pub(super) struct Calls {
    path: &'static str,
    content_type: &'static str,
    forms: PathBuf,
    script: PathBuf,
}

impl Calls {
    /// Writes calls to a file with this name in a folder.
    pub(super) fn write(folder: &Path, name: &str, calls: &[Call]) -> Result<Calls> {
        let script = folder.join("calls.lua");
        fs::write(&script, SCRIPT)?;
        let forms = folder.join(name).with_extension("forms");
        let mut lines = Vec::new();
        for call in calls {
            lines.extend_from_slice(&call.body);
            lines.push(b'\n');
        }
        fs::write(&forms, lines)?;
        let first = calls.first().context("there are no calls")?;
        Ok(Calls {
            path: first.path,
            content_type: first.content_type,
            forms,
            script,
        })
    }

    /// Sends the calls to a URL for `length`, and measures the processor time of the process `pid`, which answers.
    pub(super) fn send(&self, url: &str, pid: u32, length: Duration) -> Result<Round> {
        let url = format!("{url}{}", self.path.trim_start_matches('/'));
        let before = processor_time(pid)?;
        let output = Command::new(find_program("wrk")?)
            .args(["-t1", "-c", CONNECTIONS, "-d"])
            .arg(format!("{}s", length.as_secs()))
            .arg("-s")
            .args([&self.script])
            .args([&url, "--"])
            .arg(&self.forms)
            .arg(self.content_type)
            .output()?;
        let after = processor_time(pid)?;
        let printed = String::from_utf8_lossy(&output.stdout);
        ensure!(
            output.status.success(),
            "wrk failed: {printed}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let summary = printed
            .lines()
            .find_map(|line| line.strip_prefix("summary "));
        let numbers: Vec<f64> = summary
            .context("wrk printed nothing")?
            .split(' ')
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let [calls, micros, failed, p99] = numbers[..] else {
            anyhow::bail!("wrk printed something else: {printed}");
        };
        ensure!(failed == 0.0, "{failed} of {calls} calls failed");
        Ok(Round {
            per_second: calls / (micros / 1e6),
            micros: (after - before).as_secs_f64() * 1e6 / calls,
            p99,
            calls,
        })
    }
}
