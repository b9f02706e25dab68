//! HTTP: what is taken, what is refused, and with which status.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use signet_testkit::{TestGateway, eventually, unique};

use crate::sample;

/// The status line and whether the body is an envelope with this sub-code.
fn refused(answer: &str, status: &str, sub_code: &str) {
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status} ")),
        "{answer}"
    );
    assert!(
        answer.contains(&format!("\"sub_code\":\"{sub_code}\"")),
        "{answer}"
    );
    assert!(
        answer.contains("content-type: application/json; charset=utf-8"),
        "{answer}"
    );
}

fn head(line: &str, headers: &str) -> String {
    format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

#[test]
fn only_a_post_to_the_root_is_a_call() {
    let gateway = TestGateway::start();
    refused(
        &gateway.raw(head("GET /", "").as_bytes()),
        "405",
        "method_not_allowed",
    );
    refused(
        &gateway.raw(head("PUT /", &format!("{FORM}Content-Length: 0\r\n")).as_bytes()),
        "405",
        "method_not_allowed",
    );
    assert!(
        gateway
            .raw(head("GET /", "").as_bytes())
            .contains("allow: POST, OPTIONS")
    );
    refused(
        &gateway.raw(head("POST /other", &format!("{FORM}Content-Length: 0\r\n")).as_bytes()),
        "404",
        "not_found",
    );
    refused(
        &gateway.raw(head("GET /metrics", "").as_bytes()),
        "404",
        "not_found",
    );
    refused(
        &gateway.raw(head("POST //", &format!("{FORM}Content-Length: 0\r\n")).as_bytes()),
        "404",
        "not_found",
    );
    assert!(
        gateway
            .raw(head("GET /healthz", "").as_bytes())
            .starts_with("HTTP/1.1 200")
    );
}

#[test]
fn nothing_is_read_from_the_query_string() {
    let gateway = TestGateway::start();
    let client = gateway.client();
    let data = client.data("system.init", json!({}));
    let line = format!("POST /?{}", client.body(&data));
    refused(
        &gateway.raw(head(&line, &format!("{FORM}Content-Length: 0\r\n")).as_bytes()),
        "200",
        "bad_data",
    );
}

#[test]
fn only_plain_forms_of_stated_length_are_read() {
    let gateway = TestGateway::start();
    let post = |headers: &str, body: &str| gateway.raw((head("POST /", headers) + body).as_bytes());
    refused(
        &post("Content-Length: 2\r\n", "{}"),
        "415",
        "unsupported_media_type",
    );
    refused(
        &post(
            "Content-Type: application/json\r\nContent-Length: 2\r\n",
            "{}",
        ),
        "415",
        "unsupported_media_type",
    );
    refused(
        &post(
            "Content-Type: multipart/form-data\r\nContent-Length: 2\r\n",
            "{}",
        ),
        "415",
        "unsupported_media_type",
    );
    refused(
        &post(
            &format!("{FORM}Content-Encoding: gzip\r\nContent-Length: 2\r\n"),
            "{}",
        ),
        "415",
        "unsupported_media_type",
    );
    refused(
        &post(
            &format!("{FORM}Content-Encoding: br\r\nContent-Length: 2\r\n"),
            "{}",
        ),
        "415",
        "unsupported_media_type",
    );
    refused(
        &post(
            &format!("{FORM}Transfer-Encoding: chunked\r\n"),
            "2\r\n{}\r\n0\r\n\r\n",
        ),
        "411",
        "length_required",
    );
    refused(&post(FORM, ""), "411", "length_required");
    refused(
        &post(&format!("{FORM}Content-Length: 10000000\r\n"), ""),
        "413",
        "too_large",
    );
}

#[test]
fn two_lengths_are_never_believed() {
    let gateway = TestGateway::start();
    for headers in [
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: +2\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x2\r\n",
    ] {
        let answer = gateway.raw((head("POST /", &format!("{FORM}{headers}")) + "a=1").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 4"), "{headers}: {answer}");
    }
    assert_eq!(gateway.call("system.init", json!({})).code(), 200);
}

#[test]
fn a_slow_body_is_cut_off() {
    let gateway = TestGateway::start();
    let started = Instant::now();
    let mut stream = gateway.connect();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream
        .write_all(head("POST /", &format!("{FORM}Content-Length: 100\r\n")).as_bytes())
        .unwrap();
    stream.write_all(b"data=").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    refused(&answer, "408", "body_timeout");
    assert!(
        (9..15).contains(&started.elapsed().as_secs()),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn beyond_the_calls_in_flight_load_is_shed_at_once() {
    let gateway = TestGateway::builder()
        .methods(sample::METHODS)
        .with(|settings| settings.server.max_in_flight = 2)
        .start();
    thread::scope(|scope| {
        for _ in 0..2 {
            let parameters = json!({"name": unique("n"), "wait": 2000});
            scope.spawn(|| assert_eq!(gateway.call("test.add", parameters).code(), 200));
        }
        eventually("both are in flight", || {
            gateway.ops("/metrics").1.contains("gateway_in_flight 2")
        });
        let started = Instant::now();
        let answer = gateway.call("test.whoami", json!({}));
        assert_eq!(
            (answer.status, answer.fault(), answer.header("retry-after")),
            (503, (500, "overloaded"), Some("1"))
        );
        assert!(started.elapsed() < Duration::from_millis(500));
    });
    assert_eq!(
        gateway.call("test.whoami", json!({})).code(),
        200,
        "places are free again"
    );
}

#[test]
fn forwarded_addresses_count_only_from_trusted_proxies() {
    let ip = |gateway: &TestGateway| {
        let client = gateway
            .client()
            .header("X-Forwarded-For", "203.0.113.9, 198.51.100.7");
        client.call("test.whoami", json!({})).data()["ip"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        ip(&TestGateway::builder().methods(sample::METHODS).start()),
        "127.0.0.1"
    );
    let trusting = |settings: &mut signet_gateway::settings::Settings| {
        settings.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    };
    let gateway = TestGateway::builder()
        .methods(sample::METHODS)
        .with(trusting)
        .start();
    assert_eq!(ip(&gateway), "198.51.100.7");
    // A client that sends what is no text does not hide the hop that a proxy added to it.
    let client = gateway.client();
    let data = client.data("test.whoami", json!({}));
    let body = client.body(&data);
    let headers = format!("{FORM}Content-Length: {}\r\nX-Forwarded-For: ", body.len());
    let mut request = head("POST /", "").trim_end().as_bytes().to_vec();
    request.extend(b"\r\n");
    request.extend(headers.as_bytes());
    request.extend(b"\xff, 198.51.100.7\r\n\r\n");
    request.extend(body.as_bytes());
    assert!(gateway.raw(&request).contains("198.51.100.7"));
}

#[test]
fn many_calls_go_over_one_connection() {
    let gateway = TestGateway::start();
    let client = gateway.client();
    let data = client.data("system.upgrade", json!({}));
    let body = client.body(&data);
    let request = format!(
        "POST / HTTP/1.1\r\nHost: x\r\n{FORM}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = gateway.raw(request.repeat(5).as_bytes());
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 5, "{answer}");
}

#[test]
fn garbage_never_takes_the_gateway_down() {
    let gateway = TestGateway::start();
    let long_header = format!("POST / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(200_000));
    for bytes in [
        "\0\0\0\0\r\n\r\n",
        "GET\r\n\r\n",
        "POST / HTTP/9.9\r\n\r\n",
        "POST / HTTP/1.1\r\nHost\r\n\r\n",
        &long_header,
    ] {
        let mut stream = gateway.connect();
        stream
            .set_read_timeout(Some(Duration::from_secs(2)))
            .unwrap();
        // The gateway may close while this is still being written.
        let _ = stream.write_all(bytes.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 5"), "{bytes:.40}");
    }
    assert_eq!(gateway.call("system.init", json!({})).code(), 200);
}

#[test]
fn a_request_for_web_sockets_cannot_send_without_end() {
    let gateway = TestGateway::start();
    let headers =
        format!("{FORM}Content-Length: 3\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n");
    let answer = gateway.raw((head("POST /", &headers) + "a=1").as_bytes());
    refused(&answer, "400", "bad_form");
}

#[test]
fn two_content_types_are_one_too_many() {
    let gateway = TestGateway::start();
    let headers =
        format!("{FORM}Content-Type: multipart/form-data; boundary=X\r\nContent-Length: 3\r\n");
    refused(
        &gateway.raw((head("POST /", &headers) + "a=1").as_bytes()),
        "415",
        "unsupported_media_type",
    );
}

#[test]
fn connections_that_send_nothing_take_no_place_from_calls() {
    let gateway = TestGateway::builder()
        .with(|settings| settings.server.max_in_flight = 4)
        .start();
    let silent: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = gateway.connect();
            stream
                .write_all(
                    (head("POST /", &format!("{FORM}Content-Length: 100\r\n")) + "da").as_bytes(),
                )
                .unwrap();
            stream
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(gateway.call("system.init", json!({})).code(), 200);
    }
    drop(silent);
}

#[test]
fn bodies_in_pieces_are_put_together() {
    let gateway = TestGateway::start();
    let client = gateway.client();
    let data = client.data("system.upgrade", json!({"app_v": "1.0.0", "platform": 1}));
    let body = client.body(&data);
    let mut stream = gateway.connect();
    stream.set_nodelay(true).unwrap();
    stream
        .write_all(
            head(
                "POST /",
                &format!("{FORM}Content-Length: {}\r\n", body.len()),
            )
            .as_bytes(),
        )
        .unwrap();
    for piece in body.as_bytes().chunks(50) {
        stream.write_all(piece).unwrap();
        thread::yield_now();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("\"code\":200"),
        "{answer}"
    );
}
