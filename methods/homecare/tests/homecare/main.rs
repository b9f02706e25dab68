//! Black-box tests of the product: everything over HTTP, as a client or an operator sees it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod accounts;
mod appointments;
mod cities;
mod content;
mod coupons;
mod document;
mod feedback;
mod games;
mod goods;
mod guesses;
mod guests;
mod invitations;
mod messages;
mod operators;
mod order_lines;
mod order_money;
mod order_operators;
mod order_races;
mod orders;
#[path = "../common/people.rs"]
mod people;
mod random_orders;
mod realms;
mod shop;
mod statements;

use serde_json::{Value, json};
use signet_store::{Connection, users};
use signet_testkit::{Answer, Client, SMS_CODE, TestGateway, eventually};

/// Makes a call of a client, which must succeed, and returns its data.
fn get(gateway: &TestGateway, method: &str, parameters: Value) -> Value {
    let answer = gateway.call(method, parameters);
    assert_eq!(answer.code(), 200, "{method}: {answer:?}");
    answer.data().clone()
}

/// The password of the accounts of tests.
const PASSWORD: &str = "secret_1";

/// Makes the gateway send a code that verifies a phone.
fn send_code(gateway: &TestGateway, phone: &str) {
    get(gateway, "homecare.sms.send", json!({"phone": phone}));
}

/// Registers an account and returns its token.
fn register(gateway: &TestGateway, phone: &str) -> String {
    send_code(gateway, phone);
    let account = json!({"username": phone, "password": PASSWORD, "verify_code": SMS_CODE});
    token(&get(gateway, "homecare.consumer.register", account))
}

/// Logs an account in and returns its token.
fn log_in(gateway: &TestGateway, phone: &str, password: &str) -> String {
    let account = json!({"username": phone, "password": password});
    token(&get(gateway, "homecare.consumer.login", account))
}

/// Returns the token in a reply.
fn token(reply: &Value) -> String {
    reply["private_token"].as_str().unwrap().to_owned()
}

/// Makes a call of an account, which must succeed, and returns its data.
fn get_as(gateway: &TestGateway, token: &str, method: &str, parameters: Value) -> Value {
    let answer = gateway.client().token(token).call(method, parameters);
    assert_eq!(answer.code(), 200, "{method}: {answer:?}");
    answer.data().clone()
}

/// Returns the id of an account.
fn user_id(gateway: &TestGateway, phone: &str) -> i64 {
    let mobile = phone.to_owned();
    let read = move |connection: &mut Connection| users::by_mobile(connection, "homecare", &mobile);
    gateway.store().run_blocking(read).unwrap().unwrap().id
}

/// Makes a call of an operator, which must succeed, and returns its data.
fn operate(operator: &Client<'_>, method: &str, parameters: Value) -> Value {
    let answer = operator.call(&format!("admin.homecare.{method}"), parameters);
    assert_eq!(answer.code(), 200, "{method}: {answer:?}");
    answer.data().clone()
}

/// Waits until a call of a client returns a fault, because content in memory follows a change after a moment.
fn becomes(gateway: &TestGateway, method: &str, parameters: &Value, sub_code: &str) {
    eventually(&format!("{method} gives {sub_code}"), || {
        let answer = gateway.call(method, parameters.clone());
        answer.fault() == (503, sub_code)
    });
}

/// Returns the members of a list under a key.
fn members<'a>(list: &'a Value, key: &str) -> Vec<&'a Value> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| &item[key]).collect()
}

/// Checks that a call is refused because of one parameter.
fn refuses(answer: &Answer, parameter: &str) {
    assert_eq!(answer.fault(), (503, "bad_params"), "{answer:?}");
    assert!(answer.msg().contains(parameter), "{answer:?}");
}

/// Returns a text of that many characters.
fn long(length: usize) -> Value {
    json!("长".repeat(length))
}
