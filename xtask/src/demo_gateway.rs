//! A gateway with demo content, for tests that call it from outside.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use signet_testkit::servers::Folder;

use crate::root;

/// The time that the gateway may take to start.
const START: Duration = Duration::from_secs(30);

/// A gateway with demo content on free ports and throw-away data. It is killed when this is dropped.
pub(crate) struct DemoGateway {
    address: SocketAddr,
    child: Child,
    /// The data of the gateway, which is removed when this is dropped.
    _folder: Folder,
}

impl DemoGateway {
    /// Starts the program that was built last.
    pub(crate) fn start() -> Result<DemoGateway> {
        let program = root()?.join("target/debug/gateway");
        let folder = Folder::create()?;
        let log = folder.path().join("log");
        let data = folder.path().display();
        let mut child = Command::new(&program)
            .args(["serve", "--demo"])
            .current_dir(folder.path())
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
        let (send, receive) = mpsc::channel();
        // The thread reads all output, so that the access log of the gateway does not fill the pipe.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(address) = listens_on(&line) {
                    let _ = send.send(address);
                }
            }
        });
        let Ok(address) = receive.recv_timeout(START) else {
            let _ = child.kill();
            bail!("the gateway does not start:\n{}", fs::read_to_string(&log)?);
        };
        Ok(DemoGateway {
            address,
            child,
            _folder: folder,
        })
    }

    /// Returns the address of the public port.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for DemoGateway {
    fn drop(&mut self) {
        // The process may already have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the address of the public port, if a line is `gateway listens on http://127.0.0.1:8080/ (ops on …)`.
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
