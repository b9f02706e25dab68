//! Configuration: `config/default.toml`, then a file, then the environment.

mod addresses;
pub(crate) mod clean;
mod lists;
mod of_packs;
mod server;
mod sources;
mod waits;
mod wires;

use std::fmt;
use std::path::Path;

use anyhow::bail;
use serde::Deserialize;
use signet_domain::clock::Zone;
use signet_domain::invalid::{Invalid, choose};
use signet_domain::{accounts, comma_list, identities, payments, sms, uploads};

pub use of_packs::OfPacks;
pub use server::Server;
pub use waits::Waits;
pub use wires::{Keys, Wires};

/// The longest time that a command may wait for nodes. With a longer time, a script that runs the command would seem to hang.
const MAX_CONFIRM_SECONDS: u64 = 300;

/// Every key; `config/default.toml` explains them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "config/default.toml documents every key, in one place"
)]
pub struct Settings {
    pub packs: Packs,
    pub wire: Wires,
    pub server: Server,
    pub ops: Ops,
    pub docs: Docs,
    pub security: Security,
    pub storage: Storage,
    pub cache: Cache,
    pub upload: uploads::Settings,
    pub sms: sms::Settings,
    pub pay: payments::Settings,
    pub user: accounts::Settings,
    #[serde(default)]
    pub identity: identities::SettingsByName,
    pub limit: Limit,
    pub log: Log,
    pub time: Time,
    /// The sections of packs.
    #[serde(skip)]
    pub of_packs: OfPacks,
}

/// The kind of deployment.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
#[expect(missing_docs, reason = "see Settings")]
pub enum Env {
    Development,
    Production,
}

impl TryFrom<String> for Env {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Env, Invalid> {
        let choices = [
            ("development", Env::Development),
            ("production", Env::Production),
        ];
        choose(&text, &choices)
    }
}

/// `[packs]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Packs {
    #[serde(deserialize_with = "comma_list::texts")]
    pub enabled: Vec<String>,
}

/// `[ops]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Ops {
    pub listen: String,
    pub confirm_seconds: u64,
}

/// `[docs]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Docs {
    pub public: bool,
    #[serde(deserialize_with = "lists::hosts")]
    pub hosts: Vec<String>,
}

/// `[security]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Security {
    pub key: String,
    pub key_file: String,
    pub other_key: String,
    pub ca_file: String,
}

/// Shows only the file of the key, and no key.
impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Security")
            .field("key_file", &self.key_file)
            .finish_non_exhaustive()
    }
}

/// `[storage]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Storage {
    pub url: String,
    pub pool: u32,
    pub read_timeout_ms: u64,
}

/// `[cache]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Cache {
    pub url: String,
    pub prefix: String,
    pub timeout_ms: u64,
}

/// `[limit]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Limit {
    pub per_app: u32,
    pub per_ip: u32,
    pub per_user: u32,
    pub total: u32,
    #[serde(deserialize_with = "lists::method_limits")]
    pub methods: Vec<MethodLimit>,
}

/// A line of `limit.methods`. A limit that is left out is 0.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct MethodLimit {
    pub pattern: String,
    #[serde(default)]
    pub per_app: u32,
    #[serde(default)]
    pub per_ip: u32,
    #[serde(default)]
    pub per_user: u32,
    #[serde(default)]
    pub total: u32,
}

impl Limit {
    /// Returns whether there is no limit.
    pub fn is_none(&self) -> bool {
        let is_none = |of: [u32; 4]| of == [0; 4];
        is_none([self.per_app, self.per_ip, self.per_user, self.total])
            && self
                .methods
                .iter()
                .all(|line| is_none([line.per_app, line.per_ip, line.per_user, line.total]))
    }
}

/// `[log]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Log {
    pub access: bool,
}

/// `[time]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Time {
    pub zone: String,
}

impl Settings {
    /// Reads the configuration: the defaults, the file if there is one, the environment.
    ///
    /// # Errors
    /// One line that says which key is wrong and what to do.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Settings> {
        let mut built = sources::read(file)?;
        clean::check(&built)?;
        let of_packs = OfPacks::take(&mut built);
        let settings = built.try_deserialize();
        let settings = Settings {
            of_packs,
            ..settings.map_err(|error| sources::explain(&error))?
        };
        settings.check()?;
        Ok(settings)
    }

    /// Refuses values that would fail later.
    fn check(&self) -> anyhow::Result<()> {
        if self.storage.pool == 0 {
            bail!("storage.pool is 0; it needs at least 1 connection");
        }
        if !(1..=MAX_CONFIRM_SECONDS).contains(&self.ops.confirm_seconds) {
            bail!("ops.confirm_seconds is not between 1 and {MAX_CONFIRM_SECONDS}");
        }
        if !(10..=60_000).contains(&self.storage.read_timeout_ms) {
            bail!("storage.read_timeout_ms is not between 10 and 60000");
        }
        if !(10..=60_000).contains(&self.cache.timeout_ms) {
            bail!("cache.timeout_ms is not between 10 and 60000");
        }
        self.server.check()?;
        addresses::check_ports(&self.server.listen, &self.ops.listen)?;
        Zone::named(&self.time.zone)?;
        self.upload.check()?;
        self.sms.check()?;
        self.pay.check()?;
        self.user.check()?;
        if self.server.env == Env::Production {
            self.sms.check_production()?;
            self.upload.check_production()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
