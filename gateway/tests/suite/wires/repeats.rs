use serde_json::json;
use signet_testkit::{TestGateway, unique};

use super::{JSON, Response, builder, request};

const KEY: &str = "Idempotency-Key";

fn count(gateway: &TestGateway, key: &str, body: &serde_json::Value) -> Response {
    let headers = [JSON, (KEY, key)];
    let body = body.to_string();
    request(gateway, "POST /bazaar/count", &headers, body.as_bytes())
}

fn count_mine(gateway: &TestGateway, token: &str, key: &str, name: &str) -> Response {
    let bearer = format!("Bearer {token}");
    let headers = [JSON, (KEY, key), ("Authorization", &bearer)];
    let body = json!({"name": name}).to_string();
    request(gateway, "POST /bazaar/mine", &headers, body.as_bytes())
}

#[test]
fn a_retry_of_a_stranger_gets_the_stored_answer_and_its_id() {
    let gateway = builder().start();
    let name = unique("count");
    let body = json!({"name": name});
    let first = count(&gateway, "a key/1", &body);
    assert_eq!(first.fault(), (422, "bad_params".to_owned()), "a space");
    let first = count(&gateway, "key-1", &body);
    assert_eq!(first.json(), json!({"count": "1"}));
    let retry = count(&gateway, "key-1", &body);
    assert_eq!(retry.json(), json!({"count": "1"}));
    assert_eq!(retry.header("x-request-id"), first.header("x-request-id"));
    // Two strangers with the same key make two calls.
    let other = count(&gateway, "key-1", &json!({"name": name, "by": 1}));
    assert_eq!(other.json(), json!({"count": "2"}));
    let retry = count(&gateway, "key-1", &body);
    assert_eq!(retry.json(), json!({"count": "1"}));
    let other = count(&gateway, "key-2", &body);
    assert_eq!(other.json(), json!({"count": "3"}));
    // Without a key each call counts.
    let headers = [JSON];
    for count in ["4", "5"] {
        let body = body.to_string();
        let response = request(&gateway, "POST /bazaar/count", &headers, body.as_bytes());
        assert_eq!(response.json(), json!({"count": count}));
    }
}

#[test]
fn a_retry_may_have_its_parameters_in_another_order_and_more_empty_ones() {
    let gateway = builder().start();
    let name = unique("count");
    for body in [
        format!(r#"{{"name":"{name}","by":2}}"#),
        format!(r#"{{"by":2,"name":"{name}"}}"#),
        format!(r#"{{"by":2,"page":null,"name":"{name}","note":""}}"#),
    ] {
        let headers = [JSON, (KEY, "k")];
        let retry = request(&gateway, "POST /bazaar/count", &headers, body.as_bytes());
        assert_eq!(retry.json(), json!({"count": "2"}), "{body}");
    }
}

#[test]
fn a_key_of_a_user_names_one_call() {
    let gateway = builder().start();
    let tokens = ["13800000001", "13800000002"].map(|mobile| gateway.register(mobile));
    let name = unique("mine");
    let of = |token: &str, key, name: &str| count_mine(&gateway, token, key, name);
    assert_eq!(of(&tokens[0], "k", &name).json(), json!({"count": "1"}));
    assert_eq!(of(&tokens[0], "k", &name).json(), json!({"count": "1"}));
    // Another user with the same key makes another call.
    assert_eq!(of(&tokens[1], "k", &name).json(), json!({"count": "1"}));
    // The same key with other parameters is a mistake, and has no effect.
    let reused = of(&tokens[0], "k", &format!("{name} too"));
    assert_eq!(reused.fault(), (200, "idempotency_reused".to_owned()));
    assert_eq!(of(&tokens[0], "k", &name).json(), json!({"count": "1"}));
    assert_eq!(of(&tokens[0], "l", &name).json(), json!({"count": "2"}));
    // It does not matter with which token the user retries.
    let again =
        json!({"mobile": "13800000001", "login_type": 2, "password": "secret_1", "platform": 1});
    let login = gateway.call("user.login", again);
    let token = login.data()["token"].as_str().unwrap();
    assert_eq!(of(token, "k", &name).json(), json!({"count": "1"}));
    let dead = of(&tokens[0], "k", &name);
    assert_eq!(dead.fault(), (200, "session_replaced".to_owned()));
}

#[test]
fn a_key_is_one_to_64_visible_characters() {
    let gateway = builder().start();
    let body = json!({"name": unique("keys")});
    let longest = "!~".repeat(32);
    assert_eq!(count(&gateway, &longest, &body).http, 200);
    for key in ["", "a b", "é", &"k".repeat(65)] {
        let refused = (422, "bad_params".to_owned());
        assert_eq!(count(&gateway, key, &body).fault(), refused, "{key:?}");
    }
    let headers = [JSON, (KEY, "a"), (KEY, "a")];
    let body = body.to_string();
    let twice = request(&gateway, "POST /bazaar/count", &headers, body.as_bytes());
    assert_eq!(twice.fault(), (422, "bad_params".to_owned()));
}

#[test]
fn the_signed_endpoint_knows_no_key() {
    let gateway = builder().start();
    let (name, now) = (unique("signed"), gateway.clock.now());
    for expected in [1, 2] {
        let client = gateway.client().header(KEY, "k");
        let client = client.at(now - expected);
        let answer = client.call("bazaar.count", json!({"name": name}));
        assert_eq!(answer.data(), &json!({"count": expected}));
    }
}
