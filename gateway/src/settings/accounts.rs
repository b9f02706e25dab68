//! The numbers of `[sms]` and `[user]`: what may be configured, and what it means to the domain.

use anyhow::bail;
use signet_domain::{login_lock, sms};

use super::{Sms, User};

/// The longest time that is a number of seconds: a year.
const YEAR: u32 = 366 * 86_400;

/// Refuses numbers with which nobody could log in, or which mean nothing.
pub(super) fn check(sms: &Sms, user: &User) -> anyhow::Result<()> {
    let at_least_one = [
        ("sms.interval_seconds", sms.interval_seconds),
        ("sms.daily_per_mobile", sms.daily_per_mobile),
        ("sms.daily_per_address", sms.daily_per_address),
        ("sms.code_seconds", sms.code_seconds),
        ("sms.tries_per_source", sms.tries_per_source),
        ("sms.tries_per_address", sms.tries_per_address),
        ("sms.tries_in_all", sms.tries_in_all),
        (
            "sms.daily_guesses_per_address",
            sms.daily_guesses_per_address,
        ),
        (
            "user.password_tries_per_source",
            user.password_tries_per_source,
        ),
        ("user.password_tries_in_all", user.password_tries_in_all),
        ("user.lock_seconds", user.lock_seconds),
        ("user.known_days", user.known_days),
    ];
    for (key, value) in at_least_one {
        if value == 0 {
            bail!("{key} is 0; it needs at least 1");
        }
    }
    let seconds = [
        ("sms.interval_seconds", sms.interval_seconds, 1),
        ("sms.code_seconds", sms.code_seconds, 1),
        ("user.lock_seconds", user.lock_seconds, 1),
        ("user.known_days", user.known_days, 86_400),
    ];
    for (key, value, unit) in seconds {
        if value.saturating_mul(unit) > YEAR {
            bail!("{key} is longer than a year");
        }
    }
    let in_order = [
        (
            ("sms.tries_per_source", sms.tries_per_source),
            ("sms.tries_per_address", sms.tries_per_address),
        ),
        (
            ("sms.tries_per_address", sms.tries_per_address),
            ("sms.tries_in_all", sms.tries_in_all),
        ),
        (
            (
                "user.password_tries_per_source",
                user.password_tries_per_source,
            ),
            ("user.password_tries_in_all", user.password_tries_in_all),
        ),
    ];
    for ((small, fewer), (large, more)) in in_order {
        if fewer > more {
            bail!(
                "{small} is {fewer}, more than {large}, which is {more}; it would never be reached"
            );
        }
    }
    if sms.daily_kept_for_known >= sms.daily_per_mobile {
        bail!(
            "sms.daily_kept_for_known is not below sms.daily_per_mobile; nobody new could get a message"
        );
    }
    Ok(())
}

impl Sms {
    /// What the domain makes of the numbers.
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
    /// What the domain makes of the numbers.
    pub(crate) fn login_rules(&self) -> login_lock::Rules {
        login_lock::Rules {
            tries_per_source: self.password_tries_per_source.into(),
            tries_in_all: self.password_tries_in_all.into(),
            lock_seconds: self.lock_seconds.into(),
            known_seconds: i64::from(self.known_days) * 86_400,
        }
    }
}
