//! Replies in three versions. `request_id` is beside the data, and `sub_code` beside the text of a fault.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Value, json};
use signet_fault::{Code, Fault};
use signet_wire::wire::Rendered;
use signet_wire::{Answer, members};

use super::version::Version::{self, V1, V2, V3};

/// The route whose good reply has empty data and not none.
pub(super) const EMPTY_DATA: &str = "/index.php?act=member_index&op=update_member_info";

/// The text of a call without a live session.
const LOG_IN: &str = "请登录";

/// The faults of a call without a live session.
const NO_SESSION: [Code; 4] = [
    Code::NotLoggedIn,
    Code::SessionExpired,
    Code::SessionReplaced,
    Code::PasswordChanged,
];

/// Returns the member with the data.
pub(super) const fn data_name(version: Version) -> &'static str {
    match version {
        V1 => "datas",
        V2 => "content",
        V3 => "data",
    }
}

/// The members of a page of a list, which are beside the data.
pub(super) const PAGING: [&str; 2] = ["hasmore", "page_total"];

/// The member of a page that is all of the data then.
pub(super) const LIST: &str = "list";

pub(super) fn answer(answer: &Answer, path: &str, version: Version, id: &str) -> Rendered {
    let lifted = Lifted::of(&answer.data);
    let data: &[u8] = match (lifted.data.as_ref(), version) {
        (b"", V3) if path == EMPTY_DATA => b"{}",
        (b"", V3) => b"",
        (b"", V1 | V2) => b"\"1\"",
        (data, _) => data,
    };
    let mut body = Vec::with_capacity(data.len() + 128);
    body.extend_from_slice(match version {
        V1 | V2 => b"{\"code\":200",
        V3 => b"{\"code\":1",
    });
    if version == V3 {
        member(&mut body, "msg", answer.done);
    }
    if !data.is_empty() {
        body.extend_from_slice(format!(",\"{}\":", data_name(version)).as_bytes());
        body.extend_from_slice(data);
    }
    for (name, value) in lifted.beside {
        body.extend_from_slice(format!(",\"{name}\":").as_bytes());
        body.extend_from_slice(value);
    }
    member(&mut body, "request_id", id);
    body.push(b'}');
    Rendered::json(200, body)
}

/// Data without what is beside it.
struct Lifted<'a> {
    data: Cow<'a, [u8]>,
    beside: Vec<(&'static str, &'a [u8])>,
}

impl Lifted<'_> {
    fn of(data: &[u8]) -> Lifted<'_> {
        let mut beside = Vec::new();
        let mut rest = Vec::new();
        for (key, value) in members(data) {
            match PAGING.into_iter().find(|name| name.as_bytes() == key) {
                // Beside the data numbers are numbers.
                Some(name) => beside.push((name, unquoted(value))),
                None => rest.push((key, value)),
            }
        }
        let data = match rest.as_slice() {
            _ if beside.is_empty() => Cow::Borrowed(data),
            [(key, list)] if *key == LIST.as_bytes() => Cow::Borrowed(*list),
            rest => Cow::Owned(object(rest)),
        };
        Lifted { data, beside }
    }
}

/// Returns the text between the quotes of a value, if it has any.
fn unquoted(value: &[u8]) -> &[u8] {
    let inside = value
        .strip_prefix(b"\"")
        .and_then(|value| value.strip_suffix(b"\""));
    inside.unwrap_or(value)
}

/// Returns an object of members as they are.
fn object(members: &[(&[u8], &[u8])]) -> Vec<u8> {
    let mut object = vec![b'{'];
    for (number, (key, value)) in members.iter().enumerate() {
        object.extend_from_slice(if number == 0 { b"\"" } else { b",\"" });
        object.extend_from_slice(key);
        object.extend_from_slice(b"\":");
        object.extend_from_slice(value);
    }
    object.push(b'}');
    object
}

/// Adds a member to an object that has one.
fn member(body: &mut Vec<u8>, name: &str, value: impl Serialize) {
    body.extend_from_slice(format!(",\"{name}\":").as_bytes());
    // Texts and numbers always serialize, and a vector takes everything that is written.
    let _ = serde_json::to_writer(body, &value);
}

pub(super) fn refusal(fault: &Fault, version: Version, id: &str) -> Rendered {
    let code = fault.code();
    let is_logged_out = NO_SESSION.contains(&code);
    let text = if is_logged_out {
        LOG_IN
    } else {
        fault.message()
    };
    let own = match version {
        V1 => [("code", 200.into()), ("datas", json!({"error": text}))],
        V2 => [("code", 404.into()), ("content", text.into())],
        V3 => [
            ("code", if is_logged_out { -1 } else { 0 }.into()),
            ("msg", text.into()),
        ],
    };
    let login = (is_logged_out && version != V3).then(|| ("login", Value::from("0")));
    let common = [
        ("sub_code", code.sub_code().into()),
        ("request_id", id.into()),
    ];
    let body = own.into_iter().chain(login).chain(common);
    let body: Value = body.map(|(name, value)| (name.to_owned(), value)).collect();
    Rendered::json(code.http_status(), body.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use signet_wire::Style;

    use super::*;

    fn text(rendered: Rendered) -> String {
        String::from_utf8(rendered.body).unwrap()
    }

    fn good<T: Serialize>(value: &T, path: &str) -> [String; 3] {
        let done = Answer::new(Style::default(), "更新成功", value).unwrap();
        [V1, V2, V3].map(|version| text(answer(&done, path, version, "r1")))
    }

    #[test]
    fn a_good_reply_has_its_data_in_each_version() {
        assert_eq!(
            good(&json!({"key": "a"}), ""),
            [
                r#"{"code":200,"datas":{"key":"a"},"request_id":"r1"}"#,
                r#"{"code":200,"content":{"key":"a"},"request_id":"r1"}"#,
                r#"{"code":1,"msg":"更新成功","data":{"key":"a"},"request_id":"r1"}"#,
            ]
        );
    }

    #[test]
    fn a_good_reply_without_data_is_one_or_its_text() {
        let [v1, v2, v3] = good(&(), "");
        assert_eq!(v1, r#"{"code":200,"datas":"1","request_id":"r1"}"#);
        assert_eq!(v2, r#"{"code":200,"content":"1","request_id":"r1"}"#);
        assert_eq!(v3, r#"{"code":1,"msg":"更新成功","request_id":"r1"}"#);
        let [v1, _, v3] = good(&(), EMPTY_DATA);
        assert_eq!(v1, r#"{"code":200,"datas":"1","request_id":"r1"}"#);
        assert_eq!(
            v3,
            r#"{"code":1,"msg":"更新成功","data":{},"request_id":"r1"}"#
        );
    }

    #[test]
    fn the_place_of_a_page_is_beside_its_data() {
        let list = json!({"list": [{"a": "},"}], "hasmore": true, "page_total": "3"});
        let [v1, _, v3] = good(&list, "");
        assert_eq!(
            v1,
            r#"{"code":200,"datas":[{"a":"},"}],"hasmore":true,"page_total":3,"request_id":"r1"}"#
        );
        assert!(
            v3.contains(r#","data":[{"a":"},"}],"hasmore":true,"#),
            "{v3}"
        );
        let home = json!({"isLogin": "0", "guessYouLike": [], "hasmore": false, "page_total": "0"});
        let [v1, ..] = good(&home, "");
        assert_eq!(
            v1,
            r#"{"code":200,"datas":{"isLogin":"0","guessYouLike":[]},"hasmore":false,"page_total":0,"request_id":"r1"}"#
        );
    }

    #[test]
    fn a_fault_has_its_text_and_its_name() {
        let refused = |version| text(refusal(&Code::AddressNotFound.into(), version, "r1"));
        assert_eq!(
            [V1, V2, V3].map(refused),
            [
                r#"{"code":200,"datas":{"error":"收货地址不存在"},"sub_code":"address_not_found","request_id":"r1"}"#,
                r#"{"code":404,"content":"收货地址不存在","sub_code":"address_not_found","request_id":"r1"}"#,
                r#"{"code":0,"msg":"收货地址不存在","sub_code":"address_not_found","request_id":"r1"}"#,
            ]
        );
    }

    #[test]
    fn a_call_without_a_session_is_told_to_log_in() {
        for code in NO_SESSION {
            let sub_code = code.sub_code();
            let refused = |version| text(refusal(&code.into(), version, "r1"));
            let rest = format!(r#""sub_code":"{sub_code}","request_id":"r1"}}"#);
            assert_eq!(
                [V1, V2, V3].map(refused),
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
            assert_eq!(refusal(&code.into(), V1, "r1").status, status, "{code:?}");
        }
    }
}
