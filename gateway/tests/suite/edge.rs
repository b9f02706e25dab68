//! HTTP: which requests are accepted, which are refused, and with which status.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use signet_testkit::{TestGateway, eventually, unique};

use crate::sample;
use crate::usual;

fn head(line: &str, headers: &str) -> String {
    format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

#[test]
fn a_slow_body_is_cut_off() {
    let gateway = usual()
        .with(|settings| settings.server.body_timeout_seconds = 2)
        .start();
    // The half body alone, and after another request that arrives with it.
    thread::scope(|scope| {
        for (before, answered) in [("", ""), (HEALTH, "HTTP/1.1 200 ")] {
            scope.spawn(|| send_half_a_body(&gateway, before, answered));
        }
    });
}

fn send_half_a_body(gateway: &TestGateway, before: &str, answered: &str) {
    let started = Instant::now();
    let mut stream = gateway.connect();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let head = head("POST /", &format!("{FORM}Content-Length: 100\r\n"));
    stream
        .write_all(format!("{before}{head}data=").as_bytes())
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with(answered), "{answer}");
    let at = answer.rfind("HTTP/1.1 ").unwrap_or_default();
    let answer = &answer[at..];
    assert!(
        answer.starts_with("HTTP/1.1 408 ") && answer.contains("body_timeout"),
        "{answer}"
    );
    assert!(
        (1..7).contains(&started.elapsed().as_secs()),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn a_body_may_come_late_behind_another_request() {
    let gateway = usual().start();
    let call = "data=%7B%7D&sign=x";
    let head = head(
        "POST /",
        &format!("{FORM}Content-Length: {}\r\n", call.len()),
    );
    for at in [0, 1, call.len() - 1] {
        let (first, rest) = call.split_at(at);
        let mut stream = gateway.connect();
        stream
            .write_all(format!("{HEALTH}{head}{first}").as_bytes())
            .unwrap();
        // After the first answer, the call waits for its body.
        stream.peek(&mut [0]).unwrap();
        stream.write_all(rest.as_bytes()).unwrap();
        let mut answers = String::new();
        stream.read_to_string(&mut answers).unwrap();
        assert!(answers.contains("method_missing"), "{answers}");
    }
}

#[test]
fn beyond_the_calls_in_flight_load_is_shed_at_once() {
    let gateway = usual()
        .packs(sample::PACKS)
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
        let answer = gateway.call("test.whoami", json!({}));
        assert_eq!(
            (answer.status, answer.fault(), answer.header("retry-after")),
            (503, (500, "overloaded"), Some("1"))
        );
        assert!(
            gateway.ops("/metrics").1.contains("gateway_in_flight 2"),
            "it was answered before there was a place"
        );
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
    assert_eq!(ip(&usual().packs(sample::PACKS).start()), "127.0.0.1");
    let gateway = usual().packs(sample::PACKS).behind_proxy().start();
    assert_eq!(ip(&gateway), "198.51.100.7");
    // A client that sends bytes that are not text does not hide the hop that a proxy added to them.
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
fn connections_that_send_nothing_take_no_place_from_calls() {
    let gateway = usual()
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
fn no_reply_is_taken_for_something_else_and_no_envelope_is_kept() {
    let gateway = usual().with(|settings| settings.docs.public = true).start();
    let call = gateway
        .client()
        .body(&gateway.client().data("system.init", json!({})));
    let form = format!("{FORM}Content-Length: {}\r\n", call.len());
    let ops = gateway.ops_url.trim_start_matches("http://");
    let public = gateway.url.trim_start_matches("http://");
    let public = public.trim_end_matches('/');
    for (address, line, headers, body) in [
        (public, "POST /", form.as_str(), call.as_str()),
        (public, "POST /", FORM, ""),
        (public, "PUT /", "", ""),
        (public, "GET /nowhere", "", ""),
        (public, "OPTIONS /", "", ""),
        (public, "GET /healthz", "", ""),
        (public, "GET /docs", "", ""),
        (public, "GET /docs/", "", ""),
        (public, "GET /docs/page.json", "", ""),
        (ops, "GET /healthz", "", ""),
        (ops, "GET /readyz", "", ""),
        (ops, "GET /metrics", "", ""),
        (ops, "GET /docs/nothing", "", ""),
        (ops, "PUT /docs/", "", ""),
        (
            ops,
            "POST /docs/sandbox",
            "Origin: http://elsewhere.example\r\n",
            "",
        ),
        (ops, "GET /nowhere", "", ""),
    ] {
        let mut stream = TcpStream::connect(address).unwrap();
        let sent = head(line, headers) + body;
        stream.write_all(sent.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let head = answer.split("\r\n\r\n").next().unwrap_or_default();
        let count = head.matches("x-content-type-options: nosniff").count();
        assert_eq!(count, 1, "{line}: {answer}");
        if answer.contains("request_id") {
            assert!(head.contains("cache-control: no-store"), "{line}: {answer}");
        }
    }
}
