use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use super::{Provider, Shape};
use crate::invalid::{Invalid, choose};
use crate::web_url;

/// The time limits of a request that can be configured, in milliseconds.
const TIMEOUTS: std::ops::RangeInclusive<u64> = 100..=20_000;

/// `[identity]`: the section of each provider by its name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct SettingsByName(BTreeMap<String, Settings>);

/// `[identity.<name>]`; `config/default.toml` explains the keys.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The driver.
    pub driver: DriverKind,
    /// The URL that confirms codes; empty for the provider's own URL.
    pub url: String,
    /// The id of the app at the provider.
    pub appid: String,
    /// The secret of the app at the provider.
    pub secret: String,
    /// The time limit of a request, in milliseconds.
    pub timeout_ms: u64,
}

/// A driver of identities.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub enum DriverKind {
    /// No driver: no code is confirmed.
    #[default]
    Off,
    /// Confirms `sandbox:<id>`, for tests.
    Sandbox,
    /// The provider's own interface.
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

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            driver: DriverKind::Off,
            url: String::new(),
            appid: String::new(),
            secret: String::new(),
            timeout_ms: 2000,
        }
    }
}

/// Leaves out the secret.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("driver", &self.driver)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl SettingsByName {
    /// Sets the section of a provider.
    pub fn set(&mut self, provider: &str, settings: Settings) {
        self.0.insert(provider.to_owned(), settings);
    }

    /// Returns the names that have a section.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns the section of a provider, or the defaults.
    pub fn of(&self, provider: &Provider) -> Settings {
        self.0.get(provider.name).cloned().unwrap_or_default()
    }

    /// Sets the sandbox for a provider that has no section.
    pub fn set_sandbox(&mut self, provider: &Provider) {
        let section = self.0.entry(provider.name.to_owned());
        section.or_insert_with(|| Settings {
            driver: DriverKind::Sandbox,
            ..Settings::default()
        });
    }
}

impl Settings {
    /// Refuses values that would fail later.
    ///
    /// # Errors
    /// [`Invalid`] with the key.
    pub fn check(&self, provider: &Provider) -> Result<(), Invalid> {
        let Provider { name, shape } = provider;
        if self.driver != DriverKind::Http {
            return Ok(());
        }
        let Some(shape) = shape else {
            return Err(Invalid::new(format!(
                "identity.{name}.driver is \"http\", but the provider has no interface that is written down; use \"off\" or \"sandbox\""
            )));
        };
        web_url::check(&format!("identity.{name}.url"), self.url_of(*shape), false)?;
        for (key, value) in [("appid", &self.appid), ("secret", &self.secret)] {
            if value.is_empty() {
                return Err(Invalid::new(format!(
                    "identity.{name}.{key} is empty; the http driver needs it"
                )));
            }
        }
        if !TIMEOUTS.contains(&self.timeout_ms) {
            let (least, most) = TIMEOUTS.into_inner();
            return Err(Invalid::new(format!(
                "identity.{name}.timeout_ms is not between {least} and {most}"
            )));
        }
        Ok(())
    }

    /// Refuses the sandbox, which confirms any id.
    ///
    /// # Errors
    /// [`Invalid`].
    pub fn check_production(&self, provider: &Provider) -> Result<(), Invalid> {
        let name = provider.name;
        match self.driver {
            DriverKind::Sandbox => Err(Invalid::new(format!(
                "identity.{name}.driver is \"sandbox\", but server.env is \"production\"; set \"http\" or \"off\": anybody could log in as anybody"
            ))),
            DriverKind::Off | DriverKind::Http => Ok(()),
        }
    }

    /// Returns the URL that confirms codes.
    pub(super) fn url_of(&self, shape: Shape) -> &str {
        match (self.url.as_str(), shape) {
            ("", Shape::AccessToken) => "https://api.weixin.qq.com/sns/oauth2/access_token",
            ("", Shape::JsCode) => "https://api.weixin.qq.com/sns/jscode2session",
            (url, _) => url,
        }
    }
}
