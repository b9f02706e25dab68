#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Map, Value, json};
use signet_wire::sign::{Secret, SignType, sign};

use crate::TestGateway;

/// An app that signs calls. Each builder method changes one property.
#[derive(Clone)]
pub struct Client<'a> {
    gateway: &'a TestGateway,
    appid: String,
    secret: String,
    token: Option<String>,
    v: String,
    sign_type: SignType,
    timestamp: Option<i64>,
    headers: Vec<(String, String)>,
}

/// An answer of the gateway.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The envelope.
    pub body: Value,
}

impl Answer {
    /// Returns `code`.
    pub fn code(&self) -> i64 {
        self.body
            .get("code")
            .and_then(Value::as_i64)
            .unwrap_or_default()
    }

    /// Returns `sub_code`, which is empty on success.
    pub fn sub_code(&self) -> &str {
        self.body
            .get("sub_code")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Returns `msg`.
    pub fn msg(&self) -> &str {
        self.body
            .get("msg")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Returns `data`, which is null on a fault.
    pub fn data(&self) -> &Value {
        self.body.get("data").unwrap_or(&Value::Null)
    }

    /// Returns a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns `code` and `sub_code`.
    pub fn fault(&self) -> (i64, &str) {
        (self.code(), self.sub_code())
    }
}

impl<'a> Client<'a> {
    /// Creates a client of an app.
    pub fn new(gateway: &'a TestGateway, appid: &str, secret: &str) -> Client<'a> {
        Client {
            gateway,
            appid: appid.to_owned(),
            secret: secret.to_owned(),
            token: None,
            v: "1.0.0".to_owned(),
            sign_type: SignType::Md5,
            timestamp: None,
            headers: Vec::new(),
        }
    }

    /// Sets the token of a session.
    #[must_use]
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Sets the version.
    #[must_use]
    pub fn v(mut self, v: &str) -> Self {
        self.v = v.to_owned();
        self
    }

    /// Sets the secret.
    #[must_use]
    pub fn secret(mut self, secret: &str) -> Self {
        self.secret = secret.to_owned();
        self
    }

    /// Sets the kind of signature.
    #[must_use]
    pub fn sign_type(mut self, sign_type: SignType) -> Self {
        self.sign_type = sign_type;
        self
    }

    /// Sets the time of the signature, in unix seconds.
    #[must_use]
    pub fn at(mut self, timestamp: i64) -> Self {
        self.timestamp = Some(timestamp);
        self
    }

    /// Adds an HTTP header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Signs and posts a call.
    pub fn call(&self, method: &str, parameters: Value) -> Answer {
        self.post_data(&self.data(method, parameters))
    }

    /// Returns the `data` of a call.
    pub fn data(&self, method: &str, parameters: Value) -> String {
        let timestamp = self.timestamp.unwrap_or_else(|| self.gateway.clock.now());
        let mut data = Map::new();
        data.insert("method".to_owned(), json!(method));
        data.insert("v".to_owned(), json!(self.v));
        data.insert("appid".to_owned(), json!(self.appid));
        data.insert("timestamp".to_owned(), json!(timestamp.to_string()));
        if let Some(token) = &self.token {
            data.insert("token".to_owned(), json!(token));
        }
        if let Value::Object(parameters) = parameters {
            data.extend(parameters);
        }
        Value::Object(data).to_string()
    }

    /// Returns the signature of some `data`.
    pub fn sign(&self, data: &str) -> String {
        sign(
            self.sign_type,
            data.as_bytes(),
            &Secret::new(self.secret.as_str()).expect("a secret of 16 characters"),
        )
    }

    /// Signs and posts some `data`.
    pub fn post_data(&self, data: &str) -> Answer {
        let sign = self.sign(data);
        match self.sign_type {
            SignType::Md5 => self.post_form(&[("data", data), ("sign", &sign)]),
            other => {
                self.post_form(&[("data", data), ("sign", &sign), ("sign_type", other.name())])
            }
        }
    }

    /// Returns the urlencoded body of a signed call with some `data`.
    pub fn body(&self, data: &str) -> String {
        format!("data={}&sign={}", percent_encoded(data), self.sign(data))
    }

    /// Signs and posts a call with a file.
    pub fn upload(&self, method: &str, parameters: Value, image: &[u8]) -> Answer {
        let data = self.data(method, parameters);
        let sign = self.sign(&data);
        let parts = [
            ("data", data.as_bytes()),
            ("sign", sign.as_bytes()),
            ("image", image),
        ];
        self.post_parts(&parts)
    }

    /// Posts a multipart form.
    pub fn post_parts(&self, parts: &[(&str, &[u8])]) -> Answer {
        self.post(MULTIPART, &multipart(parts))
    }

    /// Posts a urlencoded form.
    pub fn post_form(&self, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", percent_encoded(value)))
            .collect();
        self.post(
            "application/x-www-form-urlencoded",
            fields.join("&").as_bytes(),
        )
    }

    /// Posts a body.
    pub fn post(&self, content_type: &str, body: &[u8]) -> Answer {
        let mut request = agent().post(&self.gateway.url).content_type(content_type);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = request.send(body).expect("the gateway answers");
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| {
                (
                    name.to_string(),
                    value.to_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let text = response.into_body().read_to_string().expect("text");
        let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"));
        Answer {
            status,
            headers,
            body,
        }
    }
}

/// The content type of the forms of [`multipart`].
pub const MULTIPART: &str = "multipart/form-data; boundary=signet-test-boundary";

/// Returns the body of a multipart form. The part `image` has a misleading file name and content type.
pub fn multipart(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in parts {
        let file = match *name {
            "image" => "; filename=\"../../evil.php\"\r\nContent-Type: text/html",
            _ => "",
        };
        body.extend(b"--signet-test-boundary\r\n");
        body.extend(
            format!("Content-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes(),
        );
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--signet-test-boundary--\r\n");
    body
}

/// The response to an HTTP GET.
#[derive(Debug)]
pub struct Download {
    /// The HTTP status.
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Download {
    /// Returns a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }
}

impl TestGateway {
    /// Gets a path, such as `files/images/…`, from the public port.
    pub fn download(&self, path: &str) -> Download {
        let url = format!("{}{}", self.url, path.trim_start_matches('/'));
        let response = agent().get(url).call().expect("the gateway answers");
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = response.headers().iter();
        Download {
            status: response.status().as_u16(),
            headers: headers
                .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
                .collect(),
            bytes: response.into_body().read_to_vec().expect("a body"),
        }
    }

    /// Opens a TCP connection to the public port.
    pub fn connect(&self) -> TcpStream {
        let address = self.url.trim_start_matches("http://").trim_end_matches('/');
        TcpStream::connect(address).expect("the gateway listens")
    }

    /// Sends bytes over a TCP connection. Returns all bytes that the gateway sends until it closes the connection or sends nothing for two
    /// seconds.
    pub fn raw(&self, bytes: &[u8]) -> String {
        self.raw_within(bytes, Duration::from_secs(2))
    }

    /// As [`TestGateway::raw`], but waits up to `wait` for each piece of the answer.
    pub(crate) fn raw_within(&self, bytes: &[u8], wait: Duration) -> String {
        let mut stream = self.connect();
        stream.set_read_timeout(Some(wait)).expect("a timeout");
        stream.write_all(bytes).expect("the gateway reads");
        let mut answer = Vec::new();
        let mut chunk = [0; 4096];
        while let Ok(length @ 1..) = stream.read(&mut chunk) {
            answer.extend_from_slice(chunk.get(..length).unwrap_or_default());
        }
        String::from_utf8_lossy(&answer).into_owned()
    }
}

pub(crate) fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(30)))
        // Each call fills new buffers with zeros. With buffers of the default size this took a fifth of the time of all tests.
        .input_buffer_size(8 * 1024)
        .output_buffer_size(8 * 1024)
        .http_status_as_error(false);
    config.build().into()
}

/// Returns a text in which all bytes except letters and digits are written as `%XX`.
pub(crate) fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
