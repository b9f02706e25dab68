//! Replies: `{"status":1,"body":…}` around the data of an answer, and `{"status":N,"body":{"msg":…}}` for a fault.

use std::borrow::Cow;

use serde::Serialize;
use signet_fault::Fault;
use signet_wire::Answer;
use signet_wire::wire::Rendered;

use super::refusals;

/// The HTTP statuses other than 200 that shipped clients get. Clients would misread any other status, so they get 200 instead.
const HTTP: [u16; 8] = [400, 404, 405, 408, 411, 413, 415, 503];

/// The status of a fault without a text.
const UNKNOWN: u8 = 2;

#[derive(Serialize)]
struct Envelope<'a> {
    status: u8,
    body: Option<Body<'a>>,
}

#[derive(Serialize)]
struct Body<'a> {
    msg: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_status: Option<i64>,
}

pub(super) fn answer(answer: &Answer) -> Rendered {
    let body = [br#"{"status":1,"body":"#, answer.data.as_slice(), b"}"];
    Rendered::json(200, body.concat())
}

/// Renders a fault on the route of a path; the path is empty if there is no route.
pub(super) fn refusal(fault: &Fault, path: &str) -> Rendered {
    let refusal = refusals::of(fault.code(), path);
    let status = refusal.map_or(UNKNOWN, |refusal| refusal.status);
    let body = refusal.filter(|_| status != UNKNOWN).map(|refusal| Body {
        msg: match refusal.msg {
            "" => fault.message().into(),
            msg => filled(msg, fault.numbers()),
        },
        order_status: number(fault, "order_status"),
    });
    let http = fault.code().http_status();
    let http = if HTTP.contains(&http) { http } else { 200 };
    // Texts and integers always serialize.
    let envelope = serde_json::to_vec(&Envelope { status, body });
    Rendered::json(http, envelope.unwrap_or_default())
}

fn number(fault: &Fault, name: &str) -> Option<i64> {
    let mut numbers = fault.numbers().iter();
    numbers.find_map(|(known, number)| (*known == name).then_some(*number))
}

/// Replaces names in braces with the integers that have these names.
fn filled(msg: &'static str, numbers: &[(&'static str, i64)]) -> Cow<'static, str> {
    if !msg.contains('{') {
        return msg.into();
    }
    let put = |msg: String, (name, number): &(&str, i64)| {
        msg.replace(&format!("{{{name}}}"), &number.to_string())
    };
    numbers.iter().fold(msg.to_owned(), put).into()
}
