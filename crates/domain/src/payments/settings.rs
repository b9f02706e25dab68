use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use super::notification::PublicKey;
use crate::comma_list::texts;
use crate::invalid::{Invalid, choose};
use crate::web_url;

/// The app of the sandbox if the configuration names no app.
const SANDBOX_APP: &str = "app_sandbox";

/// The time limits of a request that can be configured, in milliseconds.
const TIMEOUTS: std::ops::RangeInclusive<u64> = 100..=20_000;

/// The longest name of a channel.
const MAX_CHANNEL: usize = 20;

/// `[pay]`; `config/default.toml` explains the keys.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The driver.
    pub driver: DriverKind,
    /// The URL of the provider, in front of `/v1/charges`.
    pub url: String,
    /// The app at the provider; empty for the sandbox's own app.
    pub app: String,
    /// The secret key at the provider.
    pub key: String,
    /// A PEM file with the provider's public key; empty for none.
    pub public_key_file: String,
    /// The time limit of one request, in milliseconds.
    pub timeout_ms: u64,
    /// The channels in which clients may pay.
    #[serde(deserialize_with = "texts")]
    pub channels: Vec<String>,
}

/// A provider behind charges.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub enum DriverKind {
    /// No provider: every charge fails.
    Off,
    /// The sandbox: operators report outcomes in place of a provider.
    Sandbox,
    /// A provider with the interface of Ping++.
    Http,
}

impl TryFrom<String> for DriverKind {
    type Error = Invalid;

    fn try_from(text: String) -> Result<DriverKind, Invalid> {
        let choices = [
            ("off", DriverKind::Off),
            ("sandbox", DriverKind::Sandbox),
            ("http", DriverKind::Http),
        ];
        choose(&text, &choices)
    }
}

impl Settings {
    /// Refuses values that would fail later.
    ///
    /// # Errors
    /// [`Invalid`] with the key.
    pub fn check(&self) -> Result<(), Invalid> {
        if !TIMEOUTS.contains(&self.timeout_ms) {
            let (least, most) = TIMEOUTS.into_inner();
            return Err(Invalid::new(format!(
                "pay.timeout_ms is not between {least} and {most}"
            )));
        }
        let is_of_name =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let is_name =
            |name: &String| (1..=MAX_CHANNEL).contains(&name.len()) && name.bytes().all(is_of_name);
        if !self.channels.iter().all(is_name) {
            return Err(Invalid::new(format!(
                "pay.channels has a name that is no channel; write names such as alipay, of up to {MAX_CHANNEL} lower-case letters, digits and _"
            )));
        }
        if !self.public_key_file.is_empty() {
            PublicKey::read(&self.public_key_file)?;
        }
        match self.driver {
            DriverKind::Http => self.check_http(),
            DriverKind::Sandbox | DriverKind::Off => Ok(()),
        }
    }

    /// Refuses values that are only for trying things out, for packs that take charges.
    ///
    /// # Errors
    /// [`Invalid`] with the key.
    pub fn check_production(&self) -> Result<(), Invalid> {
        match self.driver {
            DriverKind::Sandbox => Err(Invalid::new(
                "pay.driver is \"sandbox\", but server.env is \"production\" and an enabled pack takes charges: orders would be paid without money; set pay.driver = \"http\", or \"off\"",
            )),
            DriverKind::Http | DriverKind::Off => Ok(()),
        }
    }

    fn check_http(&self) -> Result<(), Invalid> {
        web_url::check("pay.url", &self.url, false)?;
        let needed = [
            ("app", &self.app, "the id of the app at the provider"),
            ("key", &self.key, "the secret key; GATEWAY__PAY__KEY"),
            (
                "public_key_file",
                &self.public_key_file,
                "a PEM file with the provider's public key, which signs notifications",
            ),
        ];
        for (key, value, what) in needed {
            if value.is_empty() {
                return Err(Invalid::new(format!(
                    "pay.{key} is empty; the http driver needs it: {what}"
                )));
            }
        }
        if self.channels.is_empty() {
            return Err(Invalid::new(
                "pay.channels is empty; name at least one, or set pay.driver = \"off\"".to_owned(),
            ));
        }
        Ok(())
    }

    /// Returns the app of charges at the provider.
    pub(super) fn app_name(&self) -> &str {
        match self.app.as_str() {
            "" => SANDBOX_APP,
            app => app,
        }
    }

    /// Returns whether the key is for real money.
    pub(super) fn is_live(&self) -> bool {
        self.key.starts_with("sk_live_")
    }

    /// Returns the time limit of one request.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }
}

/// Leaves out the key.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("driver", &self.driver)
            .field("url", &self.url)
            .field("app", &self.app)
            .field("channels", &self.channels)
            .finish_non_exhaustive()
    }
}
