//! The table of routes, the table of faults, and the form of replies, without a gateway.

use serde_json::Value;
use signet_fault::{Code, Fault};
use signet_methods_salon::PACK;
use signet_testkit::wires;
use signet_wire::wire::{Rendered, Request};
use signet_wire::{Answer, Style};

/// The endpoints of the document in its order, then the endpoint that it lacks, with their methods.
const ENDPOINTS: [&str; 9] = [
    "POST /login/sms_code salon.sms.send",
    "POST /login/token salon.login.grant",
    "DELETE /login/token salon.login.revoke",
    "GET /accounts/me salon.account.detail",
    "PUT /accounts/me salon.account.edit",
    "PUT /accounts/me/password salon.account.password.edit",
    "GET /accounts/me/shops salon.account.shops.list",
    "GET /accounts/me/points salon.account.points.list",
    "POST /accounts/me/avatar salon.account.avatar.upload",
];

#[test]
fn the_routes_are_those_of_the_document_and_the_one_that_it_lacks() {
    assert_eq!(wires::endpoints(&*wires::open(&PACK)), ENDPOINTS);
}

#[test]
fn a_header_for_the_token_has_a_name_of_its_own() {
    let wire = PACK.wire.unwrap();
    let open = |name: &str| {
        let mut config = wire.defaults();
        config.keys.insert("token_header", name.to_owned());
        (wire.open)(&config).map(|wire| wire.headers().join(" "))
    };
    assert_eq!(open("").as_deref(), Ok("authorization"));
    let own = open("X-Access-Token");
    assert_eq!(own.as_deref(), Ok("authorization x-access-token"));
    for name in ["Authorization", "Cookie", "X Token", "X-Token:", "令牌"] {
        assert!(open(name).is_err_and(|error| error.contains("token_header")));
    }
}

/// Renders a fault, and returns its body too.
fn refusal(fault: Fault) -> (Rendered, Value) {
    let wire = wires::open(&PACK);
    let rendered = wire.write(&Request::default(), Err(&fault), "id");
    let body = serde_json::from_slice(&rendered.body).unwrap();
    (rendered, body)
}

#[test]
fn every_fault_of_the_product_has_the_text_of_the_document() {
    assert_eq!(PACK.faults.len(), 15);
    for code in PACK.faults {
        let (_, body) = refusal(Fault::new(*code));
        let number = body["code"].as_u64().unwrap();
        assert!((1001..=1018).contains(&number), "{body}");
        assert_eq!(body["message"], code.text());
    }
}

#[test]
fn a_fault_without_a_row_is_internal() {
    let (rendered, _) = refusal(Fault::with_note(Code::GoodsNotFound, "goods 7"));
    let body =
        r#"{"code":500,"error":"internal","message":"服务器繁忙,请稍候重试","request_id":"id"}"#;
    assert_eq!(rendered.status, 500);
    assert_eq!(String::from_utf8(rendered.body).unwrap(), body);
}

#[test]
fn a_refusal_of_a_session_has_a_challenge_and_no_other_has_one() {
    for code in Code::CORE {
        let (rendered, _) = refusal(Fault::new(*code));
        let mut headers = rendered.headers.iter();
        let has_challenge = headers.any(|(name, _)| *name == "www-authenticate");
        assert_eq!(has_challenge, rendered.status == 401, "{code:?}");
    }
}

#[test]
fn a_list_is_an_array_and_names_its_next_page() {
    let wire = PACK.wire.unwrap();
    let mut config = wire.defaults();
    config.prefix = "/v1".to_owned();
    let wire = (wire.open)(&config).unwrap();
    let rendered = |data: &str| {
        let mut answer = Answer::new(Style::default(), "", &()).unwrap();
        answer.data = data.as_bytes().to_vec();
        let request = wires::request(&*wire, "/accounts/me/points");
        wire.write(&request, Ok(&answer), "id")
    };
    let more = rendered(r#"{"list":[{"id":7}],"total":3,"page":2,"count":1,"isnext":true}"#);
    assert_eq!(more.body, br#"[{"id":7}]"#);
    let link = r#"</v1/accounts/me/points?page=3&count=1>; rel="next""#;
    let expected = [("x-total-count", "3".into()), ("link", link.into())];
    assert_eq!(more.headers, expected);
    let last = rendered(r#"{"list":[],"total":3,"page":9,"count":1,"isnext":false}"#);
    assert_eq!(last.body, b"[]");
    assert_eq!(last.headers, [("x-total-count", "3".into())]);
}
