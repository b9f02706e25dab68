//! Replies in three versions. `request_id` is beside the data, and `sub_code` beside the text of a fault.

use std::borrow::Cow;

use serde::Serialize;
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

/// The members of a page of a list, which are beside the data.
pub(super) const PAGING: [&str; 2] = ["hasmore", "page_total"];

/// The member of a page that is all of the data then.
pub(super) const LIST: &str = "list";

pub(super) fn answer(answer: &Answer, path: &str, version: Version, id: &str) -> Rendered {
    let is_beside = |(key, _): &(&[u8], &[u8])| PAGING.iter().any(|name| name.as_bytes() == *key);
    let (beside, rest): (Vec<_>, Vec<_>) = members(&answer.data).partition(is_beside);
    let data: Cow<'_, [u8]> = match (rest.as_slice(), version) {
        ([], V3) if answer.data.is_empty() && path == EMPTY_DATA => b"{}".into(),
        ([], V1 | V2) if answer.data.is_empty() => b"\"1\"".into(),
        _ if beside.is_empty() => answer.data.as_slice().into(),
        ([(key, list)], _) if *key == LIST.as_bytes() => (*list).into(),
        (rest, _) => object(rest.iter().copied()).into(),
    };
    let (code, done) = (json(&version.good()), json(&answer.done));
    let id = json(&id);
    let mut body = vec![("code", code.as_slice())];
    if version == V3 {
        body.push(("msg", &done));
    }
    if !data.is_empty() {
        body.push((version.data(), &data));
    }
    let body = body.iter().map(|(name, value)| (name.as_bytes(), *value));
    // Beside the data numbers are numbers.
    let beside = beside.iter().map(|(name, value)| (*name, unquoted(value)));
    let last = [(b"request_id".as_slice(), id.as_slice())];
    Rendered::json(200, object(body.chain(beside).chain(last)))
}

/// Returns an object of members that are JSON already.
fn object<'a>(members: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Vec<u8> {
    let mut object = vec![b'{'];
    for (key, value) in members {
        for part in [b"\"", key, b"\":", value, b","] {
            object.extend_from_slice(part);
        }
    }
    object.pop_if(|last| *last == b',');
    object.push(b'}');
    object
}

/// Returns a text or a number as JSON, which always works.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Returns the text between the quotes of a value, if it has any.
fn unquoted(value: &[u8]) -> &[u8] {
    let inside = value
        .strip_prefix(b"\"")
        .and_then(|value| value.strip_suffix(b"\""));
    inside.unwrap_or(value)
}

/// The body of a failed call: `datas`, `content` or `msg` has its text.
#[derive(Default, Serialize)]
struct Refused<'a> {
    code: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    datas: Option<Error<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    msg: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<&'a str>,
    sub_code: &'a str,
    request_id: &'a str,
}

#[derive(Serialize)]
struct Error<'a> {
    error: &'a str,
}

pub(super) fn refusal(fault: &Fault, version: Version, id: &str) -> Rendered {
    let code = fault.code();
    let is_logged_out = NO_SESSION.contains(&code);
    let text = match is_logged_out {
        true => LOG_IN,
        false => fault.message(),
    };
    let body = Refused {
        code: version.bad(is_logged_out),
        datas: (version == V1).then_some(Error { error: text }),
        content: (version == V2).then_some(text),
        msg: (version == V3).then_some(text),
        login: (is_logged_out && version != V3).then_some("0"),
        sub_code: code.sub_code(),
        request_id: id,
    };
    Rendered::json(code.http_status(), json(&body))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
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
