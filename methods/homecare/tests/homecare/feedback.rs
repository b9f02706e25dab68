//! Feedback (E13).

use serde_json::{Value, json};
use signet_testkit::{Answer, TestGateway};

use crate::{long, operate, refuses};

const METHOD: &str = "homecare.feedback.create";

fn send(gateway: &TestGateway, phone: &str, content: &str) -> Answer {
    gateway.call(METHOD, json!({"phone": phone, "content": content}))
}

#[test]
fn a_phone_sends_five_a_day_and_an_address_twenty() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for number in 1..=5 {
        let answer = send(&gateway, "18215606355", &format!("第{number}条"));
        assert_eq!(
            answer.data(),
            &json!({"msg": "feedback add success"}),
            "{answer:?}"
        );
    }
    let sixth = send(&gateway, "18215606355", "第六条");
    assert_eq!(sixth.fault(), (429, "rate_limited"));
    assert!(sixth.header("retry-after").is_some(), "{sixth:?}");
    for number in 6..=20 {
        let phone = format!("182156063{number:02}");
        assert_eq!(send(&gateway, &phone, "你好").code(), 200, "{number}");
    }
    assert_eq!(
        send(&gateway, "18215606399", "你好").fault(),
        (429, "rate_limited")
    );
    // Refused feedback was not counted: the next day, five per phone and twenty per address are allowed again.
    gateway.clock.shift(86_400);
    for number in 1..=5 {
        let answer = send(&gateway, "18215606355", &format!("第{number}条"));
        assert_eq!(answer.code(), 200, "{answer:?}");
    }
}

#[test]
fn a_retry_is_the_same_feedback() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let client = gateway.client();
    let data = client.data(METHOD, json!({"phone": "18215606355", "content": "你好"}));
    for _ in 0..8 {
        assert_eq!(client.post_data(&data).code(), 200);
    }
    let listed = operate(&gateway.admin(), "feedback.list", json!({}));
    assert_eq!(listed["total"], 1);
}

#[test]
fn bad_feedback_is_refused_and_counts_nothing() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (parameters, parameter) in [
        (json!({"content": "你好"}), "phone"),
        (json!({"phone": "12215606355", "content": "你好"}), "phone"),
        (json!({"phone": "1821560635", "content": "你好"}), "phone"),
        (json!({"phone": "18215606355"}), "content"),
        (
            json!({"phone": "18215606355", "content": "\u{200b}"}),
            "content",
        ),
        (
            json!({"phone": "18215606355", "content": long(501)}),
            "content",
        ),
    ] {
        refuses(&gateway.call(METHOD, parameters), parameter);
    }
    let longest = json!({"phone": 18_215_606_355_i64, "content": long(500)});
    assert_eq!(gateway.call(METHOD, longest).code(), 200);
}

#[test]
fn an_operator_finds_and_handles_feedback() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    send(&gateway, "18215606355", "水管漏水");
    send(&gateway, "18215606354", "很好");
    let list = |search: Value| operate(&operator, "feedback.list", search);
    let all = list(json!({}));
    assert_eq!(all["total"], 2);
    let first = &list(json!({"phone": "18215606355", "handled": 0}))["list"][0];
    assert_eq!(
        (
            &first["content"],
            &first["ip"],
            &first["note"],
            &first["handled_time"]
        ),
        (
            &json!("水管漏水"),
            &json!("127.0.0.1"),
            &json!(""),
            &json!("")
        )
    );
    let handled = json!({"feedback_id": first["feedback_id"], "note": "已上门"});
    operate(&operator, "feedback.handle", handled);
    assert_eq!(list(json!({"handled": 0}))["total"], 1);
    let row = &list(json!({"handled": 1}))["list"][0];
    assert_eq!(
        (&row["phone"], &row["note"]),
        (&json!("18215606355"), &json!("已上门"))
    );
    assert_ne!(row["handled_time"], "");
    let unknown = json!({"feedback_id": 99, "note": "已上门"});
    let answer = operator.call("admin.homecare.feedback.handle", unknown);
    assert_eq!(answer.fault(), (503, "record_not_found"));
}
