//! Requests that could be read in two ways, that do not end, or that arrive when the gateway is full.

use std::io::{Read, Write};
use std::net::Shutdown;

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::{get, post};

const BODY: &str = r#"{"city_num":"511100"}"#;

/// Sends bytes on a connection. Returns the HTTP status and the status of each reply.
fn answer(gateway: &TestGateway, sent: &str) -> Vec<String> {
    let mut stream = gateway.connect();
    stream.write_all(sent.as_bytes()).unwrap();
    // The gateway may already have closed the connection.
    let _ = stream.shutdown(Shutdown::Write);
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    let text = String::from_utf8_lossy(&received).into_owned();
    let replies = text.split("HTTP/1.1 ").skip(1).map(|reply| {
        let (head, body) = reply.split_once("\r\n\r\n").unwrap_or((reply, ""));
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        match body["status"].as_i64() {
            Some(status) => format!("{} {status}", &head[..3]),
            None => head[..3].to_owned(),
        }
    });
    replies.collect()
}

fn with(headers: &str, body: &str) -> String {
    format!("POST /homecare/consumer/city_search HTTP/1.1\r\nHost: x\r\n{headers}\r\n{body}")
}

#[test]
fn a_request_ends_where_its_length_says() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let length = format!("Content-Length: {}\r\n", BODY.len());
    let hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let chunks = format!("{:x}\r\n{BODY}\r\n0\r\n\r\n", BODY.len());
    let last = |headers: &str, body: &str| with(&format!("Connection: close\r\n{headers}"), body);
    for (name, sent, expected) in [
        ("one", last(&length, BODY), &["200 1"][..]),
        (
            "two on a connection",
            with(&length, BODY) + &last(&length, BODY),
            &["200 1", "200 1"],
        ),
        (
            "the same length twice",
            last(&length.repeat(2), BODY),
            &["400"],
        ),
        (
            "two lengths",
            last(&format!("{length}Content-Length: 2\r\n"), BODY),
            &["400"],
        ),
        (
            "a negative length",
            last("Content-Length: -1\r\n", BODY),
            &["400"],
        ),
        (
            "chunks",
            last("Transfer-Encoding: chunked\r\n", &chunks),
            &["411 0"],
        ),
        (
            "chunks and a length",
            last(&format!("{length}Transfer-Encoding: chunked\r\n"), &chunks),
            &["400"],
        ),
        (
            "a request behind one without length",
            with("", "") + hidden,
            &["200 0", "200"],
        ),
        (
            "a length beyond all",
            last("Content-Length: 18446744073709551615\r\n", BODY),
            &["413 0"],
        ),
    ] {
        assert_eq!(answer(&gateway, &sent), expected, "{name}");
        post(&gateway, "city_search", &json!({"city_num": 511100})).good();
    }
    assert!(gateway.ops("/metrics").1.contains("gateway_panics_total 0"));
}

#[test]
fn a_body_that_does_not_arrive_is_a_time_out() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let mut stream = gateway.connect();
    stream
        .write_all(with("Content-Length: 100\r\n", BODY).as_bytes())
        .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 408 "), "{reply}");
    assert!(
        reply.ends_with(r#"{"status":5,"body":{"msg":"time out"}}"#),
        "{reply}"
    );
}

#[test]
fn load_is_shed_with_a_time_to_come_back() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
        .with(|settings| settings.server.max_in_flight = 0)
        .start();
    let reply = get(&gateway, "get_ios_version");
    assert_eq!(
        (reply.http, reply.text.as_str()),
        (503, r#"{"status":2,"body":null}"#)
    );
    assert_eq!(reply.header("retry-after"), Some("1"));
}

#[test]
fn nothing_that_is_secret_is_in_the_log() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let (phone, password) = ("18215606399", "planted-Passw0rd");
    let login = json!({"username": phone, "password": password, "private_token": "c0ffee00c0ffee00c0ffee00c0ffee00"});
    for route in [
        "login",
        "get_messages",
        "register",
        "logout",
        "nothing",
        "new_feedback",
    ] {
        post(&gateway, route, &login);
    }
    signet_testkit::eventually("the log is written", || {
        gateway.access_log().lines().count() == 6
    });
    let log = gateway.access_log();
    for planted in [phone, password, "c0ffee00"] {
        assert!(!log.contains(planted), "{planted} is in the log: {log}");
    }
}
