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
    /// Its name for operators
    #[arg(long)]
    name: Option<String>,
    /// Method patterns it is narrowed to, such as order.*,system.init
    #[arg(long, value_name = "PATTERNS")]
    allow: Option<String>,
    /// Networks it may call from, such as 10.0.0.0/8,192.0.2.1
    #[arg(long, value_name = "CIDRS")]
    ip: Option<String>,
    /// Web origins it may call from, such as `https://m.example.com` or `capacitor://localhost`
    #[arg(long, value_name = "ORIGINS")]
    origin: Option<String>,
    /// The weakest signature it may use: MD5, which a new app has, or HMAC-SHA256
    #[arg(long, value_name = "T", value_parser = str::parse::<SignType>)]
    min_sign_type: Option<SignType>,
    /// For trying things out: its faults have hints
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    sandbox: Option<bool>,
    /// Calls a minute; 0, which a new app has, for the configured number
    #[arg(long)]
    calls_per_minute: Option<u32>,
    /// It is trusted to have checked the third-party ids that it names; for the classes partner and admin
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
