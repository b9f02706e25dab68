//! `Idempotency-Key`.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::{ALICE, BOB, Reply, fault, log_in, send};

fn write(gateway: &TestGateway, route: &str, key: &str, body: &Value) -> Reply {
    let target = format!("POST /homecare/consumer/{route}");
    let headers = [("Idempotency-Key", key)];
    send(gateway, &target, &headers, body.to_string().as_bytes())
}

fn feedback(gateway: &TestGateway) -> usize {
    let answer = gateway
        .admin()
        .call("admin.homecare.feedback.list", json!({}));
    answer.data()["list"].as_array().unwrap().len()
}

#[test]
fn a_write_of_everybody_takes_effect_once_and_strangers_never_meet() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let body = json!({"phone": ALICE, "content": "一"});
    let first = write(&gateway, "new_feedback", "k", &body);
    first.good();
    let again = write(&gateway, "new_feedback", "k", &body);
    assert_eq!(again.text, first.text);
    assert_eq!(again.header("x-request-id"), first.header("x-request-id"));
    assert_eq!(feedback(&gateway), 1);
    let stranger = json!({"phone": BOB, "content": "二"});
    write(&gateway, "new_feedback", "k", &stranger).good();
    write(&gateway, "new_feedback", "l", &body).good();
    assert_eq!(feedback(&gateway), 3);
}

#[test]
fn the_key_of_an_account_names_one_call_of_a_method() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let with = |mobile: &str, address: &str| json!({"private_token": log_in(&gateway, mobile), "address": address});
    let body = with(ALICE, "一");
    write(&gateway, "change_info", "k", &body).good();
    write(&gateway, "change_info", "k", &body).good();
    let mut other = body.clone();
    other["address"] = json!("二");
    let reused = write(&gateway, "change_info", "k", &other);
    assert_eq!(reused.fault(), fault(13, "idempotency key was used before"));
    write(&gateway, "change_info", "k", &with(BOB, "二")).good();
    write(&gateway, "change_info", "l", &other).good();
}

#[test]
fn a_key_is_one_to_64_visible_characters() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let body = json!({"phone": ALICE, "content": "一"});
    write(&gateway, "new_feedback", &"k".repeat(64), &body).good();
    for key in ["", "a b", &"k".repeat(65), "\u{e9}"] {
        let reply = write(&gateway, "new_feedback", key, &body);
        let (http, status, msg) = reply.fault();
        assert_eq!((http, status), (200, 0), "{key}");
        assert!(msg.contains("Idempotency-Key"), "{msg}");
    }
}
