//! Requests of unsigned calls, with exactly the given headers and body.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::TestGateway;

/// A response.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status; 0 if there was no response.
    pub http: u16,
    /// The status line and the headers.
    pub head: String,
    /// The body.
    pub text: String,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n\n{}", self.head, self.text)
    }
}

impl Reply {
    /// Returns the body.
    ///
    /// # Panics
    /// If the body is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// Returns the value of the first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
    }
}

/// The time that a reply may take. On a busy machine many password hashes take seconds. The gateway closes the connection after the reply.
const WAIT: Duration = Duration::from_secs(30);

/// Returns fields as a form or a query.
pub fn form(fields: &[(&str, &str)]) -> String {
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

impl TestGateway {
    /// Sends a request with exactly these headers, and the length of its body if it has one. `target` is the verb and the path.
    pub fn send(&self, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let lines = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let mut head = lines.collect::<String>();
        if !body.is_empty() {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        let head = format!("{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}\r\n");
        let answer = self.raw_within(&[head.as_bytes(), body].concat(), WAIT);
        let (head, text) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let http = head.get(9..12).and_then(|status| status.parse().ok());
        Reply {
            http: http.unwrap_or_default(),
            head: head.to_owned(),
            text: text.to_owned(),
        }
    }
}
