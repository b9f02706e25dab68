//! Black-box tests of the product: everything over HTTP, as a client or an operator sees it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod cities;
mod content;
mod document;
mod feedback;
mod goods;
mod operators;

use serde_json::{Value, json};
use signet_testkit::{Answer, Client, TestGateway, eventually};

/// Makes a call of a client, which must succeed, and returns its data.
fn get(gateway: &TestGateway, method: &str, parameters: Value) -> Value {
    let answer = gateway.call(method, parameters);
    assert_eq!(answer.code(), 200, "{method}: {answer:?}");
    answer.data().clone()
}

/// Makes a call of an operator, which must succeed, and returns its data.
fn operate(operator: &Client<'_>, method: &str, parameters: Value) -> Value {
    let answer = operator.call(&format!("admin.homecare.{method}"), parameters);
    assert_eq!(answer.code(), 200, "{method}: {answer:?}");
    answer.data().clone()
}

/// Waits until a call of a client gives a fault: what is served from memory follows a change after a moment.
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

/// A text of so many characters.
fn long(length: usize) -> Value {
    json!("长".repeat(length))
}
