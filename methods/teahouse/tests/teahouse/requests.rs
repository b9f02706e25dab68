//! Requests that no shipped client makes.

use std::time::Duration;

use serde_json::json;
use signet_store::{apps, revisions};
use signet_testkit::{TestGateway, eventually};

use crate::shop::write;
use crate::wire::{FORM, get, post, post_as, send};
use crate::{LIAO, log_in, signed};

const LOGIN: &str = "POST /teahouse/index.php?act=login";

#[test]
fn only_the_two_doors_lead_in() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for door in ["index.php", "mobile/index.php"] {
        let target = format!("GET /teahouse/{door}?act=goods_sample");
        send(&gateway, &target, &[], b"").v3();
    }
    for path in [
        "",
        "/",
        "/index",
        "/index.php/",
        "/mobile",
        "/mobile/index.php/x",
        "/Index.php",
    ] {
        let target = format!("GET /teahouse{path}?act=goods_sample");
        let reply = send(&gateway, &target, &[], b"");
        assert_eq!(reply.refusal(), (404, "not_found".to_owned()), "{path}");
    }
    for query in [
        "",
        "act=",
        "act=LOGIN",
        "act[]=login",
        "ACT=login",
        "act=login&op=x",
        "act=login%26op%3Dsend_sms",
    ] {
        let reply = post(&gateway, query, &[("mobile", "19900000301")]);
        assert_eq!(reply.refusal(), (404, "not_found".to_owned()), "{query}");
    }
}

#[test]
fn a_route_is_named_once_and_in_the_query_alone() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for query in [
        "act=login&act=login",
        "act=login&op=send_sms&op=send_sms",
        "act=%zz",
    ] {
        let reply = post(&gateway, query, &[]);
        assert_eq!(reply.refusal(), (400, "bad_form".to_owned()), "{query}");
    }
    let body = [
        ("act", "login"),
        ("op", "send_sms"),
        ("mobile", "19900000301"),
    ];
    assert_eq!(post(&gateway, "", &body).refusal().0, 404);
    // On another route they are ordinary names, and may even appear twice.
    let twice = b"act=a&act=b&op=c&op=d&goods_id=1&page=1";
    let target = "POST /teahouse/index.php?act=goods_sample&key=x&page=9&page=9";
    send(&gateway, target, &[FORM], twice).v3();
}

#[test]
fn a_parameter_is_there_once_and_an_empty_one_is_none() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for body in [
        "username=a&username=a",
        "key=1&key=2",
        "version=1&version=1",
        "version=1&Version=2",
    ] {
        let reply = send(&gateway, LOGIN, &[FORM], body.as_bytes());
        assert_eq!(reply.refusal(), (400, "bad_form".to_owned()), "{body}");
    }
    let reply = send(&gateway, LOGIN, &[FORM], b"username=&password=&client=");
    for name in ["username", "password", "client"] {
        assert!(
            reply.text.contains(&format!("{name} 不能为空")),
            "{reply:?}"
        );
    }
}

#[test]
fn only_forms_are_read() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let refused = |content_type: &str, body: &[u8]| {
        let reply = send(&gateway, LOGIN, &[("Content-Type", content_type)], body);
        reply.refusal()
    };
    let unsupported = |sub: &str| (415, sub.to_owned());
    for content_type in ["application/json", "text/xml", "text/plain"] {
        assert_eq!(
            refused(content_type, b"{}"),
            unsupported("unsupported_media_type")
        );
    }
    let gzip = [FORM, ("Content-Encoding", "gzip")];
    assert_eq!(send(&gateway, LOGIN, &gzip, b"x").refusal().0, 415);
    let multipart = ("Content-Type", "multipart/form-data; boundary=B");
    let part = |name: &str, text: &str| {
        format!("--B\r\nContent-Disposition: form-data; name={name}\r\n\r\n{text}\r\n")
    };
    let fields = [
        ("username", LIAO),
        ("password", "secret_1"),
        ("client", "wap"),
    ];
    let parts: String = fields.iter().map(|(name, text)| part(name, text)).collect();
    let reply = send(&gateway, LOGIN, &[multipart], (parts + "--B--").as_bytes());
    assert_eq!(reply.v1()["username"], LIAO);
    let file = part("\"username\"; filename=a.txt", "x") + "--B--";
    assert_eq!(
        send(&gateway, LOGIN, &[multipart], file.as_bytes())
            .refusal()
            .0,
        400
    );
    let target = "GET /teahouse/index.php?act=goods_sample";
    assert_eq!(send(&gateway, target, &[FORM], b"page=1").refusal().0, 400);
    let empty = send(&gateway, LOGIN, &[("Content-Length", "0")], b"");
    assert_eq!(empty.fault(), "bad_params");
}

#[test]
fn what_the_gateway_reads_itself_is_not_read_from_a_body() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, LIAO, "android");
    let member = "act=member_index";
    for fields in [
        [("token", key.as_str())],
        [("appid", "teahouse_wire")],
        [("method", "teahouse.user.detail")],
    ] {
        assert_eq!(post(&gateway, member, &fields).fault(), "not_logged_in");
    }
    let fields = [
        ("method", "teahouse.user.detail"),
        ("v", "9.9.9"),
        ("platform", "x"),
        ("callback", "f"),
    ];
    let reply = post_as(&gateway, &key, member, &fields);
    assert_eq!(reply.v1()["user_name"], LIAO);
    assert!(reply.header("set-cookie").is_none());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let in_query = send(
        &gateway,
        &format!("POST /teahouse/index.php?{member}&key={key}"),
        &[],
        b"",
    );
    assert_eq!(in_query.fault(), "not_logged_in");
}

#[test]
fn the_app_of_the_wire_opens_and_closes_it() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let foreign = [("Origin", "https://evil.example")];
    let reply = send(
        &gateway,
        "GET /teahouse/index.php?act=goods_sample",
        &foreign,
        b"",
    );
    assert_eq!(reply.fault(), "not_permitted");
}

#[test]
fn a_suspended_app_closes_the_wire_within_a_second_and_nothing_else() {
    let gateway = TestGateway::start();
    let key = log_in(&gateway, LIAO, "android");
    let set = |state: &str| {
        write(&gateway, |tx| {
            apps::set_state(tx, "teahouse_wire", state)?;
            revisions::bump(tx, "apps")
        });
    };
    let sample = || get(&gateway, "act=goods_sample", &[]);
    set("suspended");
    let took = eventually("the wire is closed", || sample().http == 403);
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(sample().refusal(), (403, "wire_closed".to_owned()));
    assert_eq!(
        signed(&gateway, &key, "user.summary", json!({})).code(),
        200
    );
    let other = send(&gateway, "GET /consulting/api/tag/check", &[], b"");
    assert_eq!(other.http, 200);
    set("live");
    eventually("the wire is open again", || sample().http == 200);
}

#[test]
fn a_retry_with_its_key_takes_one_effect() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, LIAO, "android");
    let add = |address: &str, idempotency: &str| {
        let fields = [
            ("true_name", "张三"),
            ("city_id", "440300"),
            ("area_id", "440305"),
            ("area_info", "广东"),
            ("address", address),
            ("mob_phone", "19900000305"),
            ("key", key.as_str()),
        ];
        let target = "POST /teahouse/index.php?act=member_address&op=address_add";
        let headers = [FORM, ("Idempotency-Key", idempotency)];
        send(
            &gateway,
            target,
            &headers,
            signet_testkit::form(&fields).as_bytes(),
        )
    };
    let first = add("一号", "k1").v1();
    let id = first["address_id"].as_str().unwrap();
    post_as(
        &gateway,
        &key,
        "act=member_address&op=address_del",
        &[("address_id", id)],
    )
    .v1();
    assert_eq!(add("一号", "k1").v1(), first, "the stored reply");
    assert_eq!(add("二号", "k1").fault(), "idempotency_reused");
    assert_ne!(add("一号", "k2").v1(), first);
    assert_eq!(
        get(&gateway, "act=goods_sample", &[("x", "1")]).json()["data"]["state"],
        json!("可以申领")
    );
}

#[test]
fn a_verb_that_a_route_does_not_take_is_refused_in_its_form_and_names_those_that_it_takes() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for (query, verb, taken, text) in [
        ("act=goods&op=goods_detail", "POST", "GET", "/datas/error"),
        ("act=login&op=send_sms", "GET", "POST", "/msg"),
        ("act=goods_sample", "PUT", "POST、GET", "/msg"),
    ] {
        let target = format!("{verb} /teahouse/index.php?{query}");
        let reply = send(&gateway, &target, &[], b"");
        assert_eq!(reply.http, 405, "{query}");
        let expected = format!("只允许使用 {taken} 方式提交");
        let json = reply.json();
        let text = json.pointer(text).and_then(|text| text.as_str());
        assert_eq!(text, Some(expected.as_str()), "{reply:?}");
    }
}

#[test]
fn every_refusal_of_the_description_of_goods_is_a_page() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for (verb, rest, http) in [
        ("POST", "", 405),
        ("DELETE", "", 405),
        ("GET", "&goods_id=%zz", 400),
        ("GET", "&other=%ff", 400),
        ("GET", "&goods_id=232&goods_id=232", 400),
        ("GET", "&version=1&Version=1", 400),
    ] {
        let target = format!("{verb} /teahouse/index.php?act=goods&op=goods_body{rest}");
        let reply = send(&gateway, &target, &[], b"");
        assert_eq!(reply.http, http, "{target}");
        let kind = reply.header("content-type");
        assert_eq!(kind, Some("text/html; charset=utf-8"), "{target}");
        assert!(reply.text.contains("<p>"), "{target}: {reply:?}");
    }
    // Without a route, the form of the reply is not known.
    for query in ["act=goods&act=goods&op=goods_body", "act=%zz&op=goods_body"] {
        let reply = get(&gateway, query, &[]);
        assert_eq!(reply.refusal(), (400, "bad_form".to_owned()), "{query}");
    }
}
