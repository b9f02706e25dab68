//! Bodies that the strict rules of JSON accept, and bodies that they refuse.

use serde_json::{Value, json};

use crate::salon::{
    JSON, NEW, PASSWORD, Salon, XIAOMEI, good, password_grant, refusal, refused, sms_grant,
    token_of,
};

/// Posts a body to the route that grants a token.
fn post(salon: &Salon, headers: &[(&str, &str)], body: &[u8]) -> signet_testkit::Reply {
    salon
        .gateway
        .send("POST /salon/v1/login/token", headers, body)
}

#[test]
fn only_json_is_a_body() {
    let salon = Salon::open();
    let body = password_grant(XIAOMEI, PASSWORD).to_string();
    for content_type in [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
    ] {
        token_of(&post(
            &salon,
            &[("Content-Type", content_type)],
            body.as_bytes(),
        ));
    }
    let form = format!("grant_type=password&client_id=41&mobile={XIAOMEI}&password={PASSWORD}");
    for (content_type, body) in [
        ("application/x-www-form-urlencoded", form.as_str()),
        ("text/plain", &body),
        ("text/json", &body),
        ("application/json; charset=gbk", &body),
        ("multipart/form-data; boundary=x", "--x--\r\n"),
    ] {
        let reply = post(&salon, &[("Content-Type", content_type)], body.as_bytes());
        refused(
            &reply,
            415,
            503,
            "unsupported_media_type",
            "只接受 application/json",
        );
    }
    refused(
        &post(&salon, &[], body.as_bytes()),
        415,
        503,
        "unsupported_media_type",
        "只接受 application/json",
    );
    let encoded = post(
        &salon,
        &[JSON, ("Content-Encoding", "gzip")],
        body.as_bytes(),
    );
    refused(
        &encoded,
        415,
        503,
        "unsupported_media_type",
        "只接受 application/json",
    );
}

#[test]
fn a_body_has_a_length_that_is_taken() {
    let salon = Salon::open();
    let chunked = "POST /salon/v1/login/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    let answer = salon.gateway.raw(chunked.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 411"), "{answer}");
    let large = json!({"grant_type": "x".repeat(65 * 1024)}).to_string();
    refused(
        &post(&salon, &[JSON], large.as_bytes()),
        413,
        503,
        "too_large",
        "请求内容过大",
    );
}

#[test]
fn a_request_that_may_have_no_body_has_none() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    for route in [
        "GET accounts/me",
        "DELETE login/token",
        "GET accounts/me/points",
    ] {
        let reply = salon.user(&token, route, json!({}));
        refused(&reply, 400, 503, "bad_form", "请求格式不正确");
    }
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Length", "0")];
    good(&salon.send("GET accounts/me", &headers, &Value::Null));
    let unchanged = salon.user(&token, "PUT accounts/me", Value::Null);
    assert_eq!(good(&unchanged)["nickname"], "小美");
    assert_eq!(
        refusal(&salon.guest("POST login/token", Value::Null)),
        (400, 503)
    );
}

#[test]
fn json_that_could_be_read_in_two_ways_is_refused() {
    let salon = Salon::open();
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(17), "]".repeat(17));
    let many: Vec<String> = (0..257).map(|number| format!("\"k{number}\":1")).collect();
    let many = format!("{{{}}}", many.join(","));
    for body in [
        r#"{"grant_type":"password","grant_type":"sms_code"}"#.as_bytes(),
        b"[]",
        b"null",
        b"7",
        b"{",
        b"{}x",
        b"\xef\xbb\xbf{}",
        b"{\"mobile\":\"\xff\"}",
        br#"{"mobile":"a\u0000b"}"#,
        br#"{"mobile":"\ud800"}"#,
        deep.as_bytes(),
        many.as_bytes(),
    ] {
        let reply = post(&salon, &[JSON], body);
        let text = String::from_utf8_lossy(body).into_owned();
        assert_eq!(reply.http, 400, "{text}: {reply:?}");
        refused(&reply, 400, 504, "bad_data", "请求体不是有效的 JSON 对象");
    }
}

#[test]
fn values_have_their_types() {
    let salon = Salon::open();
    salon.send_code(NEW);
    let as_text = r#"{"grant_type":"sms_code","client_id":"41","mobile":13333333337,"sms_code":123456,"more":{"a":[1]},"nickname":null,"gender":""}"#;
    let token = token_of(&post(&salon, &[JSON], as_text.as_bytes()));
    assert_eq!(salon.me(&token)["mobile"], NEW);
    for body in [
        r#"{"grant_type":"sms_code","client_id":41,"mobile":["13333333337"],"sms_code":"123456"}"#,
        r#"{"grant_type":"sms_code","client_id":1e3,"mobile":"13333333337","sms_code":"123456"}"#,
        r#"{"grant_type":"sms_code","client_id":41.0,"mobile":"13333333337","sms_code":"123456"}"#,
        r#"{"grant_type":"sms_code","client_id":true,"mobile":"13333333337","sms_code":"123456"}"#,
        r#"{"grant_type":{"a":1},"client_id":41,"mobile":"13333333337","sms_code":"123456"}"#,
    ] {
        let reply = post(&salon, &[JSON], body.as_bytes());
        assert_eq!(refusal(&reply), (400, 503), "{body}: {reply:?}");
    }
}

#[test]
fn a_key_of_a_repeat_has_a_form() {
    let salon = Salon::open();
    let long = "k".repeat(65);
    for key in ["", " ", "a b", &long] {
        let reply = salon.send(
            "POST login/token",
            &[("Idempotency-Key", key)],
            &sms_grant(NEW),
        );
        assert_eq!(refusal(&reply), (400, 503), "{key:?}: {reply:?}");
    }
    let twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "a")];
    assert_eq!(
        refusal(&salon.send("POST login/token", &twice, &sms_grant(NEW))),
        (400, 503)
    );
}

#[test]
fn a_key_of_another_user_is_another_call() {
    let salon = Salon::open();
    let (first, second) = (salon.token(XIAOMEI, PASSWORD), salon.sms_token(NEW));
    let edit = |token: &str, nickname: &str| {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", "k")];
        salon.send("PUT accounts/me", &headers, &json!({"nickname": nickname}))
    };
    assert_eq!(good(&edit(&first, "甲"))["nickname"], "甲");
    assert_eq!(good(&edit(&second, "乙"))["nickname"], "乙");
    good(&salon.user(&first, "PUT accounts/me", json!({"nickname": "丙"})));
    assert_eq!(
        good(&edit(&first, "甲"))["nickname"],
        "甲",
        "the stored reply"
    );
    assert_eq!(salon.me(&first)["nickname"], "丙", "took no second effect");
    refused(
        &edit(&first, "丁"),
        422,
        503,
        "idempotency_reused",
        "Idempotency-Key 已用于其他请求",
    );
}

#[test]
fn a_key_of_another_product_is_another_call() {
    let salon = Salon::beside_others();
    let key = [("Idempotency-Key", "k")];
    let other = json!({"username": "18215606355", "password": "123456"}).to_string();
    let reply = salon
        .gateway
        .send("POST /homecare/consumer/login", &key, other.as_bytes());
    assert_eq!(reply.json()["status"], 1, "{reply:?}");
    let own = salon.send("POST login/token", &key, &password_grant(XIAOMEI, PASSWORD));
    assert_eq!(salon.state(&token_of(&own)), 200);
}
