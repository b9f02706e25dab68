//! Requests to the product's own wire, byte by byte.

use std::ops::Deref;

use serde_json::Value;
use signet_testkit::{TestGateway, form};

/// A response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reply(signet_testkit::Reply);

impl Deref for Reply {
    type Target = signet_testkit::Reply;

    fn deref(&self) -> &signet_testkit::Reply {
        &self.0
    }
}

impl Reply {
    /// Returns the envelope of a good reply.
    pub(crate) fn good(&self) -> Value {
        let json = self.json();
        assert_eq!((self.http, &json["code"]), (200, &0.into()), "{self:?}");
        json
    }

    /// Returns the `content` of a good reply.
    pub(crate) fn content(&self) -> Value {
        self.good()["content"].clone()
    }

    /// Returns the code of a fault whose HTTP status is 200.
    pub(crate) fn fault(&self) -> i64 {
        let (http, code) = self.refusal();
        assert_eq!(http, 200, "{self:?}");
        code
    }

    /// Returns the HTTP status and the code of a fault.
    pub(crate) fn refusal(&self) -> (u16, i64) {
        let json = self.json();
        let code = json["code"].as_i64().unwrap();
        assert_ne!(code, 0, "{self:?}");
        assert_eq!(json["content"], serde_json::json!([]), "{self:?}");
        assert!(!json["msg"].as_str().unwrap().is_empty(), "{self:?}");
        assert!(!json["sub_code"].as_str().unwrap().is_empty(), "{self:?}");
        (self.http, code)
    }

    /// Returns the value and the attributes of the cookie that the reply sets.
    pub(crate) fn cookie(&self, name: &str) -> Option<(&str, &str)> {
        let (cookie, attributes) = self.header("set-cookie")?.split_once("; ")?;
        let (known, value) = cookie.split_once('=')?;
        (known == name).then_some((value, attributes))
    }
}

/// Sends a request with exactly these headers, and the length of its body if it has one.
pub(crate) fn send(
    gateway: &TestGateway,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    Reply(gateway.send(target, headers, body))
}

/// The content type of forms.
pub(crate) const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// Calls a route: POST and DELETE with a form, GET with a query. `headers` come with it.
pub(crate) fn request(
    gateway: &TestGateway,
    route: &str,
    headers: &[(&str, &str)],
    fields: &[(&str, &str)],
) -> Reply {
    let (verb, path) = route.split_once(' ').unwrap();
    let fields = form(fields);
    if verb == "GET" {
        let query = if fields.is_empty() { "" } else { "?" };
        let target = format!("GET /consulting/{path}{query}{fields}");
        return send(gateway, &target, headers, b"");
    }
    let headers = [&[FORM], headers].concat();
    let target = format!("{verb} /consulting/{path}");
    let headers = if fields.is_empty() {
        &headers[1..]
    } else {
        &headers[..]
    };
    send(gateway, &target, headers, fields.as_bytes())
}

/// As [`request`], with a token.
pub(crate) fn request_as(
    gateway: &TestGateway,
    token: &str,
    route: &str,
    fields: &[(&str, &str)],
) -> Reply {
    let bearer = format!("Bearer {token}");
    request(gateway, route, &[("Authorization", &bearer)], fields)
}
