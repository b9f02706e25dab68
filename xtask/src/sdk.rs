//! `cargo xtask sdk`: the tests of the clients that are not written in Rust, each against a demo gateway.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Result, bail, ensure};
use signet_testkit::LossyProxy;

use crate::{
    cargo,
    demo_gateway::DemoGateway,
    packages::{self, Runtime},
    root,
    suite::Suite,
};

/// A client in another language.
struct Client {
    name: &'static str,
    folder: &'static str,
    runtimes: &'static [Runtime],
    /// The commands that a shell runs one after the other in the folder. The last one runs the tests.
    commands: &'static [&'static str],
}

const CLIENTS: [Client; 3] = [
    Client {
        name: "JavaScript client",
        folder: "sdk/js",
        runtimes: &[packages::NODE, packages::NPM],
        commands: &["npm run --silent build", "npm run --silent test:only"],
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

/// Installs missing programs, builds the gateway, and tests the clients. The output ends with a line for each client.
pub(crate) fn run() -> Result<ExitCode> {
    install()?;
    build_gateway()?;
    Ok(Suite::report(&suites(false, &mut io::stdout())?))
}

/// Builds the gateway. Its dependencies have the same features as in a build of the workspace.
pub(crate) fn build_gateway() -> Result<()> {
    let built = cargo(&["build", "--locked", "--workspace", "--bin", "gateway"])?.status()?;
    ensure!(built.success(), "the gateway does not compile");
    Ok(())
}

/// Installs the runtimes of the clients, and the modules of the JavaScript client.
pub(crate) fn install() -> Result<()> {
    let runtimes: Vec<&Runtime> = CLIENTS.iter().flat_map(|client| client.runtimes).collect();
    packages::install_runtimes(&runtimes)?;
    for client in &CLIENTS {
        let folder = root()?.join(client.folder);
        if folder.join("package-lock.json").exists() {
            install_modules(&folder)?;
        }
    }
    Ok(())
}

/// Tests the clients against the gateway that was built last.
///
/// If something is missing for a client, the client is left out if `may_skip` is true; otherwise that is an error.
pub(crate) fn suites(may_skip: bool, output: &mut impl Write) -> Result<Vec<Suite>> {
    let gateway = DemoGateway::start()?;
    let lossy = LossyProxy::start(gateway.address())?;
    let mut suites = Vec::new();
    for client in &CLIENTS {
        match client.missing()? {
            Some(missing) if may_skip => {
                let name = client.name;
                writeln!(
                    output,
                    "== tests: {name} is left out: there is no {missing}"
                )?;
            }
            Some(missing) => bail!("{}: there is no {missing} that is new enough", client.name),
            None => suites.push(client.test(&gateway, &lossy, output)?),
        }
    }
    Ok(suites)
}

impl Client {
    /// Returns what is missing to test the client, if anything.
    fn missing(&self) -> Result<Option<&'static str>> {
        if let Some(runtime) = self.runtimes.iter().find(|runtime| !runtime.is_there()) {
            return Ok(Some(runtime.name()));
        }
        let folder = root()?.join(self.folder);
        let is_complete = !folder.join("package-lock.json").exists() || has_modules(&folder);
        Ok((!is_complete).then_some("node_modules: npm ci makes it"))
    }

    fn test(
        &self,
        gateway: &DemoGateway,
        lossy: &LossyProxy,
        output: &mut impl Write,
    ) -> Result<Suite> {
        let mut command = Command::new("sh");
        command
            .args(["-c", &self.commands.join(" && ")])
            .current_dir(root()?.join(self.folder))
            .env("SIGNET_URL", format!("http://{}/", gateway.address()))
            .env("SIGNET_LOSSY_URL", lossy.url());
        Suite::run(self.name, [command], output)
    }
}

/// Installs the modules of the lock file, if they are not installed.
pub(crate) fn install_modules(folder: &Path) -> Result<()> {
    if has_modules(folder) {
        return Ok(());
    }
    println!("installing the modules of {}", folder.display());
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

/// Returns whether the modules of the lock file are installed.
pub(crate) fn has_modules(folder: &Path) -> bool {
    let changed = |name| fs::metadata(folder.join(name)).and_then(|file| file.modified());
    let installed = changed("node_modules/.package-lock.json");
    let wanted = changed("package-lock.json");
    matches!((installed, wanted), (Ok(installed), Ok(wanted)) if installed >= wanted)
}
