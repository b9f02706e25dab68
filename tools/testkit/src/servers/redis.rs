//! How Redis is started and recognised.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    path::Path,
    time::Duration,
};

use anyhow::Result;

use super::Kind;

/// See [`super::Redis`].
#[derive(Debug)]
pub enum RedisKind {}

impl Kind for RedisKind {
    const PROGRAM: &'static str = "redis-server";
    const URL: &'static str = "redis://";
    const LIMIT: Duration = Duration::from_secs(10);

    fn prepare(_folder: &Path) -> Result<()> {
        Ok(())
    }

    fn arguments(folder: &Path, port: u16) -> Vec<String> {
        let (port, folder) = (port.to_string(), folder.display().to_string());
        let arguments = [
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
        stream.write_all(b"INFO server\r\nQUIT\r\n")?;
        let mut information = String::new();
        stream.read_to_string(&mut information)?;
        Ok(information.contains(&format!("\r\nprocess_id:{pid}\r\n")))
    }
}
