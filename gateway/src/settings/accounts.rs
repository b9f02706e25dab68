//! `[sms]` and `[user]`: messages, passwords and codes.

use anyhow::bail;
use serde::Deserialize;
use signet_domain::{login_lock, sms};
use signet_wire::sign::MIN_SECRET;

use super::addresses;

/// The longest text of a message to a user, in characters.
const MAX_MESSAGE: usize = 255;

/// The longest time that all tries to send a short message may take together: well below the time after which a call
/// without a reply counts as lost; otherwise a retry would send it again.
const MAX_SMS_MS: u64 = 20_000;

/// The longest time that can be configured, in seconds: a year.
const YEAR: u32 = 366 * 86_400;

/// `[sms]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Sms {
    pub driver: SmsDriver,
    pub test_code: String,
    pub interval_seconds: u32,
    pub daily_per_mobile: u32,
    pub daily_kept_for_known: u32,
    pub daily_per_address: u32,
    pub code_seconds: u32,
    pub tries_per_source: u32,
    pub tries_per_address: u32,
    pub tries_in_all: u32,
    pub daily_guesses_per_address: u32,
    pub http: SmsHttp,
}

/// The driver of short messages.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
#[expect(missing_docs, reason = "see Settings")]
pub enum SmsDriver {
    Console,
    Http,
}

/// `[sms.http]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct SmsHttp {
    pub url: String,
    pub secret: String,
    pub timeout_ms: u64,
    pub retries: u32,
}

/// `[user]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct User {
    #[serde(default)]
    pub welcome_points: Option<i64>,
    pub welcome_message: String,
    pub password_tries_per_source: u32,
    pub password_tries_in_all: u32,
    pub daily_guesses_per_address: u32,
    pub lock_seconds: u32,
    pub known_days: u32,
}

impl Sms {
    /// Refuses values that would fail later.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        at_least_one(&[
            ("sms.interval_seconds", self.interval_seconds),
            ("sms.daily_per_mobile", self.daily_per_mobile),
            ("sms.daily_per_address", self.daily_per_address),
            ("sms.code_seconds", self.code_seconds),
            ("sms.tries_per_source", self.tries_per_source),
            ("sms.tries_per_address", self.tries_per_address),
            ("sms.tries_in_all", self.tries_in_all),
            (
                "sms.daily_guesses_per_address",
                self.daily_guesses_per_address,
            ),
        ])?;
        within_a_year("sms.interval_seconds", self.interval_seconds)?;
        within_a_year("sms.code_seconds", self.code_seconds)?;
        let (source, address) = (self.tries_per_source, self.tries_per_address);
        if source > address || address > self.tries_in_all {
            bail!(
                "sms.tries_per_source, sms.tries_per_address and sms.tries_in_all do not grow in this order; the larger ones would never be reached"
            );
        }
        if self.daily_kept_for_known >= self.daily_per_mobile {
            bail!(
                "sms.daily_kept_for_known is not below sms.daily_per_mobile; nobody new could get a message"
            );
        }
        let test_code = &self.test_code;
        let six_digits =
            test_code.len() == 6 && test_code.bytes().all(|byte| byte.is_ascii_digit());
        if !test_code.is_empty() && !six_digits {
            bail!("sms.test_code is not six digits; leave it empty for random codes");
        }
        match self.driver {
            SmsDriver::Console => Ok(()),
            SmsDriver::Http => self.http.check(),
        }
    }
}

impl SmsHttp {
    fn check(&self) -> anyhow::Result<()> {
        addresses::check_url("sms.http.url", &self.url, true)?;
        let longest = self.timeout_ms.saturating_mul(u64::from(self.retries) + 1);
        if longest > MAX_SMS_MS {
            bail!(
                "sms.http.timeout_ms times all tries is over {MAX_SMS_MS} ms; a client does not wait that long"
            );
        }
        if self.secret.len() < MIN_SECRET {
            bail!(
                "sms.http.secret is shorter than {MIN_SECRET} characters; set GATEWAY__SMS__HTTP__SECRET"
            );
        }
        Ok(())
    }
}

impl User {
    /// Refuses values that would fail later.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.welcome_points.is_some_and(|points| points < 0) {
            bail!("user.welcome_points is negative; use 0 for none");
        }
        if self.welcome_message.chars().count() > MAX_MESSAGE {
            bail!("user.welcome_message is longer than {MAX_MESSAGE} characters");
        }
        at_least_one(&[
            (
                "user.password_tries_per_source",
                self.password_tries_per_source,
            ),
            ("user.password_tries_in_all", self.password_tries_in_all),
            (
                "user.daily_guesses_per_address",
                self.daily_guesses_per_address,
            ),
            ("user.lock_seconds", self.lock_seconds),
            ("user.known_days", self.known_days),
        ])?;
        within_a_year("user.lock_seconds", self.lock_seconds)?;
        within_a_year("user.known_days", self.known_days.saturating_mul(86_400))?;
        if self.password_tries_per_source > self.password_tries_in_all {
            bail!(
                "user.password_tries_per_source is above user.password_tries_in_all, and would never be reached"
            );
        }
        Ok(())
    }
}

fn at_least_one(numbers: &[(&str, u32)]) -> anyhow::Result<()> {
    for (key, number) in numbers {
        if *number == 0 {
            bail!("{key} is 0; it needs at least 1");
        }
    }
    Ok(())
}

fn within_a_year(key: &str, seconds: u32) -> anyhow::Result<()> {
    if seconds > YEAR {
        bail!("{key} is longer than a year");
    }
    Ok(())
}

impl Sms {
    /// Returns the numbers as rules of the domain.
    pub(crate) fn rules(&self) -> sms::Rules {
        sms::Rules {
            interval_seconds: self.interval_seconds.into(),
            daily_per_mobile: self.daily_per_mobile.into(),
            daily_kept_for_known: self.daily_kept_for_known.into(),
            daily_per_address: self.daily_per_address.into(),
            code_seconds: self.code_seconds.into(),
            tries_per_source: self.tries_per_source.into(),
            tries_per_address: self.tries_per_address.into(),
            tries_in_all: self.tries_in_all.into(),
            daily_guesses_per_address: self.daily_guesses_per_address.into(),
        }
    }
}

impl User {
    /// Returns the numbers as rules of the domain.
    pub(crate) fn login_rules(&self) -> login_lock::Rules {
        login_lock::Rules {
            tries_per_source: self.password_tries_per_source.into(),
            tries_in_all: self.password_tries_in_all.into(),
            daily_guesses_per_address: self.daily_guesses_per_address.into(),
            lock_seconds: self.lock_seconds.into(),
            known_seconds: i64::from(self.known_days) * 86_400,
        }
    }
}
