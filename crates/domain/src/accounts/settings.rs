use serde::Deserialize;

use crate::invalid::{Invalid, at_least_one, within_a_year};

/// The longest text of a message to a user, in characters.
const MAX_MESSAGE: usize = 255;

/// The points that a new account starts with, if the key is missing.
const WELCOME_POINTS: i64 = 1000;

const DAY: u32 = 86_400;

/// `[user]`; `config/default.toml` explains the keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Points that a new account starts with, if the key is set.
    #[serde(default)]
    pub welcome_points: Option<i64>,
    /// The message to a new account; empty for none.
    pub welcome_message: String,
    /// Wrong passwords of one source on one account.
    pub password_tries_per_source: u32,
    /// Wrong passwords on one account from all sources.
    pub password_tries_in_all: u32,
    /// Wrong passwords a day from one address on accounts to which the source is new.
    pub daily_guesses_per_address: u32,
    /// Seconds that a lock lasts, counted from the first wrong password.
    pub lock_seconds: u32,
    /// Days that a source stays known after a login.
    pub known_days: u32,
}

impl Settings {
    /// Returns the points that a new account starts with.
    pub fn welcome_points(&self) -> i64 {
        self.welcome_points.unwrap_or(WELCOME_POINTS)
    }

    /// Returns the seconds that a source stays known after a login.
    pub fn known_seconds(&self) -> i64 {
        i64::from(self.known_days) * i64::from(DAY)
    }

    /// Refuses values that would fail later.
    ///
    /// # Errors
    /// [`Invalid`] with the key.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.welcome_points.is_some_and(|points| points < 0) {
            return Err(Invalid::new(
                "user.welcome_points is negative; use 0 for none",
            ));
        }
        if self.welcome_message.chars().count() > MAX_MESSAGE {
            return Err(Invalid::new(format!(
                "user.welcome_message is longer than {MAX_MESSAGE} characters"
            )));
        }
        let (source, all) = (self.password_tries_per_source, self.password_tries_in_all);
        at_least_one(&[
            ("user.password_tries_per_source", source),
            ("user.password_tries_in_all", all),
            (
                "user.daily_guesses_per_address",
                self.daily_guesses_per_address,
            ),
            ("user.lock_seconds", self.lock_seconds),
            ("user.known_days", self.known_days),
        ])?;
        within_a_year("user.lock_seconds", self.lock_seconds)?;
        within_a_year("user.known_days", self.known_days.saturating_mul(DAY))?;
        if source > all {
            return Err(Invalid::new(
                "user.password_tries_per_source is above user.password_tries_in_all, and would never be reached",
            ));
        }
        Ok(())
    }
}
