use std::fmt;

use serde::Deserialize;
use signet_wire::sign::MIN_SECRET;

use crate::invalid::{Invalid, at_least_one, choose, within_a_year};
use crate::web_url;

/// The longest time that all tries to send a short message may take together: well below the time after which a call
/// without a reply counts as lost; otherwise a retry would send it again.
const MAX_MS: u64 = 20_000;

/// `[sms]`; `config/default.toml` explains the keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The driver.
    pub driver: DriverKind,
    /// The code that every message contains instead of a random code, for tests; empty for none.
    pub test_code: String,
    /// Seconds between two messages of one template to one mobile.
    pub interval_seconds: u32,
    /// Messages a day to one mobile in one realm.
    pub daily_per_mobile: u32,
    /// Messages a day to one mobile in all realms together.
    pub daily_per_mobile_in_all: u32,
    /// The number of daily messages that are reserved for sources from which the account logged in recently.
    pub daily_kept_for_known: u32,
    /// Messages a day from one address.
    pub daily_per_address: u32,
    /// The lifetime of a code in seconds.
    pub code_seconds: u32,
    /// Wrong tries from one source that invalidate a code for the source.
    pub tries_per_source: u32,
    /// Wrong tries from one address, with any devices, that invalidate a code for the address.
    pub tries_per_address: u32,
    /// Wrong tries that invalidate a code for all sources.
    pub tries_in_all: u32,
    /// Wrong tries a day from one address at codes that it did not request.
    pub daily_guesses_per_address: u32,
    /// `[sms.http]`
    pub http: HttpSettings,
}

/// A driver of short messages.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub enum DriverKind {
    /// Prints messages, for development.
    Console,
    /// Posts messages to a URL.
    Http,
}

/// `[sms.http]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSettings {
    /// The URL that messages are posted to.
    pub url: String,
    /// The key of the signature.
    pub secret: String,
    /// The time limit of one try, in milliseconds.
    pub timeout_ms: u64,
    /// Tries after the first one.
    pub retries: u32,
}

/// Leaves out the secret.
impl fmt::Debug for HttpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpSettings")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl TryFrom<String> for DriverKind {
    type Error = Invalid;

    fn try_from(text: String) -> Result<DriverKind, Invalid> {
        choose(
            &text,
            &[("console", DriverKind::Console), ("http", DriverKind::Http)],
        )
    }
}

impl Settings {
    /// Refuses values that would fail later.
    ///
    /// # Errors
    /// [`Invalid`] with the key.
    pub fn check(&self) -> Result<(), Invalid> {
        self.check_numbers()?;
        let code = &self.test_code;
        let six_digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        if !code.is_empty() && !six_digits {
            return Err(Invalid::new(
                "sms.test_code is not six digits; leave it empty for random codes",
            ));
        }
        match self.driver {
            DriverKind::Console => Ok(()),
            DriverKind::Http => self.http.check(),
        }
    }

    fn check_numbers(&self) -> Result<(), Invalid> {
        let (source, address) = (self.tries_per_source, self.tries_per_address);
        at_least_one(&[
            ("sms.interval_seconds", self.interval_seconds),
            ("sms.daily_per_mobile", self.daily_per_mobile),
            ("sms.daily_per_mobile_in_all", self.daily_per_mobile_in_all),
            ("sms.daily_per_address", self.daily_per_address),
            ("sms.code_seconds", self.code_seconds),
            ("sms.tries_per_source", source),
            ("sms.tries_per_address", address),
            ("sms.tries_in_all", self.tries_in_all),
            (
                "sms.daily_guesses_per_address",
                self.daily_guesses_per_address,
            ),
        ])?;
        within_a_year("sms.interval_seconds", self.interval_seconds)?;
        within_a_year("sms.code_seconds", self.code_seconds)?;
        if source > address || address > self.tries_in_all {
            return Err(Invalid::new(
                "sms.tries_per_source, sms.tries_per_address and sms.tries_in_all do not grow in this order; the larger ones would never be reached",
            ));
        }
        if self.daily_per_mobile > self.daily_per_mobile_in_all {
            return Err(Invalid::new(
                "sms.daily_per_mobile is above sms.daily_per_mobile_in_all, and would never be reached",
            ));
        }
        if self.daily_kept_for_known >= self.daily_per_mobile {
            return Err(Invalid::new(
                "sms.daily_kept_for_known is not below sms.daily_per_mobile; new users could not get a message",
            ));
        }
        Ok(())
    }

    /// Refuses values that are only for trying things out.
    ///
    /// # Errors
    /// [`Invalid`] with the key.
    pub fn check_production(&self) -> Result<(), Invalid> {
        if !self.test_code.is_empty() {
            return Err(Invalid::new(
                "sms.test_code is set, but server.env is \"production\"; remove it: anybody could log in with it",
            ));
        }
        if self.driver == DriverKind::Console {
            return Err(Invalid::new(
                "sms.driver is \"console\", but server.env is \"production\"; set sms.driver = \"http\" and sms.http.url",
            ));
        }
        Ok(())
    }
}

impl HttpSettings {
    fn check(&self) -> Result<(), Invalid> {
        web_url::check("sms.http.url", &self.url, true)?;
        let longest = self.timeout_ms.saturating_mul(u64::from(self.retries) + 1);
        if longest > MAX_MS {
            return Err(Invalid::new(format!(
                "sms.http.timeout_ms times all tries is over {MAX_MS} ms; a client does not wait that long"
            )));
        }
        if self.secret.len() < MIN_SECRET {
            return Err(Invalid::new(format!(
                "sms.http.secret is shorter than {MIN_SECRET} characters; set GATEWAY__SMS__HTTP__SECRET"
            )));
        }
        Ok(())
    }
}
