use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

use serde_json::json;
use signet_testkit::{MULTIPART, TestGateway, multipart};

use super::{FORM, unharmed};

use crate::usual;

const AT_ONCE: usize = 8;

/// An honest call with a note of some length, and a header of some length.
fn call(gateway: &TestGateway, note: usize, header: usize) -> String {
    let client = gateway.client().at(gateway.clock.now() / 100 * 100);
    let data = client.data("system.init", json!({"note": "n".repeat(note)}));
    let body = client.body(&data);
    let (length, header) = (body.len(), "h".repeat(header));
    format!(
        "POST / HTTP/1.1\r\nHost: x\r\nX: {header}\r\n{FORM}Content-Length: {length}\r\n\r\n{body}"
    )
}

/// The same call as a multipart form, whose body has line ends.
fn multipart_call(gateway: &TestGateway, note: usize) -> String {
    let client = gateway.client();
    let data = client.data("system.init", json!({"note": "n".repeat(note)}));
    let sign = client.sign(&data);
    let body = multipart(&[("data", data.as_bytes()), ("sign", sign.as_bytes())]);
    let (length, body) = (body.len(), String::from_utf8(body).unwrap());
    format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {MULTIPART}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

/// Returns the answers to the pieces, `200` for each.
fn answers(gateway: &TestGateway, sent: &str, count: usize, piece: usize) -> Vec<String> {
    let mut stream = gateway.connect();
    stream.set_nodelay(true).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    for piece in sent.as_bytes().chunks(piece) {
        stream.write_all(piece).unwrap();
    }
    let (mut received, mut chunk) = (Vec::new(), [0; 4096]);
    let split = |received: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(received).into_owned();
        text.split("HTTP/1.1 ").skip(1).map(str::to_owned).collect()
    };
    loop {
        let answers = split(&received);
        let is_whole = answers
            .last()
            .is_some_and(|last| last.ends_with('}') || last.ends_with("ok\n"));
        if answers.len() == count && is_whole {
            return answers;
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return answers,
            Ok(length) => received.extend_from_slice(&chunk[..length]),
        }
    }
}

fn check(gateway: &TestGateway, name: &str, sent: &[String], piece: usize) {
    let answers = answers(gateway, &sent.concat(), sent.len(), piece);
    let good = answers.iter().filter(|answer| {
        answer.starts_with("200 ") && !answer.to_lowercase().contains("connection: close")
    });
    assert_eq!(good.count(), sent.len(), "{name}: {answers:#?}");
}

#[test]
fn calls_that_come_together_are_all_answered() {
    let gateway = usual().start();
    let small = call(&gateway, 100, 0);
    // All requests in one write, with the end of the second and the head of the third request at any position.
    let sizes: Vec<(usize, usize)> = (0..600).map(|n| (1000 + n * 5, (n * 37) % 1500)).collect();
    thread::scope(|scope| {
        for share in sizes.chunks(sizes.len() / AT_ONCE) {
            let (gateway, small) = (&gateway, &small);
            scope.spawn(move || {
                for &(note, header) in share {
                    let sent = [
                        small.clone(),
                        call(gateway, note, 0),
                        call(gateway, 100, header),
                    ];
                    check(gateway, &format!("{note} {header}"), &sent, usize::MAX);
                }
            });
        }
    });
    unharmed(&gateway);
}

#[test]
fn pieces_kinds_and_numbers_do_not_matter() {
    let gateway = usual().start();
    let health = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".to_owned();
    let (small, large) = (call(&gateway, 100, 0), call(&gateway, 20_000, 0));
    let form = multipart_call(&gateway, 500);
    let bare = health.replace("\r\n", "\n");
    for (name, sent) in [
        ("small ones", vec![small.clone(); 40]),
        ("large ones", vec![large.clone(); 4]),
        ("forms", vec![form.clone(); 6]),
        ("health checks", vec![health.clone(); 100]),
        (
            "bare line feeds",
            vec![bare.clone(), small.clone(), bare, small.clone()],
        ),
        (
            "a mixture",
            vec![
                health.clone(),
                large.clone(),
                form,
                small.clone(),
                health,
                large,
                small,
            ],
        ),
    ] {
        for piece in [usize::MAX, 3000, 2048, 701] {
            check(
                &gateway,
                &format!("{name} in pieces of {piece}"),
                &sent,
                piece,
            );
        }
    }
    unharmed(&gateway);
}
