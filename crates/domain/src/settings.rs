//! The configuration of the domain. Each module owns the keys of its section; `config/default.toml` has their defaults and
//! explains them.

use crate::invalid::Invalid;
use crate::{accounts, sms};

/// The longest time that can be configured, in seconds: a year.
const YEAR: u32 = 366 * 86_400;

/// The configuration that calls read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `[user]`
    pub user: accounts::Settings,
    /// `[sms]`
    pub sms: sms::Settings,
}

/// Refuses numbers that are 0.
pub(crate) fn at_least_one(numbers: &[(&str, u32)]) -> Result<(), Invalid> {
    match numbers.iter().find(|(_, number)| *number == 0) {
        Some((key, _)) => Err(Invalid::new(format!("{key} is 0; it needs at least 1"))),
        None => Ok(()),
    }
}

/// Refuses times of more than a year.
pub(crate) fn within_a_year(key: &str, seconds: u32) -> Result<(), Invalid> {
    if seconds > YEAR {
        return Err(Invalid::new(format!("{key} is longer than a year")));
    }
    Ok(())
}
