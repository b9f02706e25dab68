//! The environment of a scenario: private servers, and gateways with data and ports of their own on them.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use signet_testkit::servers::{MariaDb, Redis, find_program};
use tempfile::TempDir;

use crate::app::App;
use crate::node::Node;

/// The demo app.
const APPID: &str = "ios_app_id";
pub(crate) const SECRET: &str = "7512100214f62d7de8ba01b281d6da02";

/// The code that every short message carries.
pub(crate) const SMS_CODE: &str = "123456";

const DATABASE: &str = "stress";

/// Private servers and a folder, removed after the scenario.
pub(crate) struct Env {
    pub(crate) storage: MariaDb,
    pub(crate) cache: Redis,
    folder: TempDir,
    /// The program that starts gateways, with its arguments, or nothing.
    wrapper: Vec<String>,
    /// Configuration of every gateway.
    settings: Vec<(String, String)>,
}

impl Env {
    /// Starts a MariaDB and a Redis, both empty.
    pub(crate) fn open() -> Result<Env> {
        let (storage, cache) = (MariaDb::start()?, Redis::start()?);
        sql(&storage, &format!("CREATE DATABASE {DATABASE}"))?;
        let folder = tempfile::tempdir()?;
        let uploads = folder.path().join("uploads").display().to_string();
        let settings = [
            ("STORAGE__URL", database_of(&storage)),
            ("CACHE__URL", cache.url()),
            ("UPLOAD__DIR", uploads),
            // A few clients upload as much as many would.
            ("UPLOAD__DAILY_FILES", "0".to_owned()),
            ("UPLOAD__DAILY_BYTES", "0".to_owned()),
            ("UPLOAD__MS_PER_MINUTE", "0".to_owned()),
            ("SMS__TEST_CODE", SMS_CODE.to_owned()),
            ("SERVER__TRUSTED_PROXIES", "127.0.0.0/8".to_owned()),
        ];
        Ok(Env {
            storage,
            cache,
            folder,
            wrapper: Vec::new(),
            settings: settings
                .map(|(key, value)| (format!("GATEWAY__{key}"), value))
                .into(),
        })
    }

    /// Reserves the last processor for the load, so that the load does not slow the gateway; does
    /// nothing on a machine with one.
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

    /// Lets later gateways use the embedded pair instead of the servers: SQLite, and the cache inside the process.
    pub(crate) fn embed(&mut self) {
        let database = self.folder.path().join("gateway.db");
        self.set("STORAGE__URL", &format!("sqlite://{}", database.display()));
        self.set("CACHE__URL", "memory://");
    }

    /// Sets a configuration key of every later gateway, such as `STORAGE__URL`.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        self.settings
            .push((format!("GATEWAY__{key}"), value.to_owned()));
    }

    /// Sets a configuration key to its default again.
    pub(crate) fn forget(&mut self, key: &str) {
        let key = format!("GATEWAY__{key}");
        self.settings.retain(|(known, _)| *known != key);
    }

    /// Starts a gateway and waits until it is ready. The first fills the database with the demo.
    pub(crate) async fn start(&self, name: &str) -> Result<Node> {
        let (public, ops) = (free_port()?, free_port()?);
        self.start_on(name, public, ops).await
    }

    /// Starts a gateway with a command line of its own, and waits until it is ready.
    pub(crate) async fn serve(&self, name: &str, arguments: &[&str]) -> Result<Node> {
        let (public, ops) = (free_port()?, free_port()?);
        self.launch(name, arguments, public, ops).await
    }

    /// As [`Env::start`], on ports that another gateway had before.
    pub(crate) async fn start_on(
        &self,
        name: &str,
        public: SocketAddr,
        ops: SocketAddr,
    ) -> Result<Node> {
        self.launch(name, &["serve", "--demo"], public, ops).await
    }

    async fn launch(
        &self,
        name: &str,
        arguments: &[&str],
        public: SocketAddr,
        ops: SocketAddr,
    ) -> Result<Node> {
        let mut command = self.program("gateway")?;
        command
            .args(arguments)
            .env("GATEWAY__SERVER__LISTEN", public.to_string())
            .env("GATEWAY__OPS__LISTEN", ops.to_string())
            .envs(self.settings.iter().map(|(key, value)| (key, value)));
        Node::start(command, &self.folder.path().join(name), public, ops).await
    }

    /// Starts later gateways by another program, such as `taskset`.
    pub(crate) fn wrap(&mut self, wrapper: &[&str]) {
        self.wrapper = wrapper.iter().map(|&part| part.to_owned()).collect();
    }

    /// Returns the command of a program that was built beside this one.
    pub(crate) fn program(&self, name: &str) -> Result<Command> {
        let program = std::env::current_exe()?.with_file_name(name);
        Ok(match self.wrapper.split_first() {
            None => Command::new(program),
            Some((wrapper, arguments)) => {
                let mut command = Command::new(wrapper);
                command.args(arguments).arg(program);
                command
            }
        })
    }

    /// Returns a free address of this machine.
    pub(crate) fn free_address(&self) -> Result<SocketAddr> {
        free_port()
    }

    /// Queries the database of the gateways. Returns the lines of the answer.
    pub(crate) fn sql(&self, query: &str) -> Result<String> {
        sql(&self.storage, &format!("USE {DATABASE}; {query}"))
    }

    /// Runs a command of the program, such as `app create …`, and returns what it printed.
    pub(crate) fn command(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new(std::env::current_exe()?.with_file_name("gateway"))
            .args(arguments)
            .envs(self.settings.iter().map(|(key, value)| (key, value)))
            .stderr(Stdio::inherit())
            .output()?;
        ensure!(output.status.success(), "gateway {arguments:?} failed");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// The demo app.
    pub(crate) fn app(&self) -> Result<App> {
        App::new(APPID, SECRET)
    }

    /// Creates an app of operators that may call from every address.
    pub(crate) fn admin(&self) -> Result<App> {
        let arguments = [
            "app",
            "create",
            "--appid",
            "stress",
            "--class",
            "admin",
            "--ip",
            "0.0.0.0/0",
        ];
        let printed: serde_json::Value = serde_json::from_str(&self.command(&arguments)?)?;
        let secret = printed.get("secret").and_then(|secret| secret.as_str());
        App::new("stress", secret.context("no secret was printed")?)
    }

    /// Returns the URL of the gateways' database.
    pub(crate) fn storage_url(&self) -> String {
        database_of(&self.storage)
    }

    /// The folder of the gateways' logs.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
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

/// Binds a process, with all of its threads, to these processors.
fn pin(pid: u32, processors: &str) -> Result<()> {
    let status = Command::new("taskset")
        .args(["-acp", processors, &pid.to_string()])
        .stdout(Stdio::null())
        .status()
        .context("taskset cannot be run")?;
    ensure!(status.success(), "process {pid} cannot be pinned");
    Ok(())
}

fn free_port() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
