//! A proxy in front of a gateway that loses replies.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// The time that a side may send nothing.
const LIMIT: Duration = Duration::from_secs(30);

/// An HTTP proxy for tests of clients: of the replies to the same bytes the first is lost whole, the second in its
/// middle, and the others arrive. The gateway gets every request.
#[derive(Debug)]
pub struct LossyProxy {
    address: SocketAddr,
}

impl LossyProxy {
    /// Starts a proxy in front of the gateway at `target`, until the process ends.
    ///
    /// # Errors
    /// There is no free port, or no thread.
    pub fn start(target: SocketAddr) -> io::Result<LossyProxy> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(HashMap::new()));
        thread::Builder::new().spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = Arc::clone(&seen);
                // A client that sends no request gets no reply: what the tests make of that is theirs.
                thread::spawn(move || pass(stream, target, &seen));
            }
        })?;
        Ok(LossyProxy { address })
    }

    /// The URL for calls.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

/// Forwards one request, and the part of the reply that this attempt gets.
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

/// Reads a request that has a length; its head makes the gateway close the connection after the reply.
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
