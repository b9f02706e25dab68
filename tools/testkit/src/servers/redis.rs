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

/// The name of the configuration file. It is empty, because arguments configure the server.
const CONFIGURATION: &str = "redis.conf";

/// The kind of [`super::Redis`].
#[derive(Debug)]
pub enum RedisKind {}

impl Kind for RedisKind {
    const PROGRAM: &'static str = "redis-server";
    const URL: &'static str = "redis://";
    const LIMIT: Duration = Duration::from_secs(10);

    /// Writes an empty configuration file, because a sentinel stores its state in this file.
    fn prepare(folder: &Path) -> Result<()> {
        fs::write(folder.join(CONFIGURATION), "")?;
        Ok(())
    }

    fn arguments(folder: &Path, port: u16) -> Vec<String> {
        let configuration = folder.join(CONFIGURATION).display().to_string();
        let (port, folder) = (port.to_string(), folder.display().to_string());
        let arguments = [
            // The file must be the first argument; otherwise Redis reads it as the value of an option.
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
        // The end of the input ends the connection. QUIT would too, but a sentinel does not support it.
        stream.shutdown(Shutdown::Write)?;
        let mut information = String::new();
        stream.read_to_string(&mut information)?;
        Ok(information.contains(&format!("\r\nprocess_id:{pid}\r\n")))
    }
}
