//! Files that are not pictures or are too large pictures, and bodies that only use up memory.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use signet_testkit::{MULTIPART, multipart, unique};
use socket2::{Domain, Socket, Type};

use crate::cli::{Program, http_status};
use crate::uploads::{files, id_of, path_of, rows, upload};
use crate::usual;
use signet_pictures as pictures;

const MOBILE: &str = "18575202691";
const MIB: usize = 1024 * 1024;

fn head(length: usize) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {MULTIPART}\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// The start of a body that holds a file and no signature.
fn unsigned(length: usize) -> Vec<u8> {
    let mut body = multipart(&[("image", &vec![0x55; length])]);
    body.truncate(length);
    body
}

#[test]
fn what_is_no_whole_picture_is_refused_and_not_kept() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let (jpeg, png, gif) = (
        pictures::jpeg(300, 200),
        pictures::png(300, 200),
        pictures::gif(300, 200, 3),
    );
    let webp = pictures::webp(300, 200);
    let mut hostile: Vec<(String, Vec<u8>)> = vec![
        ("text".to_owned(), b"<?php echo 1; ?>".to_vec()),
        (
            "svg".to_owned(),
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        ),
        ("bmp".to_owned(), b"BM\x3A\0\0\0\0\0\0\0\x36\0\0\0".to_vec()),
        ("zeros".to_owned(), vec![0; 1000]),
        ("one byte".to_owned(), vec![0xFF]),
        ("gif without frames".to_owned(), pictures::gif(3, 3, 0)),
    ];
    for (name, file) in [
        ("jpeg", &jpeg),
        ("png", &png),
        ("gif", &gif),
        ("webp", &webp),
    ] {
        for part in [4, 12, 30, 50, 90] {
            let cut = file[..file.len() * part / 100].to_vec();
            hostile.push((format!("{part} % of a {name}"), cut));
        }
        hostile.push((format!("a {name} without its middle"), {
            let mut file = file.clone();
            let (from, to) = (file.len() / 3, file.len() * 2 / 3);
            file.drain(from..to);
            file
        }));
        hostile.push((format!("the first bytes of a {name}"), file[..12].to_vec()));
    }
    // If a decoder fills up a file, it accepts the file as a picture. Only pixels are stored, and the gateway goes on.
    let may_pass = ["a jpeg without its middle"];
    for (name, file) in hostile {
        let answer = upload(&gateway, &token, &file);
        if !may_pass.contains(&name.as_str()) {
            assert_eq!(answer.fault(), (503, "image_invalid"), "{name}: {answer:?}");
        }
        assert_eq!(answer.status, 200, "{name}");
    }
    let kept = files(&gateway).len();
    assert!(kept <= may_pass.len());
    assert_eq!(rows(&gateway, id_of(&gateway, MOBILE)).len(), kept);
    assert_eq!(upload(&gateway, &token, &jpeg).code(), 200);
}

#[test]
fn a_missing_file_is_named() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let client = gateway.client().token(&token);
    let answer = client.call("system.upload", json!({}));
    assert_eq!(answer.fault(), (503, "bad_params"));
    assert_eq!(answer.msg(), "参数不正确：image 不能为空");
    let answer = client.upload("system.upload", json!({"n": 1}), b"");
    assert_eq!(answer.fault(), (503, "bad_params"));
    let data = client.data("system.upload", json!({"n": 2}));
    let fields = [
        ("data", data.as_str()),
        ("sign", &client.sign(&data)),
        ("image", "x"),
    ];
    assert_eq!(client.post_form(&fields).fault(), (503, "bad_params"));
}

#[test]
fn bombs_are_refused_before_they_are_decoded() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    for (name, file) in [
        ("too many pixels", pictures::png_claiming(20_000, 20_000)),
        ("too many of a png", pictures::png_claiming(8000, 6501)),
        ("an endless row", pictures::png_claiming(50_000_000, 1)),
        ("a large jpeg", pictures::jpeg_claiming(65_500, 65_500)),
        ("too many of a jpeg", pictures::jpeg_claiming(12_000, 9000)),
        ("too many of a gif", pictures::gif_claiming(60_000, 9000)),
    ] {
        let started = Instant::now();
        let answer = upload(&gateway, &token, &file);
        assert_eq!(
            answer.fault(),
            (503, "image_too_large"),
            "{name}: {answer:?}"
        );
        assert!(started.elapsed() < Duration::from_secs(10), "{name}");
    }
    for (name, file) in [
        ("png", pictures::png_claiming(4000, 4000)),
        ("a long one", pictures::png_claiming(100_000, 500)),
        ("no pixels", pictures::png_claiming(0, 10)),
    ] {
        // The claimed size is allowed, but the pixels are missing.
        let answer = upload(&gateway, &token, &file);
        assert_eq!(answer.fault(), (503, "image_invalid"), "{name}: {answer:?}");
    }
    assert!(files(&gateway).is_empty() && rows(&gateway, id_of(&gateway, MOBILE)).is_empty());
}

#[test]
fn of_an_endless_animation_the_first_frame_is_kept() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let many = pictures::gif(3000, 3000, 9);
    assert!(many.len() < MIB, "{}", many.len());
    let answer = upload(&gateway, &token, &many);
    let stored = gateway
        .download(&format!("files{}", path_of(&answer)))
        .bytes;
    assert_eq!(pictures::frames(&stored), [(10, [255, 0, 0])]);
}

#[test]
fn a_file_over_the_limit_and_a_body_over_it_differ() {
    let gateway = usual().with(|settings| settings.upload.max_bytes = MIB);
    let gateway = gateway.start();
    let token = gateway.register(MOBILE);
    let answer = upload(&gateway, &token, &vec![0x55; MIB + 1]);
    assert_eq!(
        (answer.status, answer.fault()),
        (200, (503, "image_too_large"))
    );
    assert_eq!(
        upload(&gateway, &token, &vec![0x55; MIB]).sub_code(),
        "image_invalid"
    );
    // The whole body is sent before the answer is read, and the answer must arrive nevertheless.
    let answer = upload(&gateway, &token, &vec![0x55; 2 * MIB]);
    assert_eq!((answer.status, answer.fault()), (413, (503, "too_large")));
    let answer = gateway.raw(head(2 * MIB).as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    // Only a form that can hold a file may be that large.
    let urlencoded = head(MIB).replace(MULTIPART, "application/x-www-form-urlencoded");
    let answer = gateway.raw(urlencoded.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(files(&gateway).is_empty());
}

#[test]
fn a_slow_upload_is_cut_off() {
    let gateway = usual()
        .with(|settings| settings.server.body_timeout_seconds = 1)
        .start();
    let mut stream = gateway.connect();
    stream
        .set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    let started = Instant::now();
    stream.write_all(head(MIB).as_bytes()).unwrap();
    let body = unsigned(MIB);
    // 10 KB give the body one more second, but then nothing arrives.
    stream.write_all(&body[..10_000]).unwrap();
    let mut answer = Vec::new();
    let mut chunk = [0; 1024];
    while started.elapsed() < Duration::from_secs(30) {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => answer.extend_from_slice(&chunk[..length]),
            Err(_) => {}
        }
        if answer.ends_with(b"}") {
            break;
        }
    }
    let answer = String::from_utf8(answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 408 ") && answer.contains("body_timeout"),
        "{answer}"
    );
    let took = started.elapsed().as_secs();
    assert!((1..9).contains(&took), "{took}");
}

#[test]
fn an_upload_that_is_slow_enough_arrives() {
    let gateway = usual()
        .with(|settings| settings.server.body_timeout_seconds = 1)
        .start();
    let token = gateway.register(MOBILE);
    let client = gateway.client().token(&token);
    let data = client.data("system.upload", json!({}));
    let sign = client.sign(&data);
    let image = pictures::png(500, 500);
    let parts = [
        ("image", image.as_slice()),
        ("data", data.as_bytes()),
        ("sign", sign.as_bytes()),
    ];
    let body = multipart(&parts);
    let mut stream = gateway.connect();
    stream.write_all(head(body.len()).as_bytes()).unwrap();
    let started = Instant::now();
    let piece = body.len() / 11;
    for piece in body.chunks(piece) {
        stream.write_all(piece).unwrap();
        thread::sleep(Duration::from_millis(200));
    }
    assert!(
        started.elapsed() > Duration::from_secs(2),
        "slower than a form may be"
    );
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    assert_eq!(files(&gateway).len(), 1);
}

/// Strangers who send most of a large file and then nothing.
fn strangers(address: &str, count: usize) -> Vec<TcpStream> {
    unfinished(address, count, &of_a_stranger())
}

/// The beginning of a request with a file and no signature.
fn of_a_stranger() -> Vec<u8> {
    [head(5 * MIB + 1000).into_bytes(), unsigned(5 * MIB)].concat()
}

/// Sends the beginning of a request on each of `count` connections, as far as it is read. Returns the connections.
fn unfinished(address: &str, count: usize, request: &[u8]) -> Vec<TcpStream> {
    let senders: Vec<_> = (0..count)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .set_write_timeout(Some(Duration::from_millis(500)))
                .unwrap();
            let request = request.to_vec();
            thread::spawn(move || {
                // The bytes that the gateway does not read cannot be sent.
                let _ = stream.write_all(&request);
                stream
            })
        })
        .collect();
    senders
        .into_iter()
        .map(|sender| sender.join().unwrap())
        .collect()
}

#[test]
fn strangers_take_no_room_from_callers() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let address = gateway
        .url
        .trim_start_matches("http://")
        .trim_end_matches('/');
    let held = strangers(address, 24);
    for _ in 0..20 {
        let started = Instant::now();
        assert_eq!(
            gateway
                .call("system.init", json!({"n": unique("n")}))
                .code(),
            200
        );
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "{:?}",
            started.elapsed()
        );
    }
    // The text fields come first, so that the caller is known before memory for the file is reserved.
    let started = Instant::now();
    assert_eq!(
        upload(&gateway, &token, &pictures::png(600, 600)).code(),
        200
    );
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
    // A stranger's signature gives no memory of callers, and no body waits for ever.
    let started = Instant::now();
    let stranger = gateway
        .client()
        .token(&token)
        .secret("another secret, also long");
    let large = vec![0x55; 5 * MIB - 1000];
    let answer = stranger.upload("system.upload", json!({}), &large);
    assert_eq!((answer.status, answer.fault()), (503, (500, "overloaded")));
    assert_eq!(answer.header("retry-after"), Some("5"));
    assert!(started.elapsed() < Duration::from_secs(20));
    drop(held);
    // After the strangers have gone, their memory is free again.
    let answer = stranger.upload("system.upload", json!({}), &large);
    assert_eq!(answer.fault(), (503, "bad_signature"), "{answer:?}");
}

#[test]
fn one_user_takes_no_room_from_others() {
    let gateway = usual().start();
    let greedy = gateway.register("13900000001");
    let honest = gateway.register("13900000002");
    let client = gateway.client().token(&greedy);
    let address = gateway
        .url
        .trim_start_matches("http://")
        .trim_end_matches('/');
    let held: Vec<TcpStream> = (0..30)
        .map(|_| {
            let data = client.data("system.upload", json!({"n": unique("n")}));
            let sign = client.sign(&data);
            let parts = [
                ("data", data.as_bytes()),
                ("sign", sign.as_bytes()),
                ("image", &[0x55; 130_000][..]),
            ];
            let mut stream = TcpStream::connect(address).unwrap();
            // The rest of the file never comes.
            stream.write_all(head(5 * MIB).as_bytes()).unwrap();
            stream.write_all(&multipart(&parts)).unwrap();
            stream
        })
        .collect();
    let answer = upload(&gateway, &honest, &pictures::png(600, 600));
    assert_eq!(answer.code(), 200, "{answer:?}");
    drop(held);
}

#[test]
fn a_client_that_takes_nothing_of_a_file_is_cut_off() {
    let gateway = usual()
        .with(|settings| settings.server.read_timeout_seconds = 1)
        .start();
    let token = gateway.register(MOBILE);
    let path = path_of(&upload(&gateway, &token, &pictures::png(1000, 1000))).to_owned();
    let address: SocketAddr = gateway
        .url
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .unwrap();
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    // The buffer is so small that the file does not fit into the buffers on the way.
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&address.into()).unwrap();
    let mut stream = TcpStream::from(socket);
    write!(stream, "GET /files{path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    // The client is cut off during this time. It notices that only when it has read the data that arrived before.
    thread::sleep(Duration::from_millis(2500));
    let mut received = Vec::new();
    // The connection may also end with a reset.
    let _ = stream.read_to_end(&mut received);
    assert!(received.starts_with(b"HTTP/1.1 200 "), "{}", received.len());
    assert!(received.len() < 1_000_000, "{}", received.len());
    assert_eq!(gateway.call("system.init", json!({})).code(), 200);
}

/// Memory of a process, in MiB.
pub(crate) fn resident(id: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let kilobytes: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes / 1024
}

/// Checks that requests that never end take no more memory than the limit for bodies of strangers.
fn hold_no_more_than_their_room(name: &str, count: usize, request: &[u8]) {
    let folder = unique(name);
    let mut program = Program::start(&folder, "127.0.0.1:0");
    let before = resident(program.child.id());
    let held = unfinished(&program.public, count, request);
    let during = resident(program.child.id());
    assert_eq!(http_status(&program.public, "/healthz"), Some(200));
    assert!(
        during < before + 32 + 24,
        "{before} MiB before, {during} MiB during"
    );
    drop(held);
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    std::fs::remove_dir_all(std::env::temp_dir().join(folder)).unwrap();
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads /proc")]
fn strangers_hold_no_more_than_their_room() {
    hold_no_more_than_their_room("signet-strangers", 60, &of_a_stranger());
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads /proc")]
fn forms_with_a_picture_hold_no_more_than_their_room() {
    let route = "/teahouse/index.php?act=member_index&op=update_member_info";
    let head = format!(
        "POST {route} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        3 * MIB
    );
    // The last byte never comes.
    let picture = "A".repeat(3 * MIB - "member_avatar=".len() - 1);
    let request = format!("{head}member_avatar={picture}");
    hold_no_more_than_their_room("signet-forms", 40, request.as_bytes());
}
