use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Map, Value, json};
use signet_domain::clock::Clock;
use signet_wire::sign::{Secret, SignType};

use super::sign::form;

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
    /// Where the gateway listens
    #[arg(long, default_value = "http://127.0.0.1:8080/")]
    url: String,
    /// Who calls
    #[arg(long)]
    appid: String,
    /// The app's secret
    #[arg(long)]
    secret: String,
    /// MD5 or HMAC-SHA256
    #[arg(long, default_value = "MD5", value_parser = str::parse::<SignType>)]
    sign_type: SignType,
    /// The version of the method
    #[arg(long, default_value = "1.0.0")]
    v: String,
}

impl Call {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let data = self.data()?;
        let form = form(&data, &Secret::new(self.secret.as_str())?, self.sign_type);
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(30)))
            .http_status_as_error(false)
            .build();
        let agent: ureq::Agent = config.into();
        let response = agent
            .post(&self.url)
            .content_type("application/x-www-form-urlencoded")
            .send(form);
        let response = response.with_context(|| format!("no answer from {}", self.url))?;
        let reply = response
            .into_body()
            .read_to_string()
            .context("the reply is no text")?;
        let Ok(parsed) = serde_json::from_str::<Value>(&reply) else {
            bail!("the reply is no JSON: {reply}")
        };
        println!("{parsed:#}");
        Ok(if parsed.get("code") == Some(&json!(200)) {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(3)
        })
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
