use anyhow::{Context, ensure};
use clap::Args;
use signet_call::params::seen_line;
use signet_domain::apps::{AppClass, Edit, lists};
use signet_domain::invalid::Invalid;
use signet_wire::sign::SignType;

use crate::cli::output::check_line;

/// The options of an app that can be changed later.
#[derive(Args)]
pub(super) struct Options {
    /// The name of the app, for operators
    #[arg(long)]
    name: Option<String>,
    /// Patterns of the only methods that the app may call, such as order.*,system.init
    #[arg(long, value_name = "PATTERNS")]
    allow: Option<String>,
    /// Networks from which the app may call, such as 10.0.0.0/8,192.0.2.1
    #[arg(long, value_name = "CIDRS")]
    ip: Option<String>,
    /// Web origins from which the app may call, such as `https://m.example.com` or `capacitor://localhost`
    #[arg(long, value_name = "ORIGINS")]
    origin: Option<String>,
    /// The weakest signature that is accepted: MD5 (the default of a new app) or HMAC-SHA256
    #[arg(long, value_name = "T", value_parser = str::parse::<SignType>)]
    min_sign_type: Option<SignType>,
    /// The app is for tests: its faults have hints
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    sandbox: Option<bool>,
    /// The number of calls in a minute; 0 (the default of a new app) for the number in the configuration
    #[arg(long)]
    calls_per_minute: Option<u32>,
    /// The app is trusted to have verified the third-party ids that it sends; for the classes partner and admin
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    identity_trusted: Option<bool>,
}

impl Options {
    /// Returns the changes of an app of a class, after a check of the options.
    ///
    /// # Errors
    /// One line with the mistake.
    pub(super) fn checked(&self, class: AppClass) -> anyhow::Result<Edit> {
        if self.identity_trusted == Some(true) {
            ensure!(
                class.may_be_identity_trusted(),
                "--identity-trusted is for the classes partner and admin; the secret of an app of class {} is public, so that its calls prove nothing about their user",
                class.name()
            );
        }
        Ok(Edit {
            name: self.name.as_deref().map(name).transpose()?,
            allow: given(&self.allow, |text| lists::patterns("--allow", text))?,
            ips: given(&self.ip, |text| lists::networks("--ip", text))?,
            origins: given(&self.origin, |text| lists::origins("--origin", text))?,
            min_sign_type: self.min_sign_type,
            sandbox: self.sandbox,
            calls_per_minute: self.calls_per_minute,
            identity_trusted: self.identity_trusted,
        })
    }
}

fn name(name: &str) -> anyhow::Result<String> {
    check_line("--name", name, lists::MAX_NAME)?;
    match name {
        "" => Ok(String::new()),
        name => seen_line(name).context("--name shows nothing; write text that people see"),
    }
}

fn given(
    option: &Option<String>,
    stored: impl Fn(&str) -> Result<String, Invalid>,
) -> Result<Option<String>, Invalid> {
    option.as_deref().map(stored).transpose()
}
