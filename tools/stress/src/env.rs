//! The environment of a scenario: private servers, and gateways on them with their own data and ports.

use std::ops::{Deref, DerefMut};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use signet_testkit::servers::{MariaDb, Redis, find_program};

use crate::gateways::Gateways;

const DATABASE: &str = "stress";

/// Private servers, and the gateways on them. The servers are removed after the scenario.
pub(crate) struct Env {
    pub(crate) storage: MariaDb,
    pub(crate) cache: Redis,
    gateways: Gateways,
}

impl Env {
    /// Starts a MariaDB and a Redis, both empty.
    pub(crate) fn open() -> Result<Env> {
        let (storage, cache) = (MariaDb::start()?, Redis::start()?);
        sql(&storage, &format!("CREATE DATABASE {DATABASE}"))?;
        let program = std::env::current_exe()?;
        let programs = program.parent().context("a program is in a folder")?;
        let mut gateways = Gateways::of(programs)?;
        gateways.set("STORAGE__URL", &database_of(&storage));
        gateways.set("CACHE__URL", &cache.url());
        Ok(Env {
            storage,
            cache,
            gateways,
        })
    }

    /// Reserves the last processor for the load, so that the load does not slow the gateway. Does nothing on a machine with one
    /// processor.
    pub(crate) fn separate(&mut self) -> Result<()> {
        let cores = std::thread::available_parallelism()?.get();
        if cores < 2 {
            return Ok(());
        }
        let last = cores - 1;
        let others = format!("0-{}", last - 1);
        for pid in [self.storage.pid(), self.cache.pid()] {
            pin(pid, &others)?;
        }
        pin(std::process::id(), &last.to_string())?;
        self.wrap(&["taskset", "-c", &others]);
        Ok(())
    }

    /// Queries the database of the gateways. Returns the lines of the answer.
    pub(crate) fn sql(&self, query: &str) -> Result<String> {
        sql(&self.storage, &format!("USE {DATABASE}; {query}"))
    }

    /// Returns the URL of the gateways' database.
    pub(crate) fn storage_url(&self) -> String {
        database_of(&self.storage)
    }
}

impl Deref for Env {
    type Target = Gateways;

    fn deref(&self) -> &Gateways {
        &self.gateways
    }
}

impl DerefMut for Env {
    fn deref_mut(&mut self) -> &mut Gateways {
        &mut self.gateways
    }
}

/// Queries a database server. Returns the lines of the answer.
pub(crate) fn sql(storage: &MariaDb, query: &str) -> Result<String> {
    let url = storage.url();
    let (_, address) = url.rsplit_once('@').context("a URL has a user")?;
    let (host, port) = address.split_once(':').context("an address has a port")?;
    let output = Command::new(find_program("mariadb")?)
        .args([
            "--no-defaults",
            "-uroot",
            "-h",
            host,
            "-P",
            port,
            "-N",
            "-e",
        ])
        .arg(query)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the database refuses: {query}");
    Ok(String::from_utf8(output.stdout)?)
}

fn database_of(storage: &MariaDb) -> String {
    format!("{}/{DATABASE}", storage.url())
}

/// Binds a process and all of its threads to these processors.
fn pin(pid: u32, processors: &str) -> Result<()> {
    let status = Command::new("taskset")
        .args(["-acp", processors, &pid.to_string()])
        .stdout(Stdio::null())
        .status()
        .context("taskset cannot be run")?;
    ensure!(status.success(), "process {pid} cannot be pinned");
    Ok(())
}
