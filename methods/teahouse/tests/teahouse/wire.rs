//! Requests to the product's own wire, byte by byte.

use std::ops::Deref;

use serde_json::{Value, json};
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
    /// Returns the data of a good reply of the first version.
    pub(crate) fn v1(&self) -> Value {
        let json = self.json();
        assert_eq!((self.http, &json["code"]), (200, &json!(200)), "{self:?}");
        assert!(json.get("sub_code").is_none(), "{self:?}");
        json["datas"].clone()
    }

    /// Returns the data of a good reply of the third version.
    pub(crate) fn v3(&self) -> Value {
        let json = self.json();
        assert_eq!((self.http, &json["code"]), (200, &json!(1)), "{self:?}");
        json["data"].clone()
    }

    /// Returns the name of a fault whose HTTP status is 200.
    pub(crate) fn fault(&self) -> String {
        assert_eq!(self.http, 200, "{self:?}");
        self.refusal().1
    }

    /// Returns the HTTP status and the name of a fault.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let json = self.json();
        let sub_code = json["sub_code"].as_str();
        let sub_code = sub_code.unwrap_or_else(|| panic!("no fault: {self:?}"));
        (self.http, sub_code.to_owned())
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

/// Posts a form to a route, which the query names.
pub(crate) fn post(gateway: &TestGateway, query: &str, fields: &[(&str, &str)]) -> Reply {
    let target = format!("POST /teahouse/index.php?{query}");
    let body = form(fields);
    let headers = if body.is_empty() { &[][..] } else { &[FORM] };
    send(gateway, &target, headers, body.as_bytes())
}

/// Like [`post`], with a key.
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
