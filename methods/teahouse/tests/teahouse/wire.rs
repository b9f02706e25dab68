//! Requests to the product's own wire, byte by byte.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

/// A response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) http: u16,
    pub(crate) head: String,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The data of a good reply of the first version.
    pub(crate) fn v1(&self) -> Value {
        let json = self.json();
        assert_eq!((self.http, &json["code"]), (200, &json!(200)), "{self:?}");
        assert!(json.get("sub_code").is_none(), "{self:?}");
        json["datas"].clone()
    }

    /// The data of a good reply of the third version.
    pub(crate) fn v3(&self) -> Value {
        let json = self.json();
        assert_eq!((self.http, &json["code"]), (200, &json!(1)), "{self:?}");
        json["data"].clone()
    }

    /// The name of a fault whose HTTP status is 200.
    pub(crate) fn fault(&self) -> String {
        assert_eq!(self.http, 200, "{self:?}");
        self.refusal().1
    }

    /// The HTTP status and the name of a fault.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let json = self.json();
        let sub_code = json["sub_code"].as_str();
        let sub_code = sub_code.unwrap_or_else(|| panic!("no fault: {self:?}"));
        (self.http, sub_code.to_owned())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
    }
}

/// Sends a request with exactly these headers, and the length of its body if it has one.
pub(crate) fn send(
    gateway: &TestGateway,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let mut head = lines.collect::<String>();
    if !body.is_empty() {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    let head = format!("{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}\r\n");
    let answer = gateway.raw(&[head.as_bytes(), body].concat());
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let http = head.get(9..12).and_then(|status| status.parse().ok());
    Reply {
        http: http.unwrap_or_default(),
        head: head.to_owned(),
        text: text.to_owned(),
    }
}

/// The content type of forms.
pub(crate) const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// Fields as a form or a query.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        let bytes = text.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        });
        bytes.collect::<String>()
    };
    let pairs = fields.iter();
    let pairs = pairs.map(|(name, value)| format!("{}={}", escape(name), escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Posts a form to a route, which the query names.
pub(crate) fn post(gateway: &TestGateway, query: &str, fields: &[(&str, &str)]) -> Reply {
    let target = format!("POST /teahouse/index.php?{query}");
    let body = form(fields);
    let headers = if body.is_empty() { &[][..] } else { &[FORM] };
    send(gateway, &target, headers, body.as_bytes())
}

/// As [`post`], with a key.
pub(crate) fn post_as(
    gateway: &TestGateway,
    key: &str,
    query: &str,
    fields: &[(&str, &str)],
) -> Reply {
    post(gateway, query, &[fields, &[("key", key)]].concat())
}

/// Gets a route with more fields in its query.
pub(crate) fn get(gateway: &TestGateway, query: &str, fields: &[(&str, &str)]) -> Reply {
    let separator = if fields.is_empty() { "" } else { "&" };
    let target = format!("GET /teahouse/index.php?{query}{separator}{}", form(fields));
    send(gateway, &target, &[], b"")
}
