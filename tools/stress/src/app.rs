//! An app, which signs calls.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use signet_wire::sign::{Secret, SignType, sign};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data; boundary=signet-stress";

/// An appid and its secret.
#[derive(Clone)]
pub(crate) struct App {
    appid: String,
    secret: Secret,
}

/// The path of signed calls.
const SIGNED: &str = "/";

/// A request of a call, which can be sent any number of times.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) path: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) body: Bytes,
    /// The address of the caller, which is sent as a trusted proxy in front of the gateway would send it.
    pub(crate) ip: String,
}

impl Call {
    /// Returns a call on the wire of a pack, without a signature.
    pub(crate) fn on_wire(ip: &str, path: &'static str, parameters: &Value) -> Call {
        Call {
            path,
            content_type: JSON,
            body: parameters.to_string().into(),
            ip: ip.to_owned(),
        }
    }
}

impl App {
    pub(crate) fn new(appid: &str, secret: &str) -> Result<App> {
        Ok(App {
            appid: appid.to_owned(),
            secret: Secret::new(secret)?,
        })
    }

    /// Returns a signed call that differs from every other call.
    pub(crate) fn call(&self, ip: &str, method: &str, parameters: Value) -> Call {
        let data = self.data(method, parameters);
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("data", &data)
            .append_pair("sign", &self.sign(&data))
            .finish();
        Call {
            path: SIGNED,
            content_type: FORM,
            body: body.into(),
            ip: ip.to_owned(),
        }
    }

    /// Returns a signed call with a file.
    pub(crate) fn upload(&self, ip: &str, method: &str, parameters: Value, image: &[u8]) -> Call {
        let data = self.data(method, parameters);
        let sign = self.sign(&data);
        let mut body = Vec::with_capacity(image.len() + 1024);
        let file = "; filename=\"picture.jpg\"\r\nContent-Type: image/jpeg";
        for (name, content, more) in [
            ("data", data.as_bytes(), ""),
            ("sign", sign.as_bytes(), ""),
            ("image", image, file),
        ] {
            body.extend(b"--signet-stress\r\n");
            let head = format!("Content-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
            body.extend(head.as_bytes());
            body.extend(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--signet-stress--\r\n");
        Call {
            path: SIGNED,
            content_type: MULTIPART,
            body: body.into(),
            ip: ip.to_owned(),
        }
    }

    fn data(&self, method: &str, parameters: Value) -> String {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut data = Map::new();
        data.insert("method".to_owned(), json!(method));
        data.insert("v".to_owned(), json!("1.0.0"));
        data.insert("appid".to_owned(), json!(self.appid));
        data.insert("timestamp".to_owned(), json!(now().to_string()));
        data.insert("platform".to_owned(), json!(1));
        data.insert("app_v".to_owned(), json!("1.0.0"));
        // The nonce distinguishes a new call from a retry.
        let nonce = NEXT.fetch_add(1, Ordering::Relaxed);
        data.insert("nonce".to_owned(), json!(nonce));
        if let Value::Object(parameters) = parameters {
            data.extend(parameters);
        }
        Value::Object(data).to_string()
    }

    fn sign(&self, data: &str) -> String {
        sign(SignType::Md5, data.as_bytes(), &self.secret)
    }
}

/// Returns the time in unix seconds.
#[expect(
    clippy::disallowed_methods,
    reason = "an app has the time of its device"
)]
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}
