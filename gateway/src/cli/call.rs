use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Map, Value, json};
use signet_domain::clock::Clock;
use signet_domain::random;
use signet_domain::trust::Trust;
use signet_wire::sign::{Secret, SignType, sign};

use super::output::say;
use super::secret::SecretOption;
use super::sign::form;
use crate::settings::clean;

/// The maximum number of characters to show of an answer without an envelope.
const SHOWN: usize = 300;

/// Sign and post a call, and print the reply
///
/// Exits with 0 if the call succeeded and with 3 if it was answered with a fault.
#[derive(Args)]
pub(super) struct Call {
    /// The method, such as user.login
    method: String,
    /// Parameters: key=text, or key:=json for other types
    #[arg(value_name = "KEY=VALUE")]
    parameters: Vec<String>,
    /// A file to send, for methods that take a file
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// The URL of the gateway
    #[arg(long, default_value = "http://127.0.0.1:8080/", value_parser = clean::option)]
    url: String,
    /// The appid of the calling app
    #[arg(long, value_parser = clean::option)]
    appid: String,
    #[command(flatten)]
    secret: SecretOption,
    /// The kind of the signature: MD5 or HMAC-SHA256
    #[arg(long, default_value = "MD5", value_parser = str::parse::<SignType>)]
    sign_type: SignType,
    /// The version of the method
    #[arg(long, default_value = "1.0.0")]
    v: String,
}

impl Call {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let data = self.data()?;
        let secret = self.secret.required()?;
        let (content_type, body) = match &self.image {
            Some(path) => self.multipart(&data, &secret, path)?,
            None => (
                "application/x-www-form-urlencoded".to_owned(),
                form(&data, &secret, self.sign_type).into_bytes(),
            ),
        };
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(30)))
            .http_status_as_error(false)
            // A redirect would turn the call into a GET of a page.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .tls_config(Trust::new("").for_url(&self.url)?)
            .build();
        let agent: ureq::Agent = config.into();
        let response = agent.post(&self.url).content_type(content_type).send(body);
        let response = response.with_context(|| format!("no answer from {}", self.url))?;
        let reply = self.envelope(response)?;
        say!("{reply:#}")?;
        Ok(if reply.get("code") == Some(&json!(200)) {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(3)
        })
    }

    /// Parses the envelope of a gateway.
    ///
    /// # Errors
    /// The status, the content type and the start of any other answer, which came from something in front of the gateway.
    fn envelope(&self, response: ureq::http::Response<ureq::Body>) -> anyhow::Result<Value> {
        let status = response.status().as_u16();
        let content_type = response.headers().get("content-type");
        let content_type = content_type.map_or_else(
            || "none".to_owned(),
            |value| String::from_utf8_lossy(value.as_bytes()).into_owned(),
        );
        let reply = response
            .into_body()
            .read_to_vec()
            .with_context(|| format!("HTTP {status}, and the answer breaks off"))?;
        let parsed = serde_json::from_slice::<Value>(&reply).unwrap_or_default();
        let is_envelope = parsed.get("code").is_some_and(Value::is_u64)
            && parsed.get("msg").is_some_and(Value::is_string);
        if !is_envelope {
            let start: String = String::from_utf8_lossy(&reply)
                .chars()
                .take(SHOWN)
                .collect();
            bail!(
                "HTTP {status} without an envelope, content type {content_type}; is {} a gateway? It says: {start}",
                self.url
            )
        }
        Ok(parsed)
    }

    /// Returns the content type and the body of a form with a file, the signed fields first.
    fn multipart(
        &self,
        data: &str,
        secret: &Secret,
        path: &Path,
    ) -> anyhow::Result<(String, Vec<u8>)> {
        let file =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let boundary = random::hex_128()?;
        let signature = sign(self.sign_type, data.as_bytes(), secret);
        let mut body = Vec::with_capacity(file.len() + data.len() + 1024);
        let fields = [
            ("data", data.as_bytes()),
            ("sign", signature.as_bytes()),
            ("sign_type", self.sign_type.name().as_bytes()),
            ("image\"; filename=\"image", &file),
        ];
        for (name, content) in fields {
            let head =
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Ok((format!("multipart/form-data; boundary={boundary}"), body))
    }

    fn data(&self) -> anyhow::Result<String> {
        let mut data = Map::new();
        data.insert("method".to_owned(), json!(self.method));
        data.insert("v".to_owned(), json!(self.v));
        data.insert("appid".to_owned(), json!(self.appid));
        data.insert("timestamp".to_owned(), json!(Clock::default().now()));
        for parameter in &self.parameters {
            let (key, value) = parameter.split_once('=').with_context(|| {
                format!("\"{parameter}\" is no parameter; write key=value or key:=json")
            })?;
            let (key, value) = match key.strip_suffix(':') {
                Some(key) => (
                    key,
                    serde_json::from_str(value)
                        .with_context(|| format!("{key}: {value} is no JSON"))?,
                ),
                None => (key, json!(value)),
            };
            data.insert(key.to_owned(), value);
        }
        Ok(Value::Object(data).to_string())
    }
}
