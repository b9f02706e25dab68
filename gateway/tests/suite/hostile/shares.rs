use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use signet_testkit::{MULTIPART, TestGateway, eventually, multipart};
use socket2::{Domain, Socket, Type};

use super::{FORM, post_and_stay, unharmed};
use crate::uploads::{path_of, upload};
use crate::usual;
use signet_pictures as pictures;

/// Opens a connection from one of the addresses of this machine.
fn from(address: &str, gateway: &TestGateway, receives: Option<usize>) -> TcpStream {
    let url = gateway.url.trim_start_matches("http://");
    let to: SocketAddr = url.trim_end_matches('/').parse().unwrap();
    let source: SocketAddr = format!("{address}:0").parse().unwrap();
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    if let Some(bytes) = receives {
        socket.set_recv_buffer_size(bytes).unwrap();
    }
    socket.bind(&source.into()).unwrap();
    socket.connect(&to.into()).unwrap();
    let stream = TcpStream::from(socket);
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    stream
}

/// Returns the status of an answer, `None` if the connection ends without one.
fn status(stream: &mut TcpStream) -> Option<String> {
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer[9..]).into_owned())
}

/// Sends an honest call in two pieces, so that it is incomplete at first.
fn in_pieces(gateway: &TestGateway, address: &str) -> Option<String> {
    let mut stream = from(address, gateway, None);
    let data = (gateway.client()).data("system.init", json!({"note": "n".repeat(50_000)}));
    let call = post_and_stay(&gateway.client().body(&data));
    let (first, second) = call.split_at(call.len() - 10);
    stream.write_all(first.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    stream.write_all(second.as_bytes()).unwrap();
    status(&mut stream)
}

#[test]
fn one_address_does_not_take_the_room_for_unfinished_bodies() {
    let gateway = usual()
        .with(|settings| {
            settings.server.max_unfinished_bytes = 1024 * 1024;
            settings.server.body_timeout_seconds = 60;
        })
        .start();
    let head = format!("POST / HTTP/1.1\r\nHost: x\r\n{FORM}Content-Length: 200000\r\n\r\n");
    let unfinished = || {
        let mut stream = from("127.0.0.1", &gateway, None);
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&[b'a'; 40_000]).unwrap();
        stream
    };
    let mut greedy: Vec<TcpStream> = (0..30).map(|_| unfinished()).collect();
    // The remaining memory is less than each of these calls holds, and the address itself is refused.
    eventually("the room is full", || {
        greedy.push(unfinished());
        in_pieces(&gateway, "127.0.0.1").as_deref() == Some("503")
    });
    for _ in 0..5 {
        assert_eq!(in_pieces(&gateway, "127.0.0.2").as_deref(), Some("200"));
    }
    // A body that arrives in one piece does not count.
    assert_eq!(gateway.call("system.init", json!({})).code(), 200);
    drop(greedy);
    eventually("the room is free", || {
        in_pieces(&gateway, "127.0.0.1").as_deref() == Some("200")
    });
    unharmed(&gateway);
}

#[test]
fn one_address_does_not_take_the_room_for_starting_uploads() {
    let gateway = usual()
        .with(|settings| settings.server.max_unfinished_bytes = 1024 * 1024)
        .start();
    let head = |length: usize| {
        format!(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {MULTIPART}\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    let greedy: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = from("127.0.0.1", &gateway, None);
            stream.write_all(head(3_000_000).as_bytes()).unwrap();
            stream.write_all(&[b'a'; 15_000]).unwrap();
            stream
        })
        .collect();
    let body = multipart(&[("image", &[0x55; 1_000_000])]);
    let mut stream = from("127.0.0.2", &gateway, None);
    stream.write_all(head(body.len()).as_bytes()).unwrap();
    let (start, rest) = body.split_at(10_000);
    stream.write_all(start).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    stream.write_all(rest).unwrap();
    // The answer may refuse the call because it is not signed, but the body was read.
    let mut answer = [0; 1024];
    let length = stream.read(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(
        !answer.contains("overloaded") && !answer.contains(" 503 "),
        "{answer}"
    );
    drop(greedy);
}

#[test]
fn one_address_does_not_take_the_places_of_those_who_fetch_files() {
    let gateway = usual()
        .with(|settings| settings.server.max_file_readers = 8)
        .start();
    let token = gateway.register("18575202691");
    let path = path_of(&upload(&gateway, &token, &pictures::png(100, 100))).to_owned();
    // The file is larger than the buffers on the way to a client that reads nothing. It takes no space on the disk.
    let folder = Path::new(&gateway.settings.upload.dir);
    let stored = File::options()
        .write(true)
        .open(folder.join(path.trim_start_matches('/')))
        .unwrap();
    stored.set_len(4_000_000_000).unwrap();
    let get = format!("GET /files{path} HTTP/1.1\r\nHost: x\r\n\r\n");
    let fetch = |address: &str, receives: Option<usize>| {
        let mut stream = from(address, &gateway, receives);
        stream.write_all(get.as_bytes()).unwrap();
        (status(&mut stream), stream)
    };
    let mut greedy = Vec::new();
    eventually("the places are taken", || {
        let (status, stream) = fetch("127.0.0.1", Some(2304));
        greedy.push(stream);
        status.as_deref() == Some("503")
    });
    for _ in 0..5 {
        assert_eq!(fetch("127.0.0.2", None).0.as_deref(), Some("200"));
    }
    drop(greedy);
    unharmed(&gateway);
}

#[test]
fn one_address_does_not_take_all_connections() {
    let gateway = usual()
        .with(|settings| settings.server.max_connections = 30)
        .start();
    let healthy = |stream: &mut TcpStream| {
        let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        status(stream).as_deref() == Some("200")
    };
    let mut kept: Vec<TcpStream> = (0..40).map(|_| from("127.0.0.1", &gateway, None)).collect();
    let held = kept
        .iter_mut()
        .map(healthy)
        .filter(|healthy| *healthy)
        .count();
    assert!((25..=30).contains(&held), "{held}");
    for _ in 0..5 {
        assert!(healthy(&mut from("127.0.0.2", &gateway, None)));
    }
    drop(kept);
    eventually("there is room again", || {
        healthy(&mut from("127.0.0.1", &gateway, None))
    });
}
