//! A gateway in its own process.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::time::sleep;

use crate::connection::get;

/// The time that a gateway may take to start.
const START: Duration = Duration::from_secs(30);

/// A running gateway. It is killed when this is dropped.
pub(crate) struct Node {
    /// The address for calls.
    pub(crate) public: SocketAddr,
    /// The address of the ops listener.
    pub(crate) ops: SocketAddr,
    log: PathBuf,
    child: Child,
}

impl Node {
    /// Starts `command` and waits until the gateway is ready. Its output goes to files named `log` with the endings `calls` and `log`.
    pub(crate) async fn start(
        mut command: Command,
        log: &Path,
        public: SocketAddr,
        ops: SocketAddr,
    ) -> Result<Node> {
        let output = |name| {
            File::options()
                .create(true)
                .append(true)
                .open(log.with_extension(name))
        };
        let child = command
            .stdin(Stdio::null())
            .stdout(output("calls")?)
            .stderr(output("log")?)
            .spawn()
            .context("the gateway cannot be started")?;
        let mut node = Node {
            public,
            ops,
            log: log.with_extension("log"),
            child,
        };
        let started = Instant::now();
        while !node.is_ready().await {
            let ended = node.child.try_wait()?.is_some();
            if ended || started.elapsed() > START {
                bail!(
                    "the gateway does not start:\n{}",
                    fs::read_to_string(&node.log)?
                );
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(node)
    }

    /// Returns whether `/readyz` answers 200, so that a load balancer would send calls to this gateway.
    pub(crate) async fn is_ready(&self) -> bool {
        matches!(get(self.ops, "/readyz").await, Ok((200, _)))
    }

    /// Returns the body of the answer of `/readyz`.
    pub(crate) async fn readiness(&self) -> Result<String> {
        Ok(get(self.ops, "/readyz").await?.1)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) -> Result<()> {
        // The `kill` of the shell, because small systems lack the program.
        let script = format!("kill -{name} {}", self.pid());
        let status = Command::new("sh").args(["-c", &script]).status()?;
        ensure!(status.success(), "SIG{name} cannot be sent");
        Ok(())
    }

    /// Kills the gateway (SIGKILL).
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Waits until the gateway has ended. Fails if it has not ended after `longest`.
    pub(crate) async fn ended(&mut self, longest: Duration) -> Result<ExitStatus> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            ensure!(
                started.elapsed() < longest,
                "the gateway does not end within {longest:?}"
            );
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Returns the memory of the gateway, in KiB.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.context("the system reports no memory")?.parse()?)
    }

    /// Returns a metric, summed over its labels.
    pub(crate) async fn metric(&self, name: &str) -> Result<f64> {
        let (_, text) = get(self.ops, "/metrics").await?;
        let values = text.lines().filter_map(|line| {
            let rest = line.strip_prefix(name)?;
            let exact = rest.starts_with([' ', '{']);
            exact.then(|| rest.rsplit(' ').next()?.parse::<f64>().ok())?
        });
        Ok(values.sum())
    }

    /// Returns the logs of the gateway, including the log of calls.
    pub(crate) fn logs(&self) -> Result<String> {
        let calls = fs::read_to_string(self.log.with_extension("calls"))?;
        Ok(fs::read_to_string(&self.log)? + &calls)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // The process may already have ended.
        let _ = self.kill();
    }
}
