use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use signet_testkit::TestGateway;

use super::{HIDDEN, honest, post_and_stay, unharmed};

use crate::usual;

fn impatient() -> TestGateway {
    usual()
        .with(|settings| settings.server.head_timeout_seconds = 1)
        .start()
}

/// Reads until an answer to [`HIDDEN`] or a call is complete.
fn read_answer(stream: &mut TcpStream) {
    let mut answer = Vec::new();
    let mut chunk = [0; 1024];
    while !(answer.ends_with(b"ok\n") || answer.ends_with(b"}")) {
        let length = stream.read(&mut chunk).unwrap();
        assert!(
            length > 0,
            "it ends behind {:?}",
            String::from_utf8_lossy(&answer)
        );
        answer.extend_from_slice(&chunk[..length]);
    }
}

/// Sends a piece repeatedly until the other side ends the connection. Returns the time that this takes.
fn until_the_end(stream: &mut TcpStream, piece: &[u8]) -> Duration {
    let started = Instant::now();
    stream
        .set_read_timeout(Some(Duration::from_millis(300)))
        .unwrap();
    let mut chunk = [0; 1024];
    while started.elapsed() < Duration::from_secs(30) {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => assert!(chunk[..length].starts_with(b"HTTP/1.1 408 ")),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
        if stream.write_all(piece).is_err() {
            break;
        }
    }
    started.elapsed()
}

#[test]
fn every_head_of_a_connection_has_a_deadline() {
    let gateway = impatient();
    let call = post_and_stay(&honest(&gateway));
    let both = [
        gateway
            .url
            .trim_start_matches("http://")
            .trim_end_matches('/'),
        gateway.ops_url.trim_start_matches("http://"),
    ];
    thread::scope(|scope| {
        for address in both {
            // On a new connection and on a kept connection, a piece at a time. Bytes that came with the previous request count.
            for (before, start, piece) in [
                ("", "", "P"),
                ("", "", "\r\n"),
                (HIDDEN, "", "P"),
                (HIDDEN, "", "\r\n"),
                (HIDDEN, "", "GET / HTTP/1.1\r\nX: y"),
                (HIDDEN, "GET / HT", ""),
                (HIDDEN, "GET /P", "P"),
                (HIDDEN, "GET / HTTP/1.1\r\nX: y\r\n", ""),
            ] {
                scope.spawn(move || {
                    let mut stream = TcpStream::connect(address).unwrap();
                    stream
                        .write_all(format!("{before}{start}").as_bytes())
                        .unwrap();
                    if !before.is_empty() {
                        read_answer(&mut stream);
                    }
                    let took = until_the_end(&mut stream, piece.as_bytes());
                    assert!(
                        took < Duration::from_secs(25),
                        "{before} {start} {piece:?}: {took:?}"
                    );
                });
            }
        }
        let (gateway, call) = (&gateway, &call);
        scope.spawn(move || {
            let mut stream = gateway.connect();
            stream.write_all(format!("{call}POST").as_bytes()).unwrap();
            read_answer(&mut stream);
            let took = until_the_end(&mut stream, b"");
            assert!(took < Duration::from_secs(25), "behind a call: {took:?}");
        });
    });
    unharmed(&gateway);
}

#[test]
fn a_connection_rests_as_long_as_the_configuration_says() {
    let gateway = usual()
        .with(|settings| {
            settings.server.head_timeout_seconds = 1;
            settings.server.keep_alive_seconds = 2;
        })
        .start();
    let call = post_and_stay(&honest(&gateway));
    thread::scope(|scope| {
        let public = gateway.url.trim_start_matches("http://");
        let public = public.trim_end_matches('/');
        let ops = gateway.ops_url.trim_start_matches("http://");
        for (address, request) in [(public, call.as_str()), (ops, HIDDEN)] {
            scope.spawn(move || pause(address, request));
            scope.spawn(move || rest(address, request));
        }
    });
    let defaults = usual().start().settings.server.keep_alive_seconds;
    assert!(
        defaults > 60,
        "longer than those of usual balancers: {defaults}"
    );
}

/// Pauses longer than a head may take, and sends another request.
fn pause(address: &str, request: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    read_answer(&mut stream);
    thread::sleep(Duration::from_millis(1400));
    stream.write_all(request.as_bytes()).unwrap();
    read_answer(&mut stream);
}

/// Sends one request, and then nothing until the connection is closed.
fn rest(address: &str, request: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    read_answer(&mut stream);
    let rested = Instant::now();
    stream
        .set_read_timeout(Some(Duration::from_secs(8)))
        .unwrap();
    assert_eq!(
        stream.read(&mut [0; 16]).unwrap(),
        0,
        "an end and no answer"
    );
    let rested = rested.elapsed();
    assert!((1900..5000).contains(&rested.as_millis()), "{rested:?}");
}
