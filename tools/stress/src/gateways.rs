//! Gateways as processes, with their own data and ports.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::app::App;
use crate::node::Node;

/// The appid and the secret of the demo app.
const APPID: &str = "ios_app_id";
pub(crate) const SECRET: &str = "7512100214f62d7de8ba01b281d6da02";

/// The code that every short message carries.
pub(crate) const SMS_CODE: &str = "123456";

/// Starts gateways. Their folder is removed when this is dropped.
pub(crate) struct Gateways {
    /// The folder of the gateway program, and of the programs that were built beside it.
    programs: PathBuf,
    folder: TempDir,
    /// The program that starts the gateways, such as `taskset`, with its arguments; empty if there is none.
    wrapper: Vec<String>,
    /// The configuration of every gateway.
    settings: Vec<(String, String)>,
}

impl Gateways {
    /// Creates a starter of gateways. `programs` is the folder of the gateway program.
    pub(crate) fn of(programs: &Path) -> Result<Gateways> {
        let folder = tempfile::tempdir()?;
        let uploads = folder.path().join("uploads").display().to_string();
        let settings = [
            ("UPLOAD__DIR", &*uploads),
            // The few clients of a scenario upload as many pictures as a large number of real clients would.
            ("UPLOAD__DAILY_FILES", "0"),
            ("UPLOAD__DAILY_BYTES", "0"),
            ("UPLOAD__MS_PER_MINUTE", "0"),
            ("SMS__TEST_CODE", SMS_CODE),
            ("SERVER__TRUSTED_PROXIES", "127.0.0.0/8"),
        ];
        let mut gateways = Gateways {
            programs: programs.to_owned(),
            folder,
            wrapper: Vec::new(),
            settings: Vec::new(),
        };
        for (key, value) in settings {
            gateways.set(key, value);
        }
        Ok(gateways)
    }

    /// Makes gateways that are started later use the embedded pair instead of the servers: SQLite and the in-process cache.
    pub(crate) fn embed(&mut self) {
        let database = self.folder.path().join("gateway.db");
        self.set("STORAGE__URL", &format!("sqlite://{}", database.display()));
        self.set("CACHE__URL", "memory://");
    }

    /// Sets a configuration key, such as `STORAGE__URL`, of gateways that are started later.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        self.settings
            .push((format!("GATEWAY__{key}"), value.to_owned()));
    }

    /// Returns the value of a configuration key that was set.
    pub(crate) fn setting(&self, key: &str) -> Result<&str> {
        let key = format!("GATEWAY__{key}");
        let mut set = self.settings.iter().rev();
        let (_, value) = set.find(|(known, _)| *known == key).context("it is set")?;
        Ok(value)
    }

    /// Sets a configuration key to its default again.
    pub(crate) fn forget(&mut self, key: &str) {
        let key = format!("GATEWAY__{key}");
        self.settings.retain(|(known, _)| *known != key);
    }

    /// Starts a gateway and waits until it is ready. The first one fills the database with the demo content.
    pub(crate) async fn start(&self, name: &str) -> Result<Node> {
        let (public, ops) = (free_port()?, free_port()?);
        self.start_on(name, public, ops).await
    }

    /// Starts a gateway with a command line of its own, and waits until it is ready.
    pub(crate) async fn serve(&self, name: &str, arguments: &[&str]) -> Result<Node> {
        let (public, ops) = (free_port()?, free_port()?);
        self.launch(name, arguments, public, ops).await
    }

    /// As [`Gateways::start`], on ports that another gateway had before.
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

    /// Makes another program, such as `taskset`, start the later gateways.
    pub(crate) fn wrap(&mut self, wrapper: &[&str]) {
        self.wrapper = wrapper.iter().map(|&part| part.to_owned()).collect();
    }

    /// Returns the command that runs a program in the folder of the gateway program.
    pub(crate) fn program(&self, name: &str) -> Result<Command> {
        let program = self.programs.join(name);
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

    /// Runs a command of the gateway program that may fail, such as `payments reconcile` while the provider is away.
    pub(crate) fn attempt(&self, arguments: &[&str]) -> Result<()> {
        let silent = self.line(arguments).stderr(Stdio::null()).output();
        Ok(silent.map(drop)?)
    }

    fn line(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join("gateway"));
        command
            .args(arguments)
            .envs(self.settings.iter().map(|(key, value)| (key, value)));
        command
    }

    /// Runs a command of the gateway program, such as `app create …`. Returns its output.
    pub(crate) fn command(&self, arguments: &[&str]) -> Result<String> {
        let output = self.line(arguments).stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "gateway {arguments:?} failed");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Returns the demo app.
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

    /// Returns the folder of the gateways' logs.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

fn free_port() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
