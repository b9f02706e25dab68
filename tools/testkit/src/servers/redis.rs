//! The start and detection of Redis.

use std::{
    fs,
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    path::Path,
    time::Duration,
};

use anyhow::Result;

use super::Kind;

/// The name of the configuration file, which is empty: arguments configure the server.
const CONFIGURATION: &str = "redis.conf";

/// See [`super::Redis`].
#[derive(Debug)]
pub enum RedisKind {}

impl Kind for RedisKind {
    const PROGRAM: &'static str = "redis-server";
    const URL: &'static str = "redis://";
    const LIMIT: Duration = Duration::from_secs(10);

    /// A sentinel keeps its state in its configuration file, so there is one.
    fn prepare(folder: &Path) -> Result<()> {
        fs::write(folder.join(CONFIGURATION), "")?;
        Ok(())
    }

    fn arguments(folder: &Path, port: u16) -> Vec<String> {
        let configuration = folder.join(CONFIGURATION).display().to_string();
        let (port, folder) = (port.to_string(), folder.display().to_string());
        let arguments = [
            // Redis takes its file for a value if it is not the first argument.
            &configuration,
            "--port",
            &port,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            &folder,
        ];
        arguments.map(String::from).into()
    }

    fn answers(mut stream: TcpStream, _folder: &Path, pid: u32) -> io::Result<bool> {
        stream.write_all(b"INFO server\r\n")?;
        // No QUIT, which a sentinel does not support: the end of the input ends the connection as well.
        stream.shutdown(Shutdown::Write)?;
        let mut information = String::new();
        stream.read_to_string(&mut information)?;
        Ok(information.contains(&format!("\r\nprocess_id:{pid}\r\n")))
    }
}
