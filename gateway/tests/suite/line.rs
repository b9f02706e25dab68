//! The order of checks: one test for each refusal.

use serde_json::json;
use signet_store::ip_bans::{self, IpBan};
use signet_store::{Error, Tx, revisions};
use signet_testkit::{APPID, Client, SECRET, TestGateway, eventually};
use signet_wire::sign::SignType;

use crate::cli::{json_of, run_on};
use crate::sample;
use crate::usual;

/// Posts some `data` with a right signature.
fn post(gateway: &TestGateway, data: &str) -> (i64, String) {
    let answer = gateway.client().post_data(data);
    assert_eq!(answer.status, 200);
    assert!(answer.body.get("data").is_none(), "{answer:?}");
    (answer.code(), answer.sub_code().to_owned())
}

#[test]
fn a_good_call_is_answered_in_the_envelope() {
    let gateway = usual().start();
    let answer = gateway.call("system.upgrade", json!({"platform": 1, "app_v": "9.9.9"}));
    assert_eq!(
        (answer.status, answer.code(), answer.msg()),
        (200, 200, "success")
    );
    assert_eq!(
        answer.header("content-type"),
        Some("application/json; charset=utf-8")
    );
    assert_eq!(answer.body["request_id"].as_str().unwrap().len(), 24);
    assert_eq!(answer.data()["origin_v"], "9.9.9");
}

#[test]
fn the_four_fixed_parameters_are_missed_in_order() {
    let gateway = usual().start();
    assert_eq!(post(&gateway, "{}"), (504, "method_missing".to_owned()));
    assert_eq!(
        post(&gateway, r#"{"method":""}"#),
        (504, "method_missing".to_owned())
    );
    assert_eq!(
        post(&gateway, r#"{"method":"m"}"#),
        (505, "version_missing".to_owned())
    );
    assert_eq!(
        post(&gateway, r#"{"method":"m","v":"1.0.0"}"#),
        (506, "appid_missing".to_owned())
    );
    assert_eq!(
        post(&gateway, r#"{"method":"m","v":"1.0.0","appid":"a"}"#),
        (507, "timestamp_missing".to_owned())
    );
}

#[test]
fn every_wrong_signature_gets_the_same_answer() {
    let gateway = usual().start();
    let client = gateway.client();
    let data = client.data("system.init", json!({}));
    let sign = client.sign(&data);
    let unknown_app = data.replace(APPID, "nobody");
    let answers = [
        client.post_form(&[("data", &data)]),
        client.post_form(&[("data", &data), ("sign", "")]),
        client.post_form(&[("data", &data), ("sign", &"0".repeat(32))]),
        client.post_form(&[("data", &data), ("sign", &sign.to_lowercase())]),
        client.post_form(&[
            ("data", &data),
            ("sign", &sign),
            ("sign_type", "HMAC-SHA256"),
        ]),
        client.post_form(&[("data", &data), ("sign", &sign), ("sign_type", "NONE")]),
        client.post_form(&[("data", &data), ("sign", &sign), ("sign_type", "md5")]),
        client.post_form(&[("data", &format!("{data} ")), ("sign", &sign)]),
        client.post_form(&[("data", &unknown_app), ("sign", &sign)]),
        client
            .clone()
            .secret("another secret of good length")
            .call("system.init", json!({})),
    ];
    for mut answer in answers {
        answer.body["request_id"] = json!("");
        let expected = json!({"code": 503, "msg": "API signature error", "sub_code": "bad_signature", "request_id": ""});
        assert_eq!((answer.status, answer.body), (200, expected));
    }
}

#[test]
fn both_kinds_of_signature_are_taken() {
    let gateway = usual().start();
    for sign_type in [SignType::Md5, SignType::HmacSha256] {
        assert_eq!(
            gateway
                .client()
                .sign_type(sign_type)
                .call("system.init", json!({}))
                .code(),
            200
        );
    }
}

#[test]
fn a_timestamp_is_recent_and_ten_digits() {
    let gateway = usual().start();
    let now = gateway.clock.now();
    let at = |offset: i64, sign_type| {
        let answer = gateway
            .client()
            .sign_type(sign_type)
            .at(now + offset)
            .call("system.init", json!({}));
        (answer.code(), answer.msg().to_owned())
    };
    for offset in [-595, 595] {
        assert_eq!(at(offset, SignType::Md5).0, 200, "{offset}");
    }
    for offset in [-295, 295] {
        assert_eq!(at(offset, SignType::HmacSha256).0, 200, "{offset}");
    }
    for (offset, sign_type) in [
        (-610, SignType::Md5),
        (610, SignType::Md5),
        (-310, SignType::HmacSha256),
        (310, SignType::HmacSha256),
    ] {
        let (code, msg) = at(offset, sign_type);
        assert_eq!(code, 503, "{offset}");
        let shown: i64 = msg.rsplit('：').next().unwrap().parse().unwrap();
        assert!(
            (shown - now).abs() < 30,
            "the message tells the server's time: {msg}"
        );
    }
    for timestamp in [
        "\"abc\"",
        "149389862",
        "14938986210",
        "1493898621.5",
        "true",
        "\" 493898621\"",
    ] {
        let data = format!(
            r#"{{"method":"system.init","v":"1.0.0","appid":"{APPID}","timestamp":{timestamp}}}"#
        );
        assert_eq!(
            post(&gateway, &data),
            (503, "bad_timestamp".to_owned()),
            "{timestamp}"
        );
    }
}

#[test]
fn the_answer_to_a_clock_that_is_off_has_the_difference() {
    let gateway = usual().start();
    let now = gateway.clock.now();
    for (timestamp, offset) in [(now - 4000, 4000), (now + 4000, -4000)] {
        let answer = gateway
            .client()
            .at(timestamp)
            .call("system.init", json!({}));
        assert_eq!(answer.fault(), (503, "bad_timestamp"));
        let server_time = answer.body["server_time"].as_i64().unwrap();
        assert!((now..now + 60).contains(&server_time));
        let difference = answer.body["offset"].as_i64().unwrap();
        assert_eq!(difference, server_time - timestamp, "{offset}");
        assert!(
            answer.msg().contains(&server_time.to_string()),
            "{}",
            answer.msg()
        );
        let corrected = timestamp + difference;
        assert_eq!(
            gateway
                .client()
                .at(corrected)
                .call("system.init", json!({}))
                .code(),
            200
        );
    }
    let odd = gateway.client().at(1).call("system.init", json!({}));
    assert!(odd.body["server_time"].is_i64());
    assert_eq!(odd.body.get("offset"), None);
}

#[test]
fn the_answer_to_a_banned_address_has_the_end_of_the_ban() {
    let gateway = usual().start();
    let now = gateway.clock.now();
    let ban = IpBan {
        ip: "127.0.0.1".to_owned(),
        banned_until: now + 3600,
        reason: String::new(),
        created_at: now,
    };
    let put = move |tx: &mut Tx<'_>| {
        ip_bans::put(tx, &ban)?;
        revisions::bump(tx, "apps")
    };
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, put)
        .unwrap();
    eventually("the ban is obeyed", || {
        gateway.call("system.init", json!({})).code() == 510
    });
    let answer = gateway.call("system.init", json!({}));
    assert_eq!(answer.fault(), (510, "banned_ip"));
    assert!(answer.msg().contains("解封时间："), "{}", answer.msg());
    // An unsigned caller does not learn that it is banned.
    assert_eq!(
        gateway
            .client()
            .secret("another secret of good length")
            .call("system.init", json!({}))
            .sub_code(),
        "bad_signature"
    );
    gateway.clock.shift(3601);
    assert_eq!(
        gateway.call("system.init", json!({})).code(),
        200,
        "the ban is over"
    );
}

#[test]
fn an_unknown_method_or_version_asks_for_an_upgrade() {
    let gateway = usual().packs(sample::PACKS).start();
    let call = |method: &str, v: &str| {
        let answer = gateway.client().v(v).call(method, json!({}));
        (
            answer.code(),
            answer.data()["version"]
                .as_str()
                .unwrap_or(answer.sub_code())
                .to_owned(),
        )
    };
    for (v, expected) in [
        ("1.0.0", "1.0.0"),
        ("1.0", "1.0.0"),
        ("1", "1.0.0"),
        ("1.9.9", "1.0.0"),
        ("1.10.0", "1.10.0"),
        ("1.11", "1.10.0"),
        ("2.1.0", "2.1.0"),
        ("2.99.0", "2.1.0"),
    ] {
        assert_eq!(call("test.version", v), (200, expected.to_owned()), "{v}");
    }
    for v in ["0.9.0", "2.0.0", "3.0.0", "x", "1.0.0.0", "-1"] {
        assert_eq!(
            call("test.version", v),
            (509, "unknown_method".to_owned()),
            "{v}"
        );
    }
    assert_eq!(call("no.such.method", "1.0.0").0, 509);
    let answer = gateway.call("no.such.method", json!({}));
    assert_eq!(answer.msg(), "您的 APP 太旧请升级!");
}

#[test]
fn a_class_or_a_pattern_can_keep_an_app_out() {
    let gateway = usual().packs(sample::PACKS).start();
    let answer = gateway.call("test.admin", json!({}));
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((403, "not_permitted"), "您没有权限访问")
    );
}

#[test]
fn while_the_cache_is_away_limits_are_counted_here_and_unsigned_calls_notice_nothing() {
    let away = usual().with(|settings| {
        settings.cache.url = "redis://127.0.0.1:1".to_owned();
        settings.limit.per_ip = 3;
    });
    let gateway = away.start();
    let wrong = gateway.client().secret("another secret of good length");
    for _ in 0..5 {
        assert_eq!(
            wrong.call("user.login", json!({})).sub_code(),
            "bad_signature"
        );
        assert_eq!(
            gateway
                .client()
                .at(1_000_000_000)
                .call("user.login", json!({}))
                .sub_code(),
            "bad_timestamp"
        );
    }
    let codes: Vec<i64> = (0..4)
        .map(|_| gateway.call("system.init", json!({})).code())
        .collect();
    assert_eq!(codes, [200, 200, 200, 429]);
}

#[test]
fn hints_that_are_too_long_are_cut_and_no_fault() {
    let gateway = usual().start();
    gateway.send_code("18575202691", "USER_REGISTER_CODE");
    let long = "市".repeat(5000);
    let parameters = json!({
        "mobile": "18575202691", "password": "secret_1", "code": "123456",
        "channel": long, "unique_id": long, "app_v": long, "platform": 2
    });
    assert_eq!(gateway.call("user.register", parameters).code(), 200);
}

#[test]
fn every_violation_is_named_at_once() {
    let gateway = usual().packs(sample::PACKS).start();
    let answer = gateway.call(
        "test.rules",
        json!({"mobile": "12345", "password": "a b", "number": 6, "page": "x"}),
    );
    assert_eq!(answer.fault(), (503, "bad_params"));
    for name in ["mobile", "password", "number", "text", "page"] {
        assert!(
            answer.msg().contains(name),
            "{name} is not in {}",
            answer.msg()
        );
    }
    let answer = gateway.call(
        "test.rules",
        json!({"mobile": "", "password": null, "number": 1.5, "text": ["x"]}),
    );
    let expected =
        "参数不正确：number 必须为整型；text 必须为字符串；mobile 不能为空；password 不能为空";
    assert_eq!(answer.msg(), expected);
}

#[test]
fn numbers_come_as_numbers_or_as_digits_and_are_never_rounded() {
    let gateway = usual().packs(sample::PACKS).start();
    let rules = |number: &str| {
        let good = gateway.client().data(
            "test.rules",
            json!({"mobile": "18575202691", "password": "secret_1", "text": "ab", "page": "-3"}),
        );
        let data = format!("{},\"number\":{number}}}", good.trim_end_matches('}'));
        let answer = gateway.client().post_data(&data);
        answer.data()["number"].as_i64().unwrap_or(-answer.code())
    };
    assert_eq!(rules("5"), 5);
    assert_eq!(rules("\"5\""), 5);
    for bad in [
        "5.0",
        "\"5.0\"",
        "\"+5\"",
        "\" 5\"",
        "1e0",
        "0",
        "6",
        "18446744073709551617",
        "\"4294967297\"",
        "true",
        "[]",
    ] {
        assert_eq!(rules(bad), -503, "{bad}");
    }
}

#[test]
fn a_panic_is_500_and_the_gateway_goes_on() {
    let gateway = usual().packs(sample::PACKS).start();
    for _ in 0..20 {
        let answer = gateway.call("test.panic", json!({"n": signet_testkit::unique("n")}));
        assert_eq!(
            (answer.fault(), answer.msg()),
            ((500, "internal"), "服务器繁忙,请稍候重试")
        );
    }
    assert_eq!(
        gateway
            .client()
            .v("1.0.0")
            .call("test.version", json!({}))
            .code(),
        200
    );
    assert!(
        gateway
            .ops("/metrics")
            .1
            .contains("gateway_panics_total 20")
    );
}

#[test]
fn a_fault_that_a_method_does_not_document_is_a_bug() {
    let gateway = usual().packs(sample::PACKS).start();
    let fail = json!({"name": signet_testkit::unique("n"), "kind": 3});
    assert_eq!(gateway.call("test.fail", fail).fault(), (500, "internal"));
    assert!(gateway.ops("/metrics").1.contains("gateway_panics_total 1"));
}

#[test]
fn an_internal_fault_shows_nothing_of_the_inside() {
    let gateway = usual().packs(sample::PACKS).start();
    let answer = gateway.call(
        "test.fail",
        json!({"name": signet_testkit::unique("n"), "kind": 2}),
    );
    assert_eq!(answer.fault(), (500, "internal"));
    assert!(!answer.body.to_string().contains("secret detail"));
}

#[test]
fn a_request_token_is_good_for_who_got_it() {
    let gateway = usual().packs(sample::PACKS).start();
    let submit = |token: &str| {
        gateway
            .call("test.submit", json!({"request_token": token}))
            .sub_code()
            .to_owned()
    };
    assert_eq!(submit(""), "request_token_invalid");
    assert_eq!(
        submit("b5a6ff4719eae157f0af837f94f915ca"),
        "request_token_invalid"
    );
    let token = gateway.call("test.token", json!({})).data()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    for odd in [
        token.to_uppercase(),
        format!("{token}0"),
        token[1..].to_owned(),
        format!("f{}", &token[1..]),
        format!("{}é{}", &token[..15], &token[16..]),
        "é".repeat(16),
        format!("-{}", "0".repeat(31)),
    ] {
        assert_eq!(submit(&odd), "request_token_invalid", "{odd}");
    }
    assert_eq!(submit(&token), "", "it is good");
    assert_eq!(
        submit(&token),
        "",
        "and stays so: that it takes effect once is the database's matter"
    );
    let secret = json_of(&run_on(
        &gateway,
        &["app", "create", "--appid", "other", "--class", "app"],
    ))["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let other = Client::new(&gateway, "other", &secret);
    eventually("the app is known", || {
        other.call("test.token", json!({})).code() == 200
    });
    assert_eq!(
        other
            .call("test.submit", json!({"request_token": token}))
            .sub_code(),
        "request_token_invalid",
        "of another app"
    );
    gateway.clock.shift(1801);
    assert_eq!(submit(&token), "request_token_invalid", "too old");
}

#[test]
fn the_log_has_no_secret_and_knows_what_happened() {
    let gateway = usual().start();
    let token = gateway.register("13900001111");
    gateway
        .client()
        .token(&token)
        .call("user.detail", json!({}));
    Client::new(&gateway, "someone", SECRET).call("user.login", json!({"mobile": "13900001111"}));
    eventually("the log is written", || {
        gateway.access_log().contains("bad_signature")
    });
    let log = gateway.access_log();
    for secret in [&token, SECRET, "13900001111", "secret_1", "123456"] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
    let line = log
        .lines()
        .find(|line| line.contains("user.detail"))
        .unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(
        (&line["code"], &line["appid"], &line["v"]),
        (&json!(200), &json!(APPID), &json!("1.0.0"))
    );
    assert!(
        line["user"].is_i64() && line["ms"].is_f64() && line["ip"] == "127.0.0.1",
        "{line}"
    );
}
