//! `cargo xtask sdk`: the tests of the clients that are not written in Rust, each against a demo gateway.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use signet_testkit::LossyProxy;
use tempfile::TempDir;

use crate::{
    cargo,
    packages::{self, Runtime},
    root,
    test::Suite,
};

/// How long the gateway may take to start.
const START: Duration = Duration::from_secs(30);

/// A client in another language.
struct Client {
    name: &'static str,
    folder: &'static str,
    runtimes: &'static [Runtime],
    /// Run one after the other in the folder, by a shell; the tests are the last.
    commands: &'static [&'static str],
}

const CLIENTS: [Client; 3] = [
    Client {
        name: "JavaScript client",
        folder: "sdk/js",
        runtimes: &[packages::NODE, packages::NPM],
        commands: &["npm run --silent build", "npm test --silent"],
    },
    Client {
        name: "Python client",
        folder: "sdk/python",
        runtimes: &[packages::PYTHON],
        commands: &["PYTHONPATH=src python3 -B -m unittest discover -s tests 2>&1"],
    },
    Client {
        name: "PHP client",
        folder: "sdk/php",
        runtimes: &[packages::PHP, packages::PHPUNIT],
        commands: &["phpunit"],
    },
];

/// Builds the gateway, tests the clients and ends the output with a line for each.
pub(crate) fn run() -> Result<ExitCode> {
    let built = cargo(&["build", "--locked", "--package", "signet-gateway"])?.status()?;
    ensure!(built.success(), "the gateway does not compile");
    let suites = suites(false)?;
    for suite in &suites {
        println!("{suite}");
    }
    Ok(if suites.iter().all(Suite::is_good) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Tests the clients against the gateway that was built last.
///
/// Without installing anything, those are left out whose runtime is missing.
pub(crate) fn suites(embedded: bool) -> Result<Vec<Suite>> {
    if !embedded {
        let all: Vec<&Runtime> = CLIENTS.iter().flat_map(|client| client.runtimes).collect();
        packages::install_runtimes(&all)?;
    }
    let gateway = DemoGateway::start()?;
    let mut suites = Vec::new();
    for client in &CLIENTS {
        match client.missing(embedded)? {
            Some(missing) if embedded => {
                println!(
                    "== tests: {} is left out: there is no {missing}",
                    client.name
                );
            }
            Some(missing) => bail!("{}: there is no {missing} that is new enough", client.name),
            None => suites.push(client.test(&gateway)?),
        }
    }
    Ok(suites)
}

impl Client {
    /// What is not there to test it with.
    fn missing(&self, embedded: bool) -> Result<Option<&'static str>> {
        if let Some(runtime) = self.runtimes.iter().find(|runtime| !runtime.is_there()) {
            return Ok(Some(runtime.name()));
        }
        let folder = root()?.join(self.folder);
        if !folder.join("package-lock.json").exists() || has_modules(&folder) {
            return Ok(None);
        }
        if embedded {
            return Ok(Some("node_modules: npm ci makes it"));
        }
        install_modules(&folder)?;
        Ok(None)
    }

    fn test(&self, gateway: &DemoGateway) -> Result<Suite> {
        let folder = root()?.join(self.folder);
        Suite::run(
            self.name,
            Command::new("sh")
                .args(["-c", &self.commands.join(" && ")])
                .current_dir(folder)
                .env("SIGNET_URL", format!("http://{}/", gateway.address))
                .env("SIGNET_LOSSY_URL", gateway.lossy.url())
                .env("SIGNET_METHODS", gateway.methods()),
        )
    }
}

/// Makes the modules those of the lock file.
pub(crate) fn install_modules(folder: &Path) -> Result<()> {
    if has_modules(folder) {
        return Ok(());
    }
    let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let installed = Command::new("npm")
        .args(options)
        .current_dir(folder)
        .status()?;
    let folder = folder.display();
    ensure!(
        installed.success(),
        "npm cannot install what {folder} needs"
    );
    Ok(())
}

/// Whether the modules are those of the lock file.
pub(crate) fn has_modules(folder: &Path) -> bool {
    let changed = |name| fs::metadata(folder.join(name)).and_then(|file| file.modified());
    let installed = changed("node_modules/.package-lock.json");
    let wanted = changed("package-lock.json");
    matches!((installed, wanted), (Ok(installed), Ok(wanted)) if installed >= wanted)
}

/// A gateway with demo content on free ports and throw-away data; dropping it kills it.
struct DemoGateway {
    address: SocketAddr,
    lossy: LossyProxy,
    child: Child,
    folder: TempDir,
}

impl DemoGateway {
    fn start() -> Result<DemoGateway> {
        let program = root()?.join("target/debug/gateway");
        let folder = tempfile::tempdir()?;
        let methods = Command::new(&program)
            .args(["methods", "--json"])
            .output()?;
        fs::write(folder.path().join("methods.json"), methods.stdout)?;
        let log = folder.path().join("log");
        let data = folder.path().display();
        let mut child = Command::new(&program)
            .args(["serve", "--demo"])
            .current_dir(&folder)
            .env("GATEWAY__SERVER__LISTEN", "127.0.0.1:0")
            .env("GATEWAY__OPS__LISTEN", "127.0.0.1:0")
            .env(
                "GATEWAY__STORAGE__URL",
                format!("sqlite://{data}/gateway.db"),
            )
            .env("GATEWAY__UPLOAD__DIR", format!("{data}/uploads"))
            .env("GATEWAY__SMS__TEST_CODE", "123456")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&log)?)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let output = child.stdout.take().context("it has no output")?;
        let (tell, told) = mpsc::channel();
        // To the end, so that the gateway's access log does not fill the pipe.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(address) = listens_on(&line) {
                    let _ = tell.send(address);
                }
            }
        });
        let Ok(address) = told.recv_timeout(START) else {
            let _ = child.kill();
            bail!("the gateway does not start:\n{}", fs::read_to_string(&log)?);
        };
        Ok(DemoGateway {
            address,
            lossy: LossyProxy::start(address)?,
            child,
            folder,
        })
    }

    /// The file with what `gateway methods --json` printed.
    fn methods(&self) -> std::path::PathBuf {
        self.folder.path().join("methods.json")
    }
}

impl Drop for DemoGateway {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the line `gateway listens on http://127.0.0.1:8080/ (ops on …)`.
fn listens_on(line: &str) -> Option<SocketAddr> {
    let rest = line.strip_prefix("gateway listens on http://")?;
    rest.split('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateways_address_is_read() {
        let line = "gateway listens on http://127.0.0.1:8080/ (ops on http://127.0.0.1:9090/)";
        assert_eq!(listens_on(line), "127.0.0.1:8080".parse().ok());
        assert_eq!(listens_on(r#"{"method":"system.init"}"#), None);
    }
}
