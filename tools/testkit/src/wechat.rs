//! A server with WeChat's interface for one-time codes.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use signet_domain::identities::{DriverKind, Settings};

/// The secret of the app at WeChat.
pub const SECRET: &str = "the secret of the app at WeChat";

/// The way in which the server answers.
#[derive(Clone, Copy, Debug)]
pub enum Behaviour {
    /// It answers with HTTP 200 and this body.
    Says(&'static str),
    /// It answers with HTTP 200, and with the result of this function for the target of the request.
    Decides(fn(&str) -> String),
    /// It answers with HTTP 500.
    Fails,
    /// It answers with a redirect.
    Redirects,
    /// It answers with a body that is too long.
    Floods,
    /// It waits three seconds, and then closes the connection.
    Hangs,
    /// It closes the connection.
    Breaks,
}

/// The server. It runs until the process ends.
pub struct WeChat {
    url: String,
    behaviour: Arc<Mutex<Behaviour>>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl WeChat {
    /// Starts a server.
    ///
    /// # Panics
    /// If no port is free.
    pub fn start() -> WeChat {
        let listener = TcpListener::bind("127.0.0.1:0");
        let listener = listener.unwrap_or_else(|error| panic!("no port: {error}"));
        let address = listener.local_addr();
        let address = address.unwrap_or_else(|error| panic!("no address: {error}"));
        let behaviour = Arc::new(Mutex::new(Behaviour::Says("{}")));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (behaviours, requests) = (Arc::clone(&behaviour), Arc::clone(&seen));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (behaviours, requests) = (Arc::clone(&behaviours), Arc::clone(&requests));
                thread::spawn(move || answer(stream, &behaviours, &requests));
            }
        });
        WeChat {
            url: format!("http://{address}/confirm"),
            behaviour,
            seen,
        }
    }

    /// Changes the way in which the server answers.
    pub fn is(&self, behaviour: Behaviour) {
        *self
            .behaviour
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// Returns the first lines of the requests so far.
    pub fn seen(&self) -> Vec<String> {
        let seen = self.seen.lock();
        seen.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the settings that make this server the provider of the app `appid`.
    pub fn settings(&self, appid: &str) -> Settings {
        Settings {
            driver: DriverKind::Http,
            url: self.url.clone(),
            appid: appid.to_owned(),
            secret: SECRET.to_owned(),
            timeout_ms: 300,
        }
    }
}

fn answer(
    mut stream: TcpStream,
    behaviour: &Mutex<Behaviour>,
    seen: &Mutex<Vec<String>>,
) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 2 {
        line.clear();
    }
    let target = first.split(' ').nth(1).unwrap_or_default().to_owned();
    seen.lock().ok()?.push(first);
    let behaviour = *behaviour.lock().ok()?;
    let (status, body) = match behaviour {
        Behaviour::Says(body) => ("200 OK", body.to_owned()),
        Behaviour::Decides(body) => ("200 OK", body(&target)),
        Behaviour::Fails => ("500 X", "{}".to_owned()),
        Behaviour::Redirects => ("302 Found\r\nLocation: /other", String::new()),
        Behaviour::Floods => ("200 OK", " ".repeat(100_000)),
        Behaviour::Breaks => return None,
        Behaviour::Hangs => {
            thread::sleep(Duration::from_secs(3));
            return None;
        }
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()
}
