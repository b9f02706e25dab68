use serde_json::{Map, Value, json};
use signet_call::Pack;
use signet_docs::{CallBody, WireCall};
use signet_wire::wire::{Place, Route, Verb, Wire};

use super::PICTURE;
use crate::TestGateway;

/// The boundary of a multipart form.
const BOUNDARY: &str = "signet-example";

/// A caller on the wire of a pack.
pub(super) struct Caller {
    prefix: &'static str,
    wire: Box<dyn Wire>,
}

impl Caller {
    /// Returns a caller on the wire of a pack in its default configuration, or `None` if the pack has no wire.
    pub(super) fn of(pack: &Pack) -> Option<Caller> {
        let wire = pack.wire?;
        Some(Caller {
            prefix: wire.prefix,
            wire: (wire.open)(&wire.defaults()).expect("the defaults are valid"),
        })
    }

    /// Returns the routes.
    pub(super) fn routes(&self) -> &'static [Route] {
        self.wire.routes()
    }

    /// Returns the route of a verb and a path.
    pub(super) fn route(&self, verb: Verb, path: &str) -> &'static Route {
        let mut routes = self.routes().iter();
        let route = routes.find(|route| route.verb == verb && route.path == path);
        route.unwrap_or_else(|| panic!("the table of routes has no {verb} {path}; parameters of a path are written as in the table, and their values after it"))
    }

    /// Makes a call, which must succeed. Returns the recording: the parameters, the token if it is not a parameter, and the reply.
    pub(super) fn call(
        &self,
        gateway: &TestGateway,
        route: &Route,
        mut parameters: Map<String, Value>,
        token: Option<&str>,
    ) -> Value {
        let description = self.wire.description();
        let mut places = description.tokens.iter().filter(|own| own.is_on(route));
        let place = places.next().map(|own| own.place);
        if let (Some(Place::Parameter(name)), Some(token)) = (place, token) {
            parameters.entry(name).or_insert_with(|| json!(token));
        }
        let call = WireCall::new(self.wire.as_ref(), route, &parameters, token);
        let answer = gateway.raw(&request(&call, self.prefix));
        let (head, body) = answer.split_once("\r\n\r\n").expect("a response");
        assert!(head.starts_with("HTTP/1.1 200 "), "{call:?}: {answer}");
        // A body that is not JSON is a page.
        let reply: Value = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
        match token {
            Some(token) if !call.headers.is_empty() => {
                json!({"parameters": parameters, "token": token, "reply": reply})
            }
            _ => json!({"parameters": parameters, "reply": reply}),
        }
    }
}

/// Returns a call as the bytes of an HTTP request.
fn request(call: &WireCall, prefix: &str) -> Vec<u8> {
    let (content_type, body) = match &call.body {
        CallBody::Empty => ("", Vec::new()),
        CallBody::Json(text, _) => ("application/json", text.clone().into_bytes()),
        CallBody::Form(fields) => (
            "application/x-www-form-urlencoded",
            encoded(fields).into_bytes(),
        ),
        CallBody::Multipart(fields, file) => {
            ("multipart/form-data", multipart(fields, file.as_ref()))
        }
    };
    let mut head = format!("{} {prefix}{}", call.verb, call.path);
    if !call.query.is_empty() {
        let separator = if call.path.contains('?') { '&' } else { '?' };
        head += &format!("{separator}{}", encoded(&call.query));
    }
    head += " HTTP/1.1\r\nHost: example\r\nConnection: close\r\n";
    for (name, value) in &call.headers {
        head += &format!("{name}: {value}\r\n");
    }
    if call.body != CallBody::Empty {
        let boundary = match call.body {
            CallBody::Multipart(..) => format!("; boundary={BOUNDARY}"),
            _ => String::new(),
        };
        let length = body.len();
        head += &format!("Content-Type: {content_type}{boundary}\r\nContent-Length: {length}\r\n");
    }
    [head.as_bytes(), b"\r\n", &body].concat()
}

fn encoded(fields: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| {
        let encoded = crate::client::percent_encoded;
        format!("{}={}", encoded(name), encoded(value))
    };
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn multipart(fields: &[(String, String)], file: Option<&(String, String)>) -> Vec<u8> {
    let mut body = Vec::new();
    let mut part = |name: &str, more: &str, content: &[u8]| {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(content);
        body.extend(b"\r\n");
    };
    for (name, value) in fields {
        part(name, "", value.as_bytes());
    }
    if let Some((field, name)) = file {
        part(field, &format!("; filename=\"{name}\""), PICTURE);
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}
