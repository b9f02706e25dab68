use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use signet_testkit::eventually;

use super::{FORM, unharmed};

use crate::usual;

/// Requests that are answered without reading the body: every route of the public port, some routes of a wire, and the routes of
/// the ops port.
const PUBLIC: [&str; 9] = [
    "POST /",
    "GET /healthz",
    "OPTIONS /",
    "GET /files/2026/x.png",
    "POST /other",
    "GET /other",
    "POST /homecare/consumer/other",
    "PUT /homecare/consumer/login",
    "POST /homecare/consumer/upload_pircture",
];
const OPS: [&str; 8] = [
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /docs/",
    "POST /docs/sandbox",
    "POST /docs/call",
    "PUT /docs/",
    "POST /other",
];

/// An endless body: the headers that announce it, its start, and the bytes that are repeated.
const BODIES: [(&str, &str, &str, &str); 9] = [
    ("no chunk", CHUNKED, "", ""),
    ("half a chunk", CHUNKED, "5\r\nda", ""),
    ("an open extension", CHUNKED, "5;a=b", ""),
    ("an open trailer", CHUNKED, "0\r\nX: y", ""),
    ("chunks", CHUNKED, "", "5\r\nhello\r\n"),
    ("extensions", CHUNKED, "5;a", "bbbbbbbbbbbbbbbb"),
    ("trailers", CHUNKED, "0\r\n", "X: y\r\n"),
    ("no bytes of a length", LENGTH, "", ""),
    ("a length", LENGTH, "da", "ta"),
];
const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";
const LENGTH: &str = "Content-Length: 60000\r\nContent-Type: text/plain\r\n";

/// The time limit for an answer and the end of its connection: the linger is a second.
const LONGEST: Duration = Duration::from_secs(15);

struct Open {
    name: String,
    stream: TcpStream,
    more: &'static str,
    answered: Option<Instant>,
    started: Instant,
}

impl Open {
    fn new(
        address: &str,
        route: &str,
        close: &str,
        body: (&str, &str, &str, &'static str),
    ) -> Open {
        let (kind, headers, start, more) = body;
        let form = match headers {
            CHUNKED => FORM,
            _ => "",
        };
        let head = format!("{route} HTTP/1.1\r\nHost: x\r\n{close}{form}{headers}\r\n");
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all((head + start).as_bytes()).unwrap();
        stream.set_nonblocking(true).unwrap();
        Open {
            name: format!("{route} {kind} {close:?}"),
            stream,
            more,
            answered: None,
            started: Instant::now(),
        }
    }

    /// Sends more if this kind of body has more. A silent kind sends only after the time limit for the end, because only a write
    /// shows that the other side is gone. Returns whether the other side is gone.
    fn has_ended(&mut self) -> bool {
        let mut answer = [0; 4096];
        loop {
            match self.stream.read(&mut answer) {
                Ok(0) => break,
                Ok(_) => {
                    self.answered.get_or_insert_with(Instant::now);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => return self.answered.is_some(),
            }
        }
        let is_silent = self.more.is_empty();
        if is_silent && self.started.elapsed() < Duration::from_millis(1800) {
            return false;
        }
        let more = if is_silent { "x" } else { self.more };
        match self.stream.write_all(more.as_bytes()) {
            Err(error) => error.kind() != ErrorKind::WouldBlock,
            Ok(()) => false,
        }
    }
}

#[test]
fn an_answer_that_leaves_a_body_unread_ends_the_connection() {
    let gateway = usual().start();
    let public = gateway.url.trim_start_matches("http://");
    let ports = [
        (public.trim_end_matches('/'), &PUBLIC[..]),
        (gateway.ops_url.trim_start_matches("http://"), &OPS[..]),
    ];
    let mut open = Vec::new();
    for (address, routes) in ports {
        for route in routes {
            for body in BODIES {
                open.push(Open::new(address, route, "", body));
            }
            open.push(Open::new(
                address,
                route,
                "Connection: close\r\n",
                BODIES[0],
            ));
        }
    }
    let started = Instant::now();
    while !open.is_empty() && started.elapsed() < LONGEST {
        open.retain_mut(|open| !open.has_ended());
        std::thread::sleep(Duration::from_millis(5));
    }
    let left: Vec<&str> = open.iter().map(|open| open.name.as_str()).collect();
    assert!(left.is_empty(), "still open: {left:#?}");
    unharmed(&gateway);
}

#[test]
fn a_client_that_expects_100_continue_is_refused_first() {
    let gateway = usual().start();
    let type_of = |kind: &str| format!("Content-Type: {kind}\r\nContent-Length: 10\r\n");
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for (route, headers, status) in [
        (
            "POST /",
            format!("{form}Content-Length: 100000000\r\n"),
            "413",
        ),
        ("POST /", type_of("text/plain"), "415"),
        (
            "POST /",
            format!("{form}Transfer-Encoding: chunked\r\n"),
            "411",
        ),
        (
            "POST /other",
            format!("{form}Content-Length: 10\r\n"),
            "404",
        ),
        ("PUT /", format!("{form}Content-Length: 10\r\n"), "405"),
        (
            "GET /healthz",
            format!("{form}Content-Length: 10\r\n"),
            "200",
        ),
    ] {
        let head = format!("{route} HTTP/1.1\r\nHost: x\r\n{headers}Expect: 100-continue\r\n\r\n");
        let answer = gateway.raw(head.as_bytes());
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{route} {headers}: {answer}"
        );
    }
    // A body that is read gets one `100 Continue`, on a kept and on a new connection, and none if the body has already arrived.
    let body = super::honest(&gateway);
    let head = format!(
        "POST / HTTP/1.1\r\nHost: x\r\n{form}Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    let mut stream = gateway.connect();
    for _ in 0..2 {
        stream.write_all(head.as_bytes()).unwrap();
        let mut go_on = [0; 25];
        stream.read_exact(&mut go_on).unwrap();
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = [0; 4096];
        let length = stream.read(&mut answer).unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 200 "));
    }
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut answer = [0; 4096];
    let length = stream.read(&mut answer).unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 200 "));
    eventually("the gateway is well", || gateway.ops("/readyz").0 == 200);
}
