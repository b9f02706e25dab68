use signet_fault::{Code, Fault};
use signet_wire::wire::{Request, Route, Routed, Wire};

use super::Refusal;
use crate::texts::Texts;

/// The id of the call in documented replies, for wires whose replies have an id.
const REQUEST_ID: &str = "55f669c8f4e300000001000b";

/// The meaning of faults whose usual text describes signed calls.
const OF_HTTP: [(Code, &str); 5] = [
    (Code::NotFound, "没有这个路径"),
    (Code::MethodNotAllowed, "该路径不接受这个 HTTP 方法"),
    (
        Code::UnsupportedMediaType,
        "请求体的类型不正确，或者经过压缩",
    ),
    (Code::BadForm, "请求的格式不正确"),
    (Code::BadData, "请求体不是有效的 JSON 对象"),
];

/// Returns the media type of the replies on a route.
pub(super) fn media_type(wire: &dyn Wire, route: &'static Route) -> &'static str {
    let request = Request {
        routed: Some(Routed {
            route,
            parameters: Vec::new(),
        }),
        ..Request::default()
    };
    let rendered = wire.write(&request, Err(&Fault::new(Code::Internal)), REQUEST_ID);
    let content_type = rendered.content_type;
    content_type.split(';').next().unwrap_or(content_type)
}

/// Returns the reply to a fault on a route. Without a route, returns the reply on a path that the wire does not have.
pub(super) fn refusal(
    wire: &dyn Wire,
    route: Option<&'static Route>,
    code: Code,
    texts: &Texts,
) -> Refusal {
    let routed = route.map(|route| Routed {
        route,
        parameters: Vec::new(),
    });
    let request = Request {
        routed,
        ..Request::default()
    };
    let mut of_http = OF_HTTP.into_iter();
    let meaning = of_http.find(|(known, _)| *known == code);
    let meaning = meaning.map_or(code.text(), |(_, meaning)| meaning);
    let rendered = wire.write(&request, Err(&Fault::new(code)), REQUEST_ID);
    Refusal {
        sub_code: code.sub_code(),
        http_status: rendered.status,
        meaning: texts.get(meaning),
        body: String::from_utf8_lossy(&rendered.body).into_owned(),
    }
}
