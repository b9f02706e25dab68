use anyhow::{Context, bail, ensure};
use clap::Args;
use serde_json::{Value, json};
use signet_call::params::seen_line;
use signet_domain::apps::{AppClass, AppState};
use signet_domain::vault::Vault;
use signet_domain::{comma_list, networks, web_origin};
use signet_store::Store;
use signet_store::apps::App;
use signet_wire::sign::SignType;

use super::{describe, insert, new_secret, secret};
use crate::cli::output::{check_line, note, say};
use crate::cli::secret::SecretOption;
use crate::settings::Env;

/// The longest appid and name.
const MAX_NAME: usize = 64;

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
    #[command(flatten)]
    secret: SecretOption,
    /// Method patterns it is narrowed to, such as order.*,system.init
    #[arg(long, value_name = "PATTERNS")]
    allow: Option<String>,
    /// Networks it may call from, such as 10.0.0.0/8,192.0.2.1
    #[arg(long, value_name = "CIDRS")]
    ip: Option<String>,
    /// Web origins it may call from, such as `https://m.example.com` or `capacitor://localhost`
    #[arg(long, value_name = "ORIGINS")]
    origin: Option<String>,
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
    pub(super) fn run(
        &self,
        store: &Store,
        vault: &Vault,
        env: Env,
        now: i64,
    ) -> anyhow::Result<()> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        if self.appid.is_empty() || self.appid.len() > MAX_NAME || !self.appid.bytes().all(allowed)
        {
            bail!("--appid takes 1 to {MAX_NAME} letters, digits, _, - and .");
        }
        check_line("--name", &self.name, MAX_NAME)?;
        let name = match self.name.as_str() {
            "" => String::new(),
            name => seen_line(name).context("--name shows nothing; write text that people see")?,
        };
        let allow = list("--allow", self.allow.as_deref(), pattern)?;
        let ips = list("--ip", self.ip.as_deref(), network)?;
        let origins = list("--origin", self.origin.as_deref(), |origin| {
            Ok(web_origin::normal(origin)?)
        })?;
        if self.class == AppClass::Admin && ips.is_empty() {
            note!("an admin app works only from its networks, and this one has none: give it --ip");
        }
        if self.class == AppClass::H5 && origins.is_empty() {
            note!(
                "the secret of a page is public, and this app takes pages of any origin: give it --origin"
            );
        }
        let secret = match self.secret.text()? {
            Some(secret) => secret::given(secret, env)?,
            None => new_secret()?,
        };
        let app = App {
            appid: self.appid.clone(),
            name,
            class: self.class.name().to_owned(),
            state: AppState::Live.name().to_owned(),
            allow,
            ips,
            origins,
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

/// Returns a list as it is stored, each item in its normal form. A given list must not be empty: an empty one in the
/// database restricts nothing.
fn list(
    option: &str,
    given: Option<&str>,
    normal: impl Fn(&str) -> anyhow::Result<String>,
) -> anyhow::Result<String> {
    let Some(given) = given else {
        return Ok(String::new());
    };
    let items: Vec<String> = comma_list::items(given)
        .map(normal)
        .collect::<anyhow::Result<_>>()
        .with_context(|| option.to_owned())?;
    ensure!(
        !items.is_empty(),
        "{option} has nothing in it; leave it out for an app without this restriction"
    );
    Ok(items.join(","))
}

fn pattern(pattern: &str) -> anyhow::Result<String> {
    let name = pattern.strip_suffix('*').unwrap_or(pattern);
    ensure!(
        name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'_'
        }),
        "\"{pattern}\" is no method pattern; write names such as user.login or order.*"
    );
    Ok(pattern.to_owned())
}

fn network(network: &str) -> anyhow::Result<String> {
    networks::parse(network)?;
    Ok(network.to_owned())
}
