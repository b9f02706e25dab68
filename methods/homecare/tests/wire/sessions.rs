//! Tokens, and the user whom a client names beside a token.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::{ALICE, BOB, Reply, fault, log_in, post, send, session_routes, verify_guest};

const DEAD: &str = "0123456789abcdef0123456789abcdef";

/// Returns the fault of a route for a dead token.
fn dead(route: &str) -> (u16, i64, String) {
    match route {
        "check_game" => fault(13, "login befor other action"),
        _ => fault(13, "login first before other action"),
    }
}

fn with(body: &Value, members: &[(&str, Value)]) -> Value {
    let mut body = body.clone();
    for (name, value) in members {
        body[*name] = value.clone();
    }
    body
}

#[test]
fn a_dead_token_is_refused_in_the_same_words_everywhere() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (route, body) in session_routes() {
        for token in [
            json!(DEAD),
            json!(""),
            Value::Null,
            json!(7),
            json!([DEAD]),
            json!(DEAD.to_uppercase()),
        ] {
            let reply = post(&gateway, route, &with(&body, &[("private_token", token)]));
            assert_eq!(reply.fault(), dead(route), "{route}");
        }
        assert_eq!(post(&gateway, route, &body).fault(), dead(route), "{route}");
    }
}

#[test]
fn somebody_elses_name_beside_a_token_reads_like_a_dead_token() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = json!(log_in(&gateway, ALICE));
    for (route, body) in session_routes() {
        let expected = post(
            &gateway,
            route,
            &with(
                &body,
                &[("private_token", json!(DEAD)), ("username", json!(BOB))],
            ),
        );
        for name in [
            json!(BOB),
            json!(18_215_606_354_u64),
            json!("1821560635"),
            json!([ALICE]),
            json!(true),
            json!("x"),
        ] {
            for key in ["username", "phone"] {
                let body = with(
                    &body,
                    &[("private_token", token.clone()), (key, name.clone())],
                );
                let reply = post(&gateway, route, &body);
                assert_eq!(reply.fault(), dead(route), "{route} {key} {name}");
                assert_eq!(reply.text, expected.text, "{route}");
            }
        }
    }
    // Nothing was changed: the session is still live, and the password is the same.
    let own = json!({"private_token": token, "username": ALICE});
    post(&gateway, "get_messages", &own).good();
    log_in(&gateway, ALICE);
}

#[test]
fn the_own_name_beside_a_token_may_have_either_form_or_be_left_out() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    for name in [
        json!({"username": ALICE}),
        json!({"phone": ALICE}),
        json!({"username": 18_215_606_355_u64}),
        json!({"username": ALICE, "phone": 18_215_606_355_u64}),
        json!({"username": "", "phone": null}),
        json!({}),
    ] {
        let body = with(&name, &[("private_token", json!(token))]);
        post(&gateway, "get_unread_message_count", &body).good();
    }
    // In a signed call, these names have no effect beside a session.
    let client = gateway.client().token(&token);
    let answer = client.call(
        "homecare.message.unread_count",
        json!({"username": BOB, "phone": BOB}),
    );
    assert_eq!(answer.code(), 200, "{answer:?}");
}

#[test]
fn two_names_that_differ_are_no_parameters() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let names = json!({"phone": ALICE, "username": BOB, "password": "123456"});
    let msg = "参数不正确：username 与phone不一致";
    for route in ["login", "send_verify", "get_unread_message_count"] {
        let token = json!(log_in(&gateway, ALICE));
        let reply = post(&gateway, route, &with(&names, &[("private_token", token)]));
        assert_eq!(reply.fault(), fault(0, msg), "{route}");
    }
    let reply = post(&gateway, "login", &json!({"phone": ALICE, "username": BOB}));
    let msg = "参数不正确：username 与phone不一致；password 不能为空";
    assert_eq!(reply.fault(), fault(0, msg));
}

#[test]
fn a_token_is_read_from_the_body_alone() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    let target = "POST /homecare/consumer/get_messages";
    let refused = |reply: Reply| assert_eq!(reply.fault(), dead("get_messages"), "{reply:?}");
    for header in ["private_token", "Private-Token", "token", "Authorization"] {
        refused(send(&gateway, target, &[(header, &token)], b"{}"));
    }
    let bearer = format!("Bearer {token}");
    refused(send(&gateway, target, &[("Authorization", &bearer)], b"{}"));
    let cookie = format!("private_token={token}; token={token}");
    refused(send(&gateway, target, &[("Cookie", &cookie)], b"{}"));
    let query = format!("{target}?private_token={token}&token={token}");
    refused(send(&gateway, &query, &[], b"{}"));
    for name in ["token", "consumer_token", "request_token", "PRIVATE_TOKEN"] {
        refused(post(&gateway, "get_messages", &json!({name: token})));
    }
    post(
        &gateway,
        "get_messages",
        &json!({"private_token": token, "token": DEAD}),
    )
    .good();
}

#[test]
fn a_second_login_and_a_logout_end_a_session() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let first = json!({"private_token": log_in(&gateway, ALICE)});
    let second = json!({"private_token": log_in(&gateway, ALICE)});
    assert_eq!(
        post(&gateway, "get_messages", &first).fault(),
        dead("get_messages")
    );
    post(&gateway, "get_messages", &second).good();
    post(&gateway, "logout", &second).good();
    assert_eq!(post(&gateway, "logout", &second).fault(), dead("logout"));
}

#[test]
fn a_session_lasts_thirty_days_from_its_last_use() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let body = json!({"private_token": log_in(&gateway, ALICE)});
    for _ in 0..3 {
        gateway.clock.shift(20 * 86_400);
        post(&gateway, "get_messages", &body).good();
    }
    gateway.clock.shift(31 * 86_400);
    assert_eq!(
        post(&gateway, "get_messages", &body).fault(),
        dead("get_messages")
    );
}

#[test]
fn a_consumer_token_is_no_session_and_a_session_is_no_consumer_token() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let guest = verify_guest(&gateway, ALICE);
    for (route, body) in session_routes() {
        let body = with(
            &body,
            &[("private_token", json!(guest)), ("username", json!(ALICE))],
        );
        assert_eq!(post(&gateway, route, &body).fault(), dead(route), "{route}");
    }
    let signed = gateway.client().token(&guest);
    let answer = signed.call("homecare.message.unread_count", json!({}));
    assert_eq!(answer.fault(), (601, "session_expired"));
}
