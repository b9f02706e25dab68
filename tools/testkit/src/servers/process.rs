//! The process of a server, from its start until it answers.

use std::{
    env,
    fs::{self, File},
    io,
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::Kind;

/// A child process that is killed when dropped.
#[derive(Debug)]
pub(super) struct Process(pub(super) Child);

impl Process {
    /// Starts the program of `K` and waits until it answers on `port`.
    pub(super) fn start<K: Kind>(
        folder: &Path,
        port: u16,
        extra: &[String],
        deadline: Instant,
    ) -> Result<Self> {
        let log = folder.join("log");
        let output = File::create(&log)?;
        let child = command_that_dies_with_us(&find_program(K::PROGRAM)?)
            .args(K::arguments(folder, port))
            .args(extra)
            .stdin(Stdio::null())
            .stderr(output.try_clone()?)
            .stdout(output)
            .spawn()
            .with_context(|| format!("cannot start {}", K::PROGRAM))?;
        let mut process = Self(child);
        while !process.answers::<K>(folder, port).unwrap_or(false) {
            let ended = process.0.try_wait()?.is_some();
            if ended || Instant::now() > deadline {
                let what = if ended {
                    "ended"
                } else {
                    "did not answer in time"
                };
                bail!("{} {what}:\n{}", K::PROGRAM, fs::read_to_string(&log)?);
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(process)
    }

    pub(super) fn answers<K: Kind>(&self, folder: &Path, port: u16) -> io::Result<bool> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        K::answers(stream, folder, self.0.id())
    }

    pub(super) fn kill(&mut self) -> io::Result<()> {
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// Finds a program in `PATH` or in the folders for servers, which the `PATH` of an ordinary user often lacks.
///
/// The error says that the program is not installed.
pub fn find_program(name: &str) -> Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into()])
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .with_context(|| format!("{name} is not installed"))
}

/// Finds a library in the folders of the system.
///
/// The error says that it is not installed.
pub fn find_library(name: &str) -> Result<String> {
    ["/usr/lib", "/usr/lib64", "/usr/local/lib"]
        .map(|folder| Path::new(folder).join(name))
        .into_iter()
        .find(|library| library.is_file())
        .map(|library| library.display().to_string())
        .with_context(|| format!("{name} is not installed"))
}

/// Returns the command of a program. If `setpriv` supports it, the kernel kills the program when the thread that started it ends.
fn command_that_dies_with_us(program: &Path) -> Command {
    let options = ["--pdeathsig", "KILL"];
    let works = Command::new("setpriv")
        .args(options)
        .arg("true")
        .stderr(Stdio::null())
        .status();
    if !works.is_ok_and(|status| status.success()) {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(options).arg(program);
    command
}
