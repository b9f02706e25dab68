//! The path of a wire: connections that end, wait or break in the middle, and requests that arrive together.

use std::io::Write;
use std::time::Duration;

use signet_testkit::{MULTIPART, TestGateway};
use socket2::SockRef;

use super::{HIDDEN, answer, end_sending, honest, post_and_stay, statuses, unharmed};

const BODY: &str = r#"{"city_num":"511100","x":"a\u002b你😀"}"#;

/// The head of a request of JSON with these headers.
fn head(headers: &str) -> String {
    format!("POST /homecare/consumer/city_search HTTP/1.1\r\nHost: x\r\n{headers}\r\n")
}

fn call() -> String {
    head(&format!("Content-Length: {}\r\n", BODY.len())) + BODY
}

#[test]
fn whoever_ends_in_the_middle_is_not_kept() {
    let gateway = TestGateway::builder().start();
    let whole = call();
    let half_a_file = format!(
        "POST /homecare/consumer/upload_pircture HTTP/1.1\r\nHost: x\r\nContent-Type: {MULTIPART}\r\n\
         Content-Length: 3000000\r\n\r\n--signet-test-boundary\r\n"
    );
    let chunk = head("Transfer-Encoding: chunked\r\n") + "5\r\n{\"c";
    let cut = |length: usize| whole.as_bytes()[..length].to_vec();
    for (name, sent) in [
        ("a part of a line", cut(17)),
        ("a part of a head", cut(60)),
        ("a head without its body", cut(whole.len() - BODY.len())),
        ("half a body", cut(whole.len() - BODY.len() / 2)),
        ("a body but its last byte", cut(whole.len() - 1)),
        ("a chunk", chunk.into_bytes()),
        ("half a file", half_a_file.into_bytes()),
    ] {
        let mut stream = gateway.connect();
        stream.write_all(&sent).unwrap();
        end_sending(&stream);
        let found = statuses(&answer(&mut stream, 2));
        let possible = ["closed", "400", "408", "408 status 5", "411 status 0"];
        assert!(possible.contains(&found.as_str()), "{name}: {found}");
    }
    unharmed(&gateway);
}

#[test]
fn connections_that_break_break_nothing_else() {
    let gateway = TestGateway::builder().start();
    let whole = call();
    for length in (0..whole.len()).step_by(7) {
        let mut stream = gateway.connect();
        stream.write_all(&whole.as_bytes()[..length]).unwrap();
        // With a linger time of zero, closing the socket sends a reset.
        let reset = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
        reset.unwrap();
    }
    let mut stream = gateway.connect();
    stream.write_all(whole.as_bytes()).unwrap();
    assert_eq!(statuses(&answer(&mut stream, 1)), "200 status 1");
    unharmed(&gateway);
}

#[test]
fn heads_that_do_not_end_are_cut_off() {
    let gateway = TestGateway::builder()
        .with(|settings| settings.server.head_timeout_seconds = 1)
        .start();
    let cut_off = |sent: &str| {
        let mut stream = gateway.connect();
        stream.write_all(sent.as_bytes()).unwrap();
        let found = statuses(&answer(&mut stream, 2));
        assert!(["408", "closed"].contains(&found.as_str()), "{found}");
    };
    let whole = call();
    std::thread::scope(|scope| {
        let cut_off = &cut_off;
        for length in [1, 20, 60] {
            let sent = &whole[..length];
            scope.spawn(move || cut_off(sent));
        }
    });
    unharmed(&gateway);
}

/// The request may be cut anywhere: within the head, an escape or a letter.
#[test]
fn a_call_may_come_in_any_pieces() {
    let gateway = TestGateway::builder().start();
    let whole = call();
    for at in (1..whole.len()).step_by(5) {
        let mut stream = gateway.connect();
        stream.set_nodelay(true).unwrap();
        let (first, second) = whole.as_bytes().split_at(at);
        stream.write_all(first).unwrap();
        std::thread::yield_now();
        stream.write_all(second).unwrap();
        end_sending(&stream);
        assert_eq!(statuses(&answer(&mut stream, 1)), "200 status 1", "{at}");
    }
    unharmed(&gateway);
}

#[test]
fn calls_that_come_together_are_all_answered() {
    let gateway = TestGateway::builder().start();
    let (own, signed) = (call(), post_and_stay(&honest(&gateway)));
    let version = "GET /homecare/consumer/get_ios_version HTTP/1.1\r\nHost: x\r\n\r\n".to_owned();
    let unknown = HIDDEN.replace("/healthz", "/homecare/consumer/nothing");
    let mixture = [&own, &signed, &version, &unknown, &own, &version, &signed];
    let of_mixture = [
        "200 status 1",
        "200 ok",
        "200 status 1",
        "404 status 7",
        "200 status 1",
        "200 status 1",
        "200 ok",
    ];
    for piece in [usize::MAX, 701, 64] {
        for (sent, expected) in [
            (own.repeat(40), vec!["200 status 1"; 40]),
            (mixture.map(String::as_str).concat(), of_mixture.to_vec()),
        ] {
            let mut stream = gateway.connect();
            stream.set_nodelay(true).unwrap();
            for piece in sent.as_bytes().chunks(piece) {
                stream.write_all(piece).unwrap();
            }
            let found = statuses(&answer(&mut stream, expected.len()));
            assert_eq!(found, expected.join(", "), "in pieces of {piece}");
        }
    }
    unharmed(&gateway);
}
