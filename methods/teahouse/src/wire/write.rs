//! Replies in three versions. `request_id` is beside the data, and `sub_code` beside the text of a fault.

use std::borrow::Cow;

use serde::Serialize;
use signet_fault::{Code, Fault};
use signet_wire::wire::Rendered;
use signet_wire::{Answer, members};

use super::version::Version::{self, V1, V2, V3};

/// The route whose successful reply contains an empty object as data instead of no data.
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

/// The member of a page that contains the list. If no other data is there, the list becomes the data.
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
    // Beside the data, numbers are not written as texts.
    let beside = beside.iter().map(|(name, value)| (*name, unquoted(value)));
    let last = [(b"request_id".as_slice(), id.as_slice())];
    Rendered::json(200, object(body.chain(beside).chain(last)))
}

/// Returns an object with members that are already JSON.
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

/// Returns a text or a number as JSON. This never fails.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Returns the text between the quotes of a value, or the value itself if it has no quotes.
fn unquoted(value: &[u8]) -> &[u8] {
    let inside = value
        .strip_prefix(b"\"")
        .and_then(|value| value.strip_suffix(b"\""));
    inside.unwrap_or(value)
}

/// The body of a failed call: `datas`, `content` or `msg` contains the text of the fault.
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
