//! The memory and processor time of a process, as the system reports them.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// The unit of processor time in `/proc`. It has never changed on Linux.
const TICK: Duration = Duration::from_millis(10);

/// Returns the processor time of all threads of a process, including threads that have ended.
pub(super) fn processor_time(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name of the program, in brackets, may contain any character. The 14th and 15th fields are the times in the program and
    // in the system.
    let (_, fields) = stat.rsplit_once(')').context("no name in stat")?;
    let times = fields.split_whitespace().skip(11).take(2);
    let ticks: u32 = times.map(str::parse::<u32>).sum::<Result<_, _>>()?;
    Ok(TICK * ticks)
}

/// Returns the memory of a process in KiB: its own memory, and its share of the memory that it shares with other processes.
pub(super) fn memory(pid: u32) -> Result<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("the system reports no memory")?.parse()?)
}

/// The process of a measured server. The server is killed when this is dropped.
pub(super) struct Process {
    pub(super) address: SocketAddr,
    child: Child,
}

impl Process {
    /// Starts a server that listens on `address`, and waits until it accepts connections.
    pub(super) fn start(mut command: Command, address: SocketAddr) -> Result<Process> {
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("{command:?}"))?;
        let process = Process { address, child };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            ensure!(
                started.elapsed() < Duration::from_secs(10),
                "{command:?} does not listen"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(process)
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The process may already have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
