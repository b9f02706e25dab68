//! Replies: the bare data of an answer, and `{"code":…,"error":…,"message":…,"request_id":…}`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use signet_fault::{Code, Fault};
use signet_wire::Answer;
use signet_wire::wire::Rendered;

use super::{path, refusals};

/// A list as the methods return it.
#[derive(Deserialize)]
struct List {
    list: Value,
    #[serde(default)]
    total: i64,
    #[serde(default)]
    page: i64,
    #[serde(default)]
    count: i64,
    #[serde(default)]
    isnext: bool,
}

pub(super) fn answer(answer: &Answer, path: &str, prefix: &str) -> Rendered {
    let data = answer.data.as_slice();
    let list = match path {
        path::SHOPS | path::POINTS => serde_json::from_slice::<List>(data).ok(),
        _ => None,
    };
    let Some(list) = list else {
        return Rendered::json(200, data.to_vec());
    };
    let rendered = Rendered::json(200, list.list.to_string().into_bytes());
    if path != path::POINTS {
        return rendered;
    }
    let rendered = rendered.with("x-total-count", list.total.to_string());
    match list.isnext {
        true => {
            let (next, count) = (list.page.saturating_add(1), list.count);
            let link = format!("<{prefix}{path}?page={next}&count={count}>; rel=\"next\"");
            rendered.with("link", link)
        }
        false => rendered,
    }
}

/// The body of a failed call.
#[derive(Serialize)]
struct Body<'a> {
    code: u16,
    error: &'a str,
    message: Cow<'a, str>,
    request_id: &'a str,
}

pub(super) fn refusal(fault: &Fault, id: &str) -> Rendered {
    let known = refusals::of(fault.code());
    let row = known.unwrap_or(refusals::INTERNAL);
    let message = match (known, row.text) {
        (None, _) => Code::Internal.text(),
        (Some(_), Some(text)) => text,
        (Some(_), None) => fault.message(),
    };
    let body = Body {
        code: row.number,
        error: row.name,
        message: message.into(),
        request_id: id,
    };
    // Texts and integers always serialize.
    let body = serde_json::to_vec(&body).unwrap_or_default();
    let rendered = Rendered::json(row.status, body);
    match challenge(fault.code()) {
        Some(challenge) => rendered.with("www-authenticate", challenge),
        None => rendered,
    }
}

/// The challenges of calls without a live session. By RFC 6750 a challenge names an error only if the request had credentials.
const CHALLENGES: [(Code, &str); 4] = [
    (Code::NotLoggedIn, r#"Bearer realm="salon""#),
    (
        Code::SessionExpired,
        r#"Bearer realm="salon", error="invalid_token", error_description="expired""#,
    ),
    (
        Code::SessionReplaced,
        r#"Bearer realm="salon", error="invalid_token", error_description="replaced""#,
    ),
    (
        Code::PasswordChanged,
        r#"Bearer realm="salon", error="invalid_token", error_description="password changed""#,
    ),
];

fn challenge(code: Code) -> Option<&'static str> {
    let mut challenges = CHALLENGES.into_iter();
    challenges.find_map(|(known, challenge)| (known == code).then_some(challenge))
}
