//! Private MariaDB and Redis servers with throw-away data, for tests and benchmarks.
//!
//! Read [`Server`] first: it starts, pauses, kills and removes a server. [`Kind`] has the differences between [`MariaDb`] and
//! [`Redis`]. Each server has its own folder in [`std::env::temp_dir`] and its own free port on 127.0.0.1, so that any number of servers
//! can run at the same time.

mod folder;
mod galera;
mod mariadb;
mod process;
mod redis;

use std::{
    io,
    marker::PhantomData,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};

pub use self::{
    folder::Folder,
    galera::galera,
    mariadb::MariaDbKind,
    process::{find_library, find_program},
    redis::RedisKind,
};
use self::{folder::remove_abandoned_folders, process::Process};

/// A private MariaDB with the user `root` without a password, and without a database.
///
/// Commits survive [`Server::kill`], but not a crash of the machine.
pub type MariaDb = Server<MariaDbKind>;

/// A private Redis that keeps nothing on disk: it is empty after [`Server::restart`].
pub type Redis = Server<RedisKind>;

/// A running server. Dropping it kills the process and removes its folder.
///
/// If `setpriv` is installed, the kernel kills the server when the **thread** that started it ends, so that a killed test run leaves no
/// server behind. So start a server that tests share from the main thread.
#[derive(Debug)]
pub struct Server<K: Kind> {
    // Fields are dropped in this order: the process ends before its files are removed.
    process: Process,
    folder: Folder,
    port: u16,
    /// Arguments of the program in addition to [`Kind::arguments`].
    extra: Vec<String>,
    kind: PhantomData<K>,
}

impl<K: Kind> Server<K> {
    /// Starts a server and waits until it answers.
    ///
    /// Fails if the server is not installed, or if it takes longer than [`Kind::LIMIT`]. The error ends with the log of the server.
    pub fn start() -> Result<Self> {
        Self::start_with(&[])
    }

    /// As [`Self::start`], with more arguments for the program. If an option is given twice, the last one counts.
    pub fn start_with(extra: &[&str]) -> Result<Self> {
        let extra: Vec<String> = extra
            .iter()
            .map(|argument| (*argument).to_owned())
            .collect();
        remove_abandoned_folders();
        let folder = Folder::create()?;
        K::prepare(folder.path())?;
        let deadline = Instant::now() + K::LIMIT;
        let mut attempts = 1;
        loop {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
                .local_addr()?
                .port();
            match Process::start::<K>(folder.path(), port, &extra, deadline) {
                Ok(process) => {
                    return Ok(Self {
                        process,
                        folder,
                        port,
                        extra,
                        kind: PhantomData,
                    });
                }
                Err(error) if attempts == 5 || Instant::now() > deadline => return Err(error),
                // Another program may have taken the free port before the server.
                Err(_) => attempts += 1,
            }
        }
    }

    /// Returns the URL of the server, without a database: `mysql://root@127.0.0.1:PORT`, `redis://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("{}127.0.0.1:{}", K::URL, self.port)
    }

    /// Returns the folder of the server's data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the id of the process, which [`Self::restart`] changes.
    pub fn pid(&self) -> u32 {
        self.process.0.id()
    }

    /// Kills the process and removes its folder, as dropping does.
    pub fn stop(self) {}

    /// Freezes the process: connections stay open, but get no answers.
    pub fn pause(&self) -> Result<()> {
        self.signal("STOP")
    }

    /// Ends [`Self::pause`].
    pub fn resume(&self) -> Result<()> {
        self.signal("CONT")
    }

    /// Kills the process. [`Self::restart`] uses the same port and data.
    pub fn kill(&mut self) -> Result<()> {
        Ok(self.process.kill()?)
    }

    /// Kills the process if it still runs, and starts it again on the same port and data.
    pub fn restart(&mut self) -> Result<()> {
        self.kill()?;
        let deadline = Instant::now() + K::LIMIT;
        self.process = Process::start::<K>(self.folder.path(), self.port, &self.extra, deadline)?;
        Ok(())
    }

    fn signal(&self, name: &str) -> Result<()> {
        // The `kill` of the shell, because small systems lack the program.
        let status = Command::new("sh")
            .args(["-c", &format!("kill -{name} {}", self.pid())])
            .status()?;
        ensure!(
            status.success(),
            "cannot send {name} to process {}",
            self.pid()
        );
        Ok(())
    }
}

/// The differences between the servers.
pub trait Kind {
    /// The name of the program, which must stay in the foreground.
    const PROGRAM: &'static str;
    /// The URL of a server up to the host.
    const URL: &'static str;
    /// The maximum time until a server answers.
    const LIMIT: Duration;

    /// Writes the first data into the empty folder of the server.
    fn prepare(folder: &Path) -> Result<()>;

    /// Returns the arguments of the program.
    fn arguments(folder: &Path, port: u16) -> Vec<String>;

    /// Returns whether `stream` leads to the process `pid`, not to another server, and the process is ready.
    fn answers(stream: TcpStream, folder: &Path, pid: u32) -> io::Result<bool>;
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::*;

    fn starts_breaks_and_goes_away<K: Kind>() {
        let mut server = Server::<K>::start().unwrap();
        let other = Server::<K>::start().unwrap();
        assert_ne!(server.url(), other.url());
        let answers = |server: &Server<K>| {
            server
                .process
                .answers::<K>(server.folder.path(), server.port)
        };
        assert!(answers(&server).unwrap());
        server.pause().unwrap();
        assert!(answers(&server).is_err());
        server.resume().unwrap();
        assert!(answers(&server).unwrap());
        server.kill().unwrap();
        assert!(answers(&server).is_err());
        server.restart().unwrap();
        assert!(answers(&server).unwrap());

        let (folder, port) = (server.folder.path().to_owned(), server.port);
        server.stop();
        assert!(!folder.exists());
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
        assert!(answers(&other).unwrap());
    }

    #[test]
    #[ignore = "needs MariaDB and Redis: cargo xtask test"]
    fn mariadb() {
        starts_breaks_and_goes_away::<MariaDbKind>();
    }

    #[test]
    #[ignore = "needs MariaDB and Redis: cargo xtask test"]
    fn redis() {
        starts_breaks_and_goes_away::<RedisKind>();
    }

    #[test]
    fn folders_of_dead_processes_are_removed() {
        let mut dead = Command::new("true").spawn().unwrap();
        dead.wait().unwrap();
        let folder = env::temp_dir().join(format!("signet-{}-0", dead.id()));
        fs::create_dir(&folder).unwrap();
        let own = Folder::create().unwrap();
        remove_abandoned_folders();
        assert!(!folder.exists() && own.path().exists());
    }
}
