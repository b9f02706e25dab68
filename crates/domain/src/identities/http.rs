//! WeChat's interface: a GET with the app's id, its secret and the code; the answer is JSON, a refusal has `errcode`.

use std::time::Duration;

use serde::Deserialize;
use ureq::Agent;
use ureq::tls::TlsConfig;
use url::form_urlencoded::Serializer;

use super::{Settings, Shape};

/// The largest answer that is read.
const MAX_ANSWER: u64 = 16 * 1024;

/// The error codes of WeChat for a code that is wrong or over, used, missing, or expired.
const REFUSED: [i64; 4] = [40_029, 40_163, 41_008, 42_003];

/// The error codes of WeChat for an app id, a secret or an address that is not accepted.
const MISCONFIGURED: [i64; 4] = [40_001, 40_013, 40_125, 40_164];

pub(super) struct HttpDriver {
    /// The URL with everything except the code.
    url: String,
    agent: Agent,
}

/// The reason why a code was not confirmed.
#[derive(Debug)]
pub(super) enum NotConfirmed {
    /// The provider refused it.
    Refused,
    /// There was no answer. The reason never contains the URL, which has the secret in it.
    NoAnswer(&'static str),
    /// The answer does not have the documented form.
    NotAsDocumented(String),
}

/// The parts of an answer that are used. Its other parts, such as tokens of the provider, are dropped.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    openid: String,
    #[serde(default)]
    errcode: i64,
    /// 1 for the virtual account of a preview page.
    #[serde(default)]
    is_snapshotuser: i64,
}

impl HttpDriver {
    /// Creates a driver with connections of its own.
    pub(super) fn new(shape: Shape, settings: &Settings, tls: TlsConfig) -> HttpDriver {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_millis(settings.timeout_ms)))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .tls_config(tls)
            .build();
        let mut query = Serializer::new(String::new());
        query
            .append_pair("appid", &settings.appid)
            .append_pair("secret", &settings.secret)
            .append_pair("grant_type", "authorization_code");
        let name = match shape {
            Shape::AccessToken => "code",
            Shape::JsCode => "js_code",
        };
        let (url, query) = (settings.url_of(shape), query.finish());
        HttpDriver {
            url: format!("{url}?{query}&{name}="),
            agent: config.into(),
        }
    }

    /// Returns the id for which the provider issued a code.
    pub(super) fn confirm(&self, code: &str) -> Result<String, NotConfirmed> {
        let code: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
        let answer = self.agent.get(format!("{}{code}", self.url)).call();
        let answer = answer.map_err(|error| NotConfirmed::NoAnswer(reason_of(&error)))?;
        let status = answer.status();
        let body = answer.into_body().into_with_config().limit(MAX_ANSWER);
        let text = body
            .read_to_string()
            .map_err(|error| NotConfirmed::NoAnswer(reason_of(&error)))?;
        if status != 200 {
            let reason = format!("HTTP status {}", status.as_u16());
            return Err(NotConfirmed::NotAsDocumented(reason));
        }
        read(&text)
    }
}

/// Reads an answer.
fn read(text: &str) -> Result<String, NotConfirmed> {
    let not_as_documented = |reason: &str| NotConfirmed::NotAsDocumented(reason.to_owned());
    let answer: Answer =
        serde_json::from_str(text).map_err(|_| not_as_documented("no JSON of a known form"))?;
    if REFUSED.contains(&answer.errcode) || answer.is_snapshotuser == 1 {
        return Err(NotConfirmed::Refused);
    }
    if answer.errcode != 0 {
        let code = answer.errcode;
        if MISCONFIGURED.contains(&code) {
            tracing::error!(
                code,
                "a provider of identities does not accept the app id, the secret or the address of the gateway"
            );
        }
        return Err(not_as_documented(&format!("errcode {code}")));
    }
    let is_openid = (6..=64).contains(&answer.openid.len())
        && answer
            .openid
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_openid {
        return Err(not_as_documented("an openid of another form"));
    }
    Ok(answer.openid)
}

/// Returns the reason of a failed request, without any part of its URL.
fn reason_of(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "no answer in time",
        ureq::Error::BodyExceedsLimit(_) => "the answer is too long",
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => "no connection",
        _ => "the connection failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_an_id_or_why_not() {
        let openid = r#"{"access_token":"A","expires_in":7200,"openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M","scope":"snsapi_userinfo"}"#;
        assert_eq!(read(openid).unwrap(), "o6_bmjrPTlm6_2sgVt7hMZOPfL2M");
        for code in REFUSED {
            let text = format!(r#"{{"errcode":{code},"errmsg":"invalid code"}}"#);
            assert!(matches!(read(&text), Err(NotConfirmed::Refused)), "{text}");
        }
        let preview = r#"{"openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M","is_snapshotuser":1}"#;
        assert!(matches!(read(preview), Err(NotConfirmed::Refused)));
        for strange in [
            r#"{"errcode":-1,"errmsg":"system error"}"#,
            r#"{"errcode":40001,"errmsg":"invalid credential"}"#,
            r#"{"openid":"short"}"#,
            r#"{"openid":"with blanks in it"}"#,
            r#"{"openid":["o6_bmjrPTlm6"]}"#,
            "{}",
            "[]",
            "<html>",
            "",
        ] {
            let read = read(strange);
            assert!(
                matches!(read, Err(NotConfirmed::NotAsDocumented(_))),
                "{strange}: {read:?}"
            );
        }
    }
}
