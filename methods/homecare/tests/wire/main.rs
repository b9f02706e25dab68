//! Black-box tests of the product's own wire: requests as its shipped clients send them, and as nobody should.
//!
//! - `document`: each request of the API document, and its reply
//! - `paths`: paths, verbs and what belongs to no call
//! - `bodies`: JSON and what is no JSON
//! - `values`: names, values and reserved keys
//! - `hostile`: what could be read in two ways, or does not end
//! - `app`: the app of the wire
//! - `orders`: orders and appointments

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod app;
mod bodies;
mod document;
mod hostile;
mod orders;
mod paths;
mod values;

use serde_json::{Value, json};
use signet_testkit::TestGateway;

/// A response.
#[derive(Debug, PartialEq, Eq)]
struct Reply {
    /// The HTTP status.
    http: u16,
    head: String,
    text: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The body of a good reply.
    fn good(&self) -> Value {
        let json = self.json();
        assert_eq!((self.http, &json["status"]), (200, &json!(1)), "{self:?}");
        json["body"].clone()
    }

    /// The HTTP status, the status and the text of a fault.
    fn fault(&self) -> (u16, i64, String) {
        let json = self.json();
        let msg = json["body"]["msg"].as_str().unwrap_or_default();
        let status = json["status"].as_i64().unwrap();
        assert_ne!(status, 1, "{self:?}");
        (self.http, status, msg.to_owned())
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
    }
}

/// Sends a request with exactly these headers, and the length of its body if it has one.
fn send(gateway: &TestGateway, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let mut head = lines.collect::<String>();
    if !body.is_empty() {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    let head = format!("{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}\r\n");
    let answer = gateway.raw(&[head.as_bytes(), body].concat());
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let http = head.get(9..12).and_then(|status| status.parse().ok());
    Reply {
        http: http.unwrap_or_default(),
        head: head.to_owned(),
        text: text.to_owned(),
    }
}

/// Posts a text to a route.
fn post_text(gateway: &TestGateway, route: &str, body: &str) -> Reply {
    let target = format!("POST /homecare/consumer/{route}");
    send(gateway, &target, &[], body.as_bytes())
}

/// Posts an object to a route.
fn post(gateway: &TestGateway, route: &str, body: &Value) -> Reply {
    post_text(gateway, route, &body.to_string())
}

fn get(gateway: &TestGateway, route: &str) -> Reply {
    send(
        gateway,
        &format!("GET /homecare/consumer/{route}"),
        &[],
        b"",
    )
}

/// A fault with HTTP status 200.
fn fault(status: i64, msg: &str) -> (u16, i64, String) {
    (200, status, msg.to_owned())
}
