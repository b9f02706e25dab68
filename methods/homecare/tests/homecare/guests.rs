//! Guests (E26).

use serde_json::json;
use signet_methods_homecare::tables::guests;
use signet_store::Connection;
use signet_testkit::{SMS_CODE, TestGateway};

use crate::{get, send_code, token};

const PHONE: &str = "18215606357";

fn verify(gateway: &TestGateway) -> String {
    gateway.clock.shift(61);
    send_code(gateway, PHONE);
    let reply = get(
        gateway,
        "homecare.guest.verify",
        json!({"username": PHONE, "verify_code": SMS_CODE}),
    );
    let keys: Vec<_> = reply.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["msg", "private_token"]);
    assert_eq!(reply["msg"], "verify success");
    token(&reply)
}

/// Returns whether a token of the phone is live at a time.
fn is_live(gateway: &TestGateway, token_hash: &str, now: i64) -> bool {
    let token_hash = token_hash.to_owned();
    let read =
        move |connection: &mut Connection| guests::is_live(connection, PHONE, &token_hash, now);
    gateway.store().run_blocking(read).unwrap()
}

fn hash(token: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(token))
}

#[test]
fn a_phone_has_one_token_which_is_kept_as_its_hash_for_a_day() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let first = verify(&gateway);
    assert!(
        first.len() == 32
            && first
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    );
    let now = gateway.clock.now();
    assert!(is_live(&gateway, &hash(&first), now));
    assert!(!is_live(&gateway, &first, now));
    assert!(is_live(&gateway, &hash(&first), now + 86_000));
    assert!(!is_live(&gateway, &hash(&first), now + 86_400));
    let second = verify(&gateway);
    assert!(!is_live(&gateway, &hash(&first), now));
    assert!(is_live(&gateway, &hash(&second), now));
}

#[test]
fn a_token_of_a_guest_is_no_session() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = verify(&gateway);
    for method in [
        "homecare.consumer.detail",
        "homecare.consumer.logout",
        "homecare.coupon.list",
        "homecare.game.check",
        "homecare.game.play",
        "homecare.message.list",
        "homecare.message.unread_count",
    ] {
        let answer = gateway.client().token(&token).call(method, json!({}));
        assert_eq!(answer.fault(), (601, "session_expired"), "{method}");
    }
}

#[test]
fn a_guest_needs_a_right_code() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (code, fault) in [
        ("", (503, "homecare_code_missing")),
        ("12345", (700, "wrong_code")),
        ("654321", (700, "wrong_code")),
    ] {
        let answer = gateway.call(
            "homecare.guest.verify",
            json!({"username": PHONE, "verify_code": code}),
        );
        assert_eq!(answer.fault(), fault, "{code}");
    }
}
