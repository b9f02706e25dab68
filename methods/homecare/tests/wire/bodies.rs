use serde_json::json;
use signet_testkit::{MULTIPART, TestGateway, multipart};

use crate::{Reply, fault, post_text, send};

const SEARCH: &str = "POST /homecare/consumer/city_search";
const GOOD: &[u8] = br#"{"city_num":"511100"}"#;

fn not_right(reply: &Reply, http: u16) {
    let expected = (http, 0, "request is not right".to_owned());
    assert_eq!(reply.fault(), expected, "{reply:?}");
}

#[test]
fn the_content_type_of_json_is_not_judged() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for content_types in [
        &[][..],
        &["application/json"],
        &["application/x-www-form-urlencoded"],
        &["text/plain; charset=ISO-8859-1"],
        &["application/json; charset=gbk"],
        &["nonsense"],
        &[""],
        &["application/json", "text/plain"],
    ] {
        let types = content_types.iter().map(|value| ("Content-Type", *value));
        let reply = send(&gateway, SEARCH, &types.collect::<Vec<_>>(), GOOD);
        assert_eq!(reply.good()["match"], true, "{content_types:?}");
    }
}

#[test]
fn a_body_that_is_encoded_or_of_parts_is_not_taken() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let of = |header: (&str, &str)| send(&gateway, SEARCH, &[header], GOOD);
    for kind in [
        MULTIPART,
        "Multipart/mixed",
        "MULTIPART/FORM-DATA; boundary=x",
    ] {
        not_right(&of(("Content-Type", kind)), 415);
    }
    for encoding in ["gzip", "identity", "br", ""] {
        not_right(&of(("Content-Encoding", encoding)), 415);
    }
    let chunked = [("Transfer-Encoding", "chunked")];
    not_right(&send(&gateway, SEARCH, &chunked, b""), 411);
    // The route of a picture accepts only a form.
    let picture = "POST /homecare/consumer/upload_pircture";
    for headers in [&[][..], &[("Content-Type", "application/json")]] {
        not_right(&send(&gateway, picture, headers, GOOD), 415);
    }
    let gzip = [("Content-Type", MULTIPART), ("Content-Encoding", "gzip")];
    let form = multipart(&[("phone", b"18215606355")]);
    not_right(&send(&gateway, picture, &gzip, &form), 415);
}

#[test]
fn a_get_has_no_body() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let version = "GET /homecare/consumer/get_android_version";
    not_right(&send(&gateway, version, &[], b"{}"), 400);
    let empty = send(&gateway, version, &[("Content-Length", "0")], b"");
    assert_eq!(empty.good()["android_version"], "2.1.6");
}

#[test]
fn a_body_has_64_kib_at_most() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let of = |length: usize| {
        let start = r#"{"city_num":"511100","x":""#;
        let rest = "x".repeat(length - start.len() - 2);
        post_text(&gateway, "city_search", &format!("{start}{rest}\"}}"))
    };
    assert_eq!(of(65_536).good()["match"], true);
    not_right(&of(65_537), 413);
}

#[test]
fn an_empty_body_is_an_empty_object() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let expected = fault(0, "参数不正确：city_num 不能为空");
    assert_eq!(send(&gateway, SEARCH, &[], b"").fault(), expected);
    assert_eq!(post_text(&gateway, "city_search", "{}").fault(), expected);
    let headers = [("Content-Length", "0")];
    assert_eq!(send(&gateway, SEARCH, &headers, b"").fault(), expected);
}

#[test]
fn json_is_one_strict_object() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    let keys = |count: usize| {
        let keys: Vec<_> = (0..count).map(|n| format!("\"k{n}\":1")).collect();
        keys.join(",")
    };
    let with = |member: &str| format!(r#"{{"city_num":"511100",{member}}}"#);
    for good in [
        with(&format!("\"a\":{}", nested(15))),
        with(&keys(255)),
        format!(" \r\n\t{} ", with("\"a\":null")),
        r#"{"\u0063ity_num":"511100"}"#.to_owned(),
    ] {
        let reply = post_text(&gateway, "city_search", &good);
        assert_eq!(reply.good()["match"], true, "{good}");
    }
    let not_json = fault(0, "request is not a JSON object");
    for bad in [
        " ".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "\"{}\"".to_owned(),
        "{".to_owned(),
        "city_num=511100".to_owned(),
        "%7B%7D".to_owned(),
        format!("\u{feff}{}", with("\"a\":1")),
        format!("{0}{0}", with("\"a\":1")),
        with("\"city_num\":\"511100\""),
        with("\"\\u0063ity_num\":\"511100\""),
        with("\"a\":{\"b\":1,\"b\":1}"),
        with("\"a\":\"\\u0000\""),
        with("\"a\":\"\0\""),
        with("\"a\":\"\\ud800\""),
        with("\"a\":1e999"),
        with("\"a\":NaN"),
        with(&format!("\"a\":{}", nested(16))),
        with(&keys(256)),
        "{/**/}".to_owned(),
        "{'city_num':'511100'}".to_owned(),
    ] {
        let reply = post_text(&gateway, "city_search", &bad);
        assert_eq!(reply.fault(), not_json, "{bad}");
    }
    let invalid = send(&gateway, SEARCH, &[], b"{\"city_num\":\"\xff\"}");
    assert_eq!(invalid.fault(), not_json);
    assert_eq!(
        gateway
            .call("homecare.city.search", json!({"city_num": "511100"}))
            .data()["match"],
        true
    );
}
