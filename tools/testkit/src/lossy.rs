//! A proxy in front of a gateway that loses replies.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// The time for which the client or the gateway may send nothing.
const LIMIT: Duration = Duration::from_secs(30);

/// An HTTP proxy for tests of clients. The first reply to a body is lost completely, the second is cut before its end, and later replies to
/// the same body arrive. The gateway gets every request.
#[derive(Debug)]
pub struct LossyProxy {
    address: SocketAddr,
}

impl LossyProxy {
    /// Starts a proxy in front of the gateway at `target`, until the process ends.
    ///
    /// # Errors
    /// If there is no free port, or no thread can be started.
    pub fn start(target: SocketAddr) -> io::Result<LossyProxy> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(HashMap::new()));
        thread::Builder::new().spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = Arc::clone(&seen);
                // If the client sends no request, it gets no reply. Tests notice that, so the error is ignored here.
                thread::spawn(move || pass(stream, target, &seen));
            }
        })?;
        Ok(LossyProxy { address })
    }

    /// Returns the URL for calls.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

/// Forwards one request, and as much of the reply as this attempt may get.
fn pass(
    mut client: TcpStream,
    target: SocketAddr,
    seen: &Mutex<HashMap<Vec<u8>, usize>>,
) -> io::Result<()> {
    client.set_read_timeout(Some(LIMIT))?;
    let (head, body) = receive(&mut client)?;
    let mut gateway = TcpStream::connect(target)?;
    gateway.set_read_timeout(Some(LIMIT))?;
    gateway.write_all(head.as_bytes())?;
    gateway.write_all(&body)?;
    let mut reply = Vec::new();
    gateway.read_to_end(&mut reply)?;
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let times = seen.entry(body).or_default();
    *times += 1;
    let part = match *times {
        1 => 0,
        2 => reply.len().saturating_sub(10),
        _ => reply.len(),
    };
    drop(seen);
    client.write_all(reply.get(..part).unwrap_or_default())
}

/// Reads a request with a `Content-Length`. Returns its head and its body. The head is changed so that the gateway closes the connection
/// after the reply.
fn receive(client: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte)?;
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut length = 0;
    let mut kept = String::new();
    for line in head.lines().filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or_default();
        }
        if !name.eq_ignore_ascii_case("connection") {
            kept.push_str(line);
            kept.push_str("\r\n");
        }
    }
    let mut body = vec![0; length];
    client.read_exact(&mut body)?;
    Ok((format!("{kept}Connection: close\r\n\r\n"), body))
}
