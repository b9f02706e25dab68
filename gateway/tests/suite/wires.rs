//! Wires of products: [`bazaar`] has a wire with odd rules, and these tests call it as its apps do.
//!
//! - `requests`: routes, bodies, parameters, and how answers look
//! - `repeats`: `Idempotency-Key`
//! - `faults`: a fault for which it has no format, and the faults for which the wires of the real products have one
//! - `apps`: what the app of a wire may do, and how it is closed
//! - `configuration`: the keys of `[wire.<pack>]`
//! - `documentation`: the documentation of wires, also of the real products

mod apps;
mod bazaar;
mod configuration;
mod documentation;
mod faults;
mod repeats;
mod requests;

use std::ops::Deref;
use std::sync::LazyLock;

use signet_call::Pack;
use signet_gateway::packs::PACKS;
use signet_testkit::{Builder, Reply, TestGateway};

use bazaar::BAZAAR;

/// The product with the wire, and a product that has users.
static PRODUCTS: LazyLock<Vec<&Pack>> = LazyLock::new(|| {
    let with_users = PACKS.iter().filter(|pack| pack.name == "yaf");
    with_users.copied().chain([&BAZAAR]).collect()
});

fn builder() -> Builder {
    TestGateway::builder().packs(&PRODUCTS)
}

/// A response.
#[derive(Debug)]
struct Response(Reply);

impl Deref for Response {
    type Target = Reply;

    fn deref(&self) -> &Reply {
        &self.0
    }
}

impl Response {
    /// The status, and the fault in the body.
    fn fault(&self) -> (u16, String) {
        let fault = self.json()["fault"].as_str().map(str::to_owned);
        (self.http, fault.unwrap_or_default())
    }
}

fn request(gateway: &TestGateway, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
    Response(gateway.send(target, headers, body))
}

const JSON: (&str, &str) = ("Content-Type", "application/json");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
