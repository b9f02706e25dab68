//! The configuration of the domain. Each module owns the keys of its section; `config/default.toml` has their defaults and
//! explains them.

use crate::{accounts, sms};

/// The configuration that calls read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `[user]`
    pub user: accounts::Settings,
    /// `[sms]`
    pub sms: sms::Settings,
}
