//! Wires of products: [`bazaar`] has one with odd rules, and these tests call it as its apps do.
//!
//! - `requests`: routes, bodies, parameters, and how answers look
//! - `repeats`: `Idempotency-Key`
//! - `faults`: a fault for which it has no form
//! - `apps`: what the app of a wire may do, and how it is closed
//! - `configuration`: the keys of `[wire.<pack>]`
//! - `documentation`: the documentation of wires, of the real products too

mod apps;
mod bazaar;
mod configuration;
mod documentation;
mod faults;
mod repeats;
mod requests;

use std::sync::LazyLock;

use serde_json::Value;
use signet_call::Pack;
use signet_gateway::packs::PACKS;
use signet_testkit::{Builder, TestGateway};

use bazaar::BAZAAR;

/// The product with the wire, and one that has users.
static PRODUCTS: LazyLock<Vec<&Pack>> = LazyLock::new(|| {
    let with_users = PACKS.iter().filter(|pack| pack.name == "yaf");
    with_users.copied().chain([&BAZAAR]).collect()
});

fn builder() -> Builder {
    TestGateway::builder().packs(&PRODUCTS)
}

/// A response.
#[derive(Debug)]
struct Response {
    status: u16,
    head: String,
    body: String,
}

impl Response {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The status, and the fault in the body.
    fn fault(&self) -> (u16, String) {
        let fault = self.json()["fault"].as_str().map(str::to_owned);
        (self.status, fault.unwrap_or_default())
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
    }
}

/// Sends a request with exactly these headers, and its length if it has a body.
fn request(gateway: &TestGateway, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let mut head = lines.collect::<String>();
    if !body.is_empty() {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    let head = format!("{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}\r\n");
    let answer = gateway.raw(&[head.as_bytes(), body].concat());
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.get(9..12).and_then(|status| status.parse().ok());
    Response {
        status: status.unwrap_or_default(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

const JSON: (&str, &str) = ("Content-Type", "application/json");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
