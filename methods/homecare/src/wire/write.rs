//! Replies: `{"status":1,"body":…}` around the data of an answer, and `{"status":N,"body":{"msg":…}}`.

use std::borrow::Cow;

use serde::Serialize;
use signet_fault::Fault;
use signet_wire::Answer;
use signet_wire::wire::Rendered;

use super::refusals;

/// The HTTP statuses other than 200 that shipped clients may get; the others are theirs to misread.
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

/// Puts integers in the places of their names in braces.
fn filled(msg: &'static str, numbers: &[(&'static str, i64)]) -> Cow<'static, str> {
    if !msg.contains('{') {
        return msg.into();
    }
    let put = |msg: String, (name, number): &(&str, i64)| {
        msg.replace(&format!("{{{name}}}"), &number.to_string())
    };
    numbers.iter().fold(msg.to_owned(), put).into()
}

#[cfg(test)]
mod tests {
    use signet_fault::Code;

    use super::super::path;
    use super::*;
    use crate::faults;

    fn rendered(fault: impl Into<Fault>, path: &str) -> (u16, String) {
        let rendered = refusal(&fault.into(), path);
        (rendered.status, String::from_utf8(rendered.body).unwrap())
    }

    fn of(code: Code) -> (u16, String) {
        rendered(code, "")
    }

    #[test]
    fn an_unknown_fault_has_no_body() {
        let nothing = r#"{"status":2,"body":null}"#.to_owned();
        for code in [Code::Internal, Code::SmsFailed, Code::PointsShort] {
            assert_eq!(of(code), (200, nothing.clone()), "{code:?}");
        }
        assert_eq!(of(Code::Overloaded), (503, nothing));
    }

    #[test]
    fn only_faults_of_http_have_a_status_of_http() {
        let refusal = |http, status: u8, msg: &str| {
            let body = format!(r#"{{"status":{status},"body":{{"msg":"{msg}"}}}}"#);
            (http, body)
        };
        for (code, expected) in [
            (Code::NotFound, refusal(404, 7, "no such path")),
            (
                Code::MethodNotAllowed,
                refusal(405, 13, "method not allowed"),
            ),
            (Code::BodyTimeout, refusal(408, 5, "time out")),
            (
                Code::LengthRequired,
                refusal(411, 0, "request is not right"),
            ),
            (Code::TooLarge, refusal(413, 0, "request is not right")),
            (
                Code::UnsupportedMediaType,
                refusal(415, 0, "request is not right"),
            ),
            (Code::BadForm, refusal(400, 0, "request is not right")),
            (
                Code::BadData,
                refusal(200, 0, "request is not a JSON object"),
            ),
            (Code::WireClosed, refusal(200, 9, "permission denied")),
            (Code::NotPermitted, refusal(200, 9, "permission denied")),
        ] {
            assert_eq!(of(code), expected);
        }
    }

    #[test]
    fn a_text_names_the_integers_of_a_fault() {
        let fault = || Fault::new(faults::HOMECARE_GOODS_UNKNOWN).with_number("sid", 5);
        let (_, body) = rendered(fault(), path::CREATE_PAY_ORDER);
        assert_eq!(body, r#"{"status":7,"body":{"msg":"goods id:5invalid"}}"#);
        let (_, body) = rendered(fault(), "");
        assert_eq!(body, r#"{"status":7,"body":{"msg":"invalid id"}}"#);
        let at_state = Fault::new(Code::OrderNotFound).with_number("order_status", 5);
        let (_, body) = rendered(at_state, "");
        let expected = r#"{"status":7,"body":{"msg":"invalid order id","order_status":5}}"#;
        assert_eq!(body, expected);
    }

    #[test]
    fn what_the_fault_itself_says_is_escaped() {
        let fault = Fault::with_note(Code::BadParams, "参数不正确：a\"\u{1} 不能为空");
        let (_, body) = rendered(fault, "");
        assert_eq!(
            body,
            r#"{"status":0,"body":{"msg":"参数不正确：a\"\u0001 不能为空"}}"#
        );
    }

    #[test]
    fn a_route_may_have_its_own_words_for_a_dead_session() {
        for (path, status, msg) in [
            (path::UPLOAD_PICTURE, 9, "token is not correct"),
            (path::CHECK_GAME, 13, "login befor other action"),
            (
                path::CREATE_PAY_ORDER,
                13,
                "login first before other action",
            ),
        ] {
            for code in [
                Code::NotLoggedIn,
                Code::SessionExpired,
                Code::SessionReplaced,
                Code::PasswordChanged,
                Code::UserMismatch,
            ] {
                let (_, body) = rendered(code, path);
                assert_eq!(
                    body,
                    format!(r#"{{"status":{status},"body":{{"msg":"{msg}"}}}}"#)
                );
            }
        }
    }
}
