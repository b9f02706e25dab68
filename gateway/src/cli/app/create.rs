use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Value, json};
use signet_call::{AppClass, AppState};
use signet_domain::vault::Vault;
use signet_store::Store;
use signet_store::apps::App;
use signet_wire::sign::{Secret, SignType};

use super::{describe, insert, new_secret};
use crate::cli::output::{note, say};
use crate::settings::{parse_networks, parts};

/// The longest appid and name.
const MAX_NAME: usize = 64;
/// The longest secret.
const MAX_SECRET: usize = 128;

#[derive(Args)]
pub(in crate::cli) struct Create {
    /// Its name on the wire: letters, digits, `_`, `-` and `.`
    #[arg(long)]
    appid: String,
    /// app, h5, partner, activity or admin
    #[arg(long, value_parser = str::parse::<AppClass>)]
    class: AppClass,
    /// What people call it
    #[arg(long, default_value = "")]
    name: String,
    /// A secret of at least 16 characters, to move an app over; one is made if this is left out
    #[arg(long)]
    secret: Option<String>,
    /// Method patterns it is narrowed to, such as order.*,system.init
    #[arg(long, value_name = "PATTERNS", default_value = "")]
    allow: String,
    /// Networks it may call from, such as 10.0.0.0/8,192.0.2.1
    #[arg(long, value_name = "CIDRS", default_value = "")]
    ip: String,
    /// Web origins it may call from, such as `https://m.example.com`
    #[arg(long, value_name = "ORIGINS", default_value = "")]
    origin: String,
    /// The weakest signature it may use: MD5 or HMAC-SHA256
    #[arg(long, value_name = "T", default_value = "MD5", value_parser = str::parse::<SignType>)]
    min_sign_type: SignType,
    /// For trying things out
    #[arg(long)]
    sandbox: bool,
    /// Calls a minute; 0 for the configured number
    #[arg(long, default_value_t = 0)]
    calls_per_minute: u32,
}

impl Create {
    pub(super) fn run(&self, store: &Store, vault: &Vault, now: i64) -> anyhow::Result<()> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        if self.appid.is_empty() || self.appid.len() > MAX_NAME || !self.appid.bytes().all(allowed)
        {
            bail!("--appid takes 1 to {MAX_NAME} letters, digits, _, - and .");
        }
        if self.name.chars().count() > MAX_NAME {
            bail!("--name takes at most {MAX_NAME} characters");
        }
        check_patterns(&self.allow)?;
        parse_networks(&self.ip).context("--ip")?;
        check_origins(&self.origin)?;
        if self.class == AppClass::Admin && self.ip.trim().is_empty() {
            note!("an admin app works only from its networks, and this one has none: give it --ip");
        }
        if self.class == AppClass::H5 && self.origin.trim().is_empty() {
            note!(
                "the secret of a page is public, and this app takes pages of any origin: give it --origin"
            );
        }
        let secret = self.secret.clone().map_or_else(new_secret, Ok)?;
        if secret.len() > MAX_SECRET {
            bail!("--secret takes at most {MAX_SECRET} characters");
        }
        let secret = Secret::new(secret).context("--secret")?;
        let app = App {
            appid: self.appid.clone(),
            name: self.name.clone(),
            class: self.class.name().to_owned(),
            state: AppState::Live.name().to_owned(),
            allow: self.allow.clone(),
            ips: self.ip.clone(),
            origins: self.origin.clone(),
            min_sign_type: self.min_sign_type.name().to_owned(),
            sandbox: self.sandbox,
            calls_per_minute: self.calls_per_minute.into(),
            created_at: now,
            updated_at: now,
        };
        let mut shown = describe(&app);
        insert(store, vault, app, secret.expose(), now)?;
        shown.insert("secret".to_owned(), json!(secret.expose()));
        say!("{:#}", Value::Object(shown))?;
        Ok(())
    }
}

fn check_patterns(patterns: &str) -> anyhow::Result<()> {
    for pattern in parts(patterns) {
        let name = pattern.strip_suffix('*').unwrap_or(pattern);
        if !name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'_'
        }) {
            bail!(
                "--allow: \"{pattern}\" is no method pattern; write names such as user.login or order.*"
            );
        }
    }
    Ok(())
}

fn check_origins(origins: &str) -> anyhow::Result<()> {
    for origin in parts(origins) {
        let host = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"));
        if host.is_none_or(|host| host.is_empty() || host.contains(['/', ' ', '*'])) {
            bail!(
                "--origin: \"{origin}\" is no origin; write scheme and host such as https://m.example.com, no path"
            );
        }
    }
    Ok(())
}
