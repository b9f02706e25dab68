//! The faults of the core on this wire that no other file provokes.

use std::time::Duration;

use serde_json::{Value, json};
use signet_domain::sms::DriverKind;
use signet_store::ip_bans::{self, IpBan};
use signet_store::{revisions, sms_blacklist};
use signet_testkit::{MULTIPART, TestGateway, eventually, multipart};

use crate::salon::{NEW, PASSWORD, Salon, XIAOMEI, password_grant, refused};

#[test]
fn a_closed_wire_is_closed_within_a_second() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    salon.change_app(|app| app.state = "suspended".to_owned());
    let took = eventually("the wire is closed", || {
        salon.user(&token, "GET accounts/me", Value::Null).http == 403
    });
    assert!(took < Duration::from_secs(1), "{took:?}");
    for reply in [
        salon.user(&token, "GET accounts/me", Value::Null),
        salon.guest("POST login/token", password_grant(XIAOMEI, PASSWORD)),
    ] {
        refused(&reply, 403, 403, "wire_closed", "服务已关闭");
    }
    assert_eq!(
        salon.signed(&token, "account.detail", json!({})).code(),
        200
    );
}

#[test]
fn a_method_that_the_app_may_not_call_is_not_permitted() {
    let salon = Salon::open();
    salon.change_app(|app| app.allow = "salon.login.*".to_owned());
    eventually("the list is in effect", || {
        salon.guest("GET accounts/me", Value::Null).http == 403
    });
    let reply = salon.guest("GET accounts/me", Value::Null);
    refused(&reply, 403, 403, "not_permitted", "您没有权限访问");
}

#[test]
fn an_address_that_is_not_in_the_list_is_refused() {
    let salon = Salon::open();
    salon.change_app(|app| app.ips = "203.0.113.0/24".to_owned());
    eventually("the list is in effect", || {
        salon.guest("GET accounts/me", Value::Null).http == 403
    });
    let reply = salon.guest("GET accounts/me", Value::Null);
    refused(&reply, 403, 508, "ip_not_allowed", "受限 IP 不允许访问");
}

#[test]
fn an_address_with_a_limit_waits() {
    let salon = Salon::of(
        TestGateway::of(&signet_methods_salon::PACK).with(|settings| settings.limit.per_ip = 3),
    );
    let last = (0..4)
        .map(|_| salon.guest("GET accounts/me", Value::Null))
        .last()
        .unwrap();
    refused(&last, 429, 429, "rate_limited", "请求过于频繁");
    let wait: u32 = last.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

#[test]
fn a_blocked_mobile_gets_no_message() {
    let salon = Salon::open();
    salon.gateway.write(|tx| sms_blacklist::insert(tx, &[NEW]));
    let reply = salon.guest("POST login/sms_code", json!({"mobile": NEW}));
    refused(
        &reply,
        403,
        503,
        "sms_blocked",
        "您的手机号码暂时无法接收短信",
    );
}

#[test]
fn an_unreachable_provider_of_messages_is_a_bad_gateway() {
    let salon = Salon::of(
        TestGateway::of(&signet_methods_salon::PACK).with(|settings| {
            settings.sms.driver = DriverKind::Http;
            settings.sms.http.url = "http://127.0.0.1:1/".to_owned();
            settings.sms.http.secret = "0123456789abcdef".to_owned();
        }),
    );
    let reply = salon.guest("POST login/sms_code", json!({"mobile": NEW}));
    refused(&reply, 502, 503, "sms_failed", "短信发送失败");
}

#[test]
fn a_picture_that_is_none_or_too_large_is_refused() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let bearer = format!("Bearer {token}");
    let upload = |picture: &[u8]| {
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", MULTIPART),
        ];
        let body = multipart(&[("image", picture)]);
        salon
            .gateway
            .send("POST /salon/v1/accounts/me/avatar", &headers, &body)
    };
    let reply = upload(b"no picture");
    assert_eq!(
        (reply.http, &reply.json()["error"]),
        (400, &json!("image_invalid")),
        "{reply:?}"
    );
    let large = vec![b'x'; 5 * 1024 * 1024 + 1];
    let reply = upload(&large);
    assert_eq!(
        (reply.http, &reply.json()["error"]),
        (413, &json!("image_too_large")),
        "{reply:?}"
    );
}

#[test]
fn the_first_of_two_calls_with_a_key_is_waited_for_or_refused() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", "k")];
    let edit = json!({"nickname": "小美美"});
    let replies = signet_testkit::at_once(30, |_| salon.send("PUT accounts/me", &headers, &edit));
    for reply in replies {
        match reply.http {
            200 => assert_eq!(reply.json()["nickname"], "小美美"),
            _ => {
                refused(&reply, 409, 503, "in_progress", "请求正在处理中,请稍候重试");
                assert_eq!(reply.header("retry-after"), Some("1"));
            }
        }
    }
}

#[test]
fn a_template_that_operators_removed_is_named() {
    let salon = Salon::open();
    let hide = json!({"realm": "salon", "send_key": "SALON_LOGIN_CODE"});
    salon
        .gateway
        .admin()
        .call("admin.template.hide", hide)
        .good();
    let mut number = 0;
    eventually("the template is gone", || {
        number += 1;
        let mobile = format!("139{number:08}");
        let reply = salon.guest("POST login/sms_code", json!({"mobile": mobile}));
        reply.http == 403
    });
    let reply = salon.guest("POST login/sms_code", json!({"mobile": NEW}));
    refused(&reply, 403, 503, "sms_template_unknown", "短信模板不存在");
}

#[test]
fn a_banned_address_is_refused_until_its_time() {
    let salon = Salon::open();
    let now = salon.gateway.clock.now();
    let ban = IpBan {
        ip: "127.0.0.1".to_owned(),
        banned_until: now + 600,
        reason: String::new(),
        created_at: now,
    };
    salon.gateway.write(|tx| {
        ip_bans::put(tx, &ban)?;
        revisions::bump(tx, "apps")
    });
    eventually("the ban is in effect", || {
        salon.guest("GET accounts/me", Value::Null).http == 403
    });
    let reply = salon.guest("GET accounts/me", Value::Null);
    assert_eq!(
        (reply.http, &reply.json()["code"]),
        (403, &json!(510)),
        "{reply:?}"
    );
}

#[test]
fn a_body_that_does_not_come_is_given_up() {
    let salon = Salon::of(
        TestGateway::of(&signet_methods_salon::PACK)
            .with(|settings| settings.server.body_timeout_seconds = 1),
    );
    let half = "POST /salon/v1/login/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"grant";
    let answer = salon.gateway.raw(half.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(
        answer.contains(r#""error":"body_timeout","message":"请求内容接收超时""#),
        "{answer}"
    );
}

#[test]
fn calls_beyond_the_limit_are_shed() {
    let salon = Salon::of(
        TestGateway::of(&signet_methods_salon::PACK)
            .with(|settings| settings.server.max_in_flight = 1),
    );
    let replies = signet_testkit::at_once(12, |_| {
        salon.guest("POST login/token", password_grant(XIAOMEI, PASSWORD))
    });
    let shed: Vec<_> = replies.iter().filter(|reply| reply.http != 200).collect();
    assert!(!shed.is_empty());
    for reply in shed {
        refused(reply, 503, 500, "overloaded", "服务器繁忙,请稍候重试");
        assert_eq!(reply.header("retry-after"), Some("1"));
    }
}
