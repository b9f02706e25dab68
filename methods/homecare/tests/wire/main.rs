//! Black-box tests of the product's own wire: requests as its shipped clients send them, and invalid or hostile requests.
//!
//! - `document`: each request of the API document, and its reply; `msgs`: each of its texts; `refusals`: the tables of routes and
//!   of faults
//! - `paths`: paths, verbs, and requests that belong to no call
//! - `bodies`: JSON, and bodies that are not JSON
//! - `values`: names, values and reserved keys
//! - `orders`, `purchases`: the orders and appointments of accounts and guests
//! - `pictures`: the form of a picture, and files that are not pictures
//! - `money`: amounts, payments and refunds, with a provider; `races`: simultaneous calls
//! - `content`: the content that is served from memory; `away`: the content without the database
//! - `sessions`: tokens, and the user whom a client names beside a token
//! - `repeats`: `Idempotency-Key`
//! - `hostile`: requests that could be read in two ways, or that do not end
//! - `guesses`, `strangers`, `alike`, `secrets`: information that a hostile client would like to get
//! - `app`: the app of the wire
//!
//! Tests of rules that also apply to the signed endpoint make their calls on both wires, with `both`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod alike;
mod app;
mod away;
mod bodies;
mod both;
mod content;
mod document;
mod guesses;
mod hostile;
mod money;
mod msgs;
mod orders;
mod paths;
#[path = "../common/people.rs"]
mod people;
mod pictures;
mod purchases;
mod races;
mod refusals;
mod repeats;
mod secrets;
mod sessions;
mod strangers;
mod till;
mod values;

use std::ops::Deref;

use serde_json::{Value, json};
use signet_testkit::{SMS_CODE, TestGateway};

/// The accounts of the demo, with the password `123456`.
const ALICE: &str = "18215606355";
const BOB: &str = "18215606354";

/// A response.
#[derive(Debug, PartialEq, Eq)]
struct Reply(signet_testkit::Reply);

impl Deref for Reply {
    type Target = signet_testkit::Reply;

    fn deref(&self) -> &signet_testkit::Reply {
        &self.0
    }
}

impl Reply {
    /// Returns the body of a good reply.
    fn good(&self) -> Value {
        let json = self.json();
        assert_eq!((self.http, &json["status"]), (200, &json!(1)), "{self:?}");
        json["body"].clone()
    }

    /// Returns the HTTP status, the status and the text of a fault.
    fn fault(&self) -> (u16, i64, String) {
        let json = self.json();
        let msg = json["body"]["msg"].as_str().unwrap_or_default();
        let status = json["status"].as_i64().unwrap();
        assert_ne!(status, 1, "{self:?}");
        (self.http, status, msg.to_owned())
    }
}

/// Sends a request with exactly these headers, and the length of its body if it has one.
fn send(gateway: &TestGateway, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    Reply(gateway.send(target, headers, body))
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

/// Returns a fault with HTTP status 200.
fn fault(status: i64, msg: &str) -> (u16, i64, String) {
    (200, status, msg.to_owned())
}

/// Logs in an account of the demo, and returns its token.
fn log_in(gateway: &TestGateway, mobile: &str) -> String {
    let body = json!({"username": mobile, "password": "123456"});
    token_of(&post(gateway, "login", &body).good())
}

/// Verifies the phone of a guest, and returns its consumer token.
fn verify_guest(gateway: &TestGateway, mobile: &str) -> String {
    post(gateway, "send_verify", &json!({"phone": mobile})).good();
    let body = json!({"username": mobile, "verify_code": SMS_CODE});
    token_of(&post(gateway, "verify_consumer", &body).good())
}

fn token_of(body: &Value) -> String {
    body["private_token"].as_str().unwrap().to_owned()
}

/// Returns the routes that need a session, each with its other parameters.
fn session_routes() -> Vec<(&'static str, Value)> {
    vec![
        (
            "change_password",
            json!({"old_password": "123456", "new_password": "1234567"}),
        ),
        ("logout", json!({})),
        ("get_messages", json!({})),
        ("get_unread_message_count", json!({})),
        ("read_message", json!({"mid": "1"})),
        ("change_info", json!({"address": "kb258"})),
        ("create_pay_order", purchase()),
        (
            "get_charge_status",
            json!({"order_id": "201503270100000001"}),
        ),
        (
            "appraise",
            json!({"order_id": "201503270000000006", "rate": "4", "rb1": true, "rb2": true, "rb3": true, "rb4": true,
                "rb5": false, "rb6": false, "comment": "test"}),
        ),
        ("cancel_order", json!({"order_id": "201503300100000009"})),
        ("get_all_orders", json!({})),
        ("check_game", json!({})),
        ("play_game", json!({})),
        ("get_invite_coupon", json!({"invite_code": "123455"})),
        ("get_coupons", json!({})),
    ]
}

/// Returns the order of the document: two goods and a service, for 35 yuan. The first goods are installed.
fn purchase() -> Value {
    json!({"send_type": 1, "coupon_id": "20102101", "use_coupon": false, "channel": "alipay", "address": "kb258",
        "online_pay": true, "city_number": "511000", "submit_price": "35.0",
        "goods_items": [{"sid": "1", "use_repair": true}, {"sid": "2", "use_repair": false}], "home_items": [{"hid": "1"}]})
}

/// Returns an appointment of a phone.
fn appointment(phone: &str, token: &str, is_user: bool) -> Value {
    json!({"phone": phone, "private_token": token, "login": is_user, "address": "test", "city_number": "511100",
        "order_phone": "1234567", "use_coupon": false, "home_items": [{"hid": "1"}]})
}
