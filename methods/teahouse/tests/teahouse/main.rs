//! Tests of the product. Most are black-box tests, on its own wire and with signed calls: everything over HTTP, as a client or
//! an operator sees it.
//!
//! - `accounts`, `registrations`, `avatars`, `addresses`, `carts`, `catalog`, `samples`, `clicks`, `checkout`, `pages`: each method and
//!   each of its faults
//! - `books`, `rules`: the rules of money and stock, over the whole database
//! - `document`: the examples of the API document
//! - `routes`, `replies`: the wire without a gateway; `versions`: the three forms of replies, on every route
//! - `signed`: the methods that only signed calls have
//! - `pricing`, `amounts`, `freight`, `specs`: the arithmetic, without a gateway
//! - `bought`, `texts`, `orders`, `submissions`, `money`: the parameters of the steps of a checkout, and the cost of orders
//! - `races`: simultaneous checkouts
//! - `statements`: how many statements calls execute
//! - `payments`, `closings`, `order_views`: the steps after a checkout; `order_races`, `random_orders`: these steps at the same
//!   time, and in any order
//! - `operators`: what all records of operators have in common; `operators_goods`, `operators_classes`, `operators_stock`,
//!   `operators_offers`, `operators_money`: the other rules; `operators_after`: what operators may not take back
//! - `requests`: requests that no shipped client makes
//! - `secrets`: data that no log may contain

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod accounts;
mod addresses;
mod after;
mod amounts;
mod avatars;
mod books;
mod bought;
mod carts;
mod catalog;
mod charges;
mod checkout;
mod clicks;
mod closings;
mod document;
mod freight;
mod money;
mod operators;
mod operators_after;
mod operators_classes;
mod operators_goods;
mod operators_money;
mod operators_offers;
mod operators_stock;
mod order_races;
mod order_views;
mod orders;
mod pages;
mod payments;
mod pricing;
mod races;
mod random_orders;
mod registrations;
mod replies;
mod requests;
mod routes;
mod rules;
mod samples;
mod secrets;
mod shop;
mod signed;
mod specs;
mod statements;
mod stock;
mod submissions;
mod texts;
mod versions;
mod wire;

use serde_json::Value;
use signet_testkit::{Answer, SMS_CODE, TestGateway};

use crate::wire::post;

/// The password of all accounts.
const PASSWORD: &str = "secret_1";

/// The members of the demo.
const LIAO: &str = "测试-廖培坤";
const BUYER: &str = "tea_buyer";

/// Logs a member in on the wire and returns the key.
fn log_in(gateway: &TestGateway, username: &str, client: &str) -> String {
    let fields = [
        ("username", username),
        ("password", PASSWORD),
        ("client", client),
    ];
    key(&post(gateway, "act=login", &fields).v1())
}

/// Registers a member on the wire and returns the key.
fn register(gateway: &TestGateway, mobile: &str) -> String {
    post(gateway, "act=login&op=send_sms", &[("mobile", mobile)]).v3();
    let fields = [
        ("mobile", mobile),
        ("password", PASSWORD),
        ("verificode", SMS_CODE),
        ("client", "android"),
    ];
    key(&post(gateway, "act=login&op=register_api", &fields).v3())
}

fn key(reply: &Value) -> String {
    reply["key"].as_str().unwrap().to_owned()
}

/// Makes a call of an operator, which must succeed, and returns its data.
fn operate(gateway: &TestGateway, method: &str, parameters: Value) -> Value {
    let answer = try_to_operate(gateway, method, parameters);
    assert_eq!(answer.code(), 200, "{method}: {answer:?}");
    answer.data().clone()
}

/// Makes a call of an operator.
fn try_to_operate(gateway: &TestGateway, method: &str, parameters: Value) -> Answer {
    let method = format!("admin.teahouse.{method}");
    gateway.admin().call(&method, parameters)
}

/// Checks that a call of an operator is refused because of one parameter.
fn refuses(gateway: &TestGateway, method: &str, parameters: Value, parameter: &str) {
    let answer = try_to_operate(gateway, method, parameters);
    assert_eq!(
        answer.fault(),
        (503, "bad_params"),
        "{method} {parameter}: {answer:?}"
    );
    assert!(
        answer.msg().contains(&format!("：{parameter} ")),
        "{method} {parameter}: {answer:?}"
    );
}

/// Returns parameters with some changes.
fn with(parameters: &Value, changed: Value) -> Value {
    signet_testkit::with(parameters.clone(), changed)
}

/// Returns the entry of a list of operators that has a value under a key.
fn listed(gateway: &TestGateway, thing: &str, key: &str, value: &Value) -> Value {
    let list = operate(gateway, &format!("{thing}.list"), serde_json::json!({}));
    let mut list = list["list"].as_array().unwrap().iter();
    list.find(|entry| &entry[key] == value).unwrap().clone()
}

/// Makes a signed call of a member.
fn signed(gateway: &TestGateway, key: &str, method: &str, parameters: Value) -> Answer {
    let client = gateway.client().token(key);
    client.call(&format!("teahouse.{method}"), parameters)
}

/// Makes a signed call of a member, which must succeed, and returns its data.
fn get(gateway: &TestGateway, key: &str, method: &str, parameters: Value) -> Value {
    let answer = signed(gateway, key, method, parameters);
    assert_eq!(answer.code(), 200, "{method}: {answer:?}");
    answer.body["data"].clone()
}
