//! The replies of the wire in three versions, byte by byte, and the page of the description of goods.

use serde::Serialize;
use serde_json::json;
use signet_fault::{Code, Fault};
use signet_methods_teahouse::PACK;
use signet_testkit::wires;
use signet_wire::form::{Kind, Rules, read_urlencoded};
use signet_wire::wire::{Rendered, Request};
use signet_wire::{Answer, Style};

/// A route whose good reply without data has no `data` member in version 3.
const SUMMARY: &str = "/index.php?act=member_index";

/// The route whose good reply without data has an empty `data` member in version 3.
const UPDATE: &str = "/index.php?act=member_index&op=update_member_info";

/// The route whose replies are pages.
const BODY: &str = "/index.php?act=goods&op=goods_body";

/// The fields that name the versions.
const VERSIONS: [&[u8]; 3] = [b"version=1", b"version=2", b"version=3"];

const RULES: Rules = Rules {
    known: &[("version", Kind::Text)],
    others: Kind::Ignored,
    max_fields: 1,
    max_text: 8,
};

fn text(rendered: Rendered) -> String {
    String::from_utf8(rendered.body).unwrap()
}

/// Returns the bodies of replies to requests that name each version.
fn rendered(path: &str, outcome: Result<&Answer, &Fault>) -> [String; 3] {
    let wire = wires::open(&PACK);
    VERSIONS.map(|version| {
        let request = Request {
            query: read_urlencoded(version, &RULES).unwrap(),
            ..wires::request(&*wire, path)
        };
        text(wire.write(&request, outcome, "r1"))
    })
}

fn good<T: Serialize>(value: &T, path: &str) -> [String; 3] {
    let done = Answer::new(Style::default(), "更新成功", value).unwrap();
    rendered(path, Ok(&done))
}

fn bad(code: Code) -> [String; 3] {
    rendered(SUMMARY, Err(&code.into()))
}

#[test]
fn a_good_reply_has_its_data_in_each_version() {
    assert_eq!(
        good(&json!({"key": "a"}), SUMMARY),
        [
            r#"{"code":200,"datas":{"key":"a"},"request_id":"r1"}"#,
            r#"{"code":200,"content":{"key":"a"},"request_id":"r1"}"#,
            r#"{"code":1,"msg":"更新成功","data":{"key":"a"},"request_id":"r1"}"#,
        ]
    );
}

#[test]
fn a_good_reply_without_data_is_one_or_its_text() {
    let [v1, v2, v3] = good(&(), SUMMARY);
    assert_eq!(v1, r#"{"code":200,"datas":"1","request_id":"r1"}"#);
    assert_eq!(v2, r#"{"code":200,"content":"1","request_id":"r1"}"#);
    assert_eq!(v3, r#"{"code":1,"msg":"更新成功","request_id":"r1"}"#);
    let [v1, _, v3] = good(&(), UPDATE);
    assert_eq!(v1, r#"{"code":200,"datas":"1","request_id":"r1"}"#);
    assert_eq!(
        v3,
        r#"{"code":1,"msg":"更新成功","data":{},"request_id":"r1"}"#
    );
}

#[test]
fn the_place_of_a_page_is_beside_its_data() {
    let list = json!({"list": [{"a": "},"}], "hasmore": true, "page_total": "3"});
    let [v1, _, v3] = good(&list, SUMMARY);
    assert_eq!(
        v1,
        r#"{"code":200,"datas":[{"a":"},"}],"hasmore":true,"page_total":3,"request_id":"r1"}"#
    );
    assert!(
        v3.contains(r#","data":[{"a":"},"}],"hasmore":true,"#),
        "{v3}"
    );
    let home = json!({"isLogin": "0", "guessYouLike": [], "hasmore": false, "page_total": "0"});
    let [v1, ..] = good(&home, SUMMARY);
    assert_eq!(
        v1,
        r#"{"code":200,"datas":{"isLogin":"0","guessYouLike":[]},"hasmore":false,"page_total":0,"request_id":"r1"}"#
    );
}

#[test]
fn a_fault_has_its_text_and_its_name() {
    assert_eq!(
        bad(Code::AddressNotFound),
        [
            r#"{"code":200,"datas":{"error":"收货地址不存在"},"sub_code":"address_not_found","request_id":"r1"}"#,
            r#"{"code":404,"content":"收货地址不存在","sub_code":"address_not_found","request_id":"r1"}"#,
            r#"{"code":0,"msg":"收货地址不存在","sub_code":"address_not_found","request_id":"r1"}"#,
        ]
    );
}

#[test]
fn a_call_without_a_session_is_told_to_log_in() {
    for code in [
        Code::NotLoggedIn,
        Code::SessionExpired,
        Code::SessionReplaced,
        Code::PasswordChanged,
    ] {
        let sub_code = code.sub_code();
        let rest = format!(r#""sub_code":"{sub_code}","request_id":"r1"}}"#);
        assert_eq!(
            bad(code),
            [
                format!(r#"{{"code":200,"datas":{{"error":"请登录"}},"login":"0",{rest}"#),
                format!(r#"{{"code":404,"content":"请登录","login":"0",{rest}"#),
                format!(r#"{{"code":-1,"msg":"请登录",{rest}"#),
            ]
        );
    }
}

#[test]
fn the_http_status_is_that_of_the_protocol() {
    for (code, status) in [
        (Code::RateLimited, 200),
        (Code::BadParams, 200),
        (Code::BadForm, 400),
        (Code::WireClosed, 403),
        (Code::NotFound, 404),
        (Code::TooLarge, 413),
        (Code::Overloaded, 503),
    ] {
        let rendered = wires::open(&PACK).write(&Request::default(), Err(&code.into()), "r1");
        assert_eq!(rendered.status, status, "{code:?}");
    }
}

/// Returns a reply that is a page.
fn page(outcome: Result<&Answer, &Fault>) -> Rendered {
    let wire = wires::open(&PACK);
    wire.write(&wires::request(&*wire, BODY), outcome, "r1")
}

#[test]
fn a_page_is_around_the_description_and_its_title_is_a_text() {
    let data = json!({"title": "<b>茶</b> & \"茶\"", "html": "<p>好茶</p>"});
    let described = Answer::new(Style::default(), "", &data).unwrap();
    let rendered = page(Ok(&described));
    assert_eq!(rendered.status, 200);
    let policy = "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'; sandbox";
    let policy = ("content-security-policy", policy.into());
    assert!(rendered.headers.contains(&policy), "{rendered:?}");
    let page = text(rendered);
    assert!(
        page.contains("<title>&lt;b&gt;茶&lt;/b&gt; &amp; &quot;茶&quot;</title>"),
        "{page}"
    );
    assert!(page.contains("<body>\n<p>好茶</p>\n</body>"), "{page}");
}

#[test]
fn a_fault_is_a_page_with_its_text() {
    for (code, status) in [
        (Code::GoodsNotFound, 404),
        (Code::BadParams, 400),
        (Code::Overloaded, 503),
        (Code::Internal, 500),
        (Code::WireClosed, 403),
    ] {
        let rendered = page(Err(&code.into()));
        assert_eq!(rendered.status, status, "{code:?}");
        assert!(text(rendered).contains(code.text()), "{code:?}");
    }
}
