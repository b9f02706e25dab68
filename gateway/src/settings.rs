//! Configuration: `config/default.toml`, then a file, then the environment.

mod accounts;
mod addresses;
mod choices;
pub(crate) mod clean;
mod lists;
mod server;
mod sources;
mod waits;
mod wires;

use std::fmt;
use std::path::Path;

use anyhow::bail;
use serde::Deserialize;
use signet_domain::clock::Zone;

pub use accounts::{Sms, SmsDriver, SmsHttp, User};
pub use server::Server;
pub use waits::Waits;
pub use wires::{Keys, Wires};

/// The largest file that may be configured; each is held in memory while it is handled.
const MAX_UPLOAD: usize = 16 * 1024 * 1024;

/// The longest time that a command may wait for nodes: longer, and a script that runs it seems to hang.
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
    pub upload: Upload,
    pub sms: Sms,
    pub user: User,
    pub limit: Limit,
    pub log: Log,
    pub time: Time,
}

/// What the gateway is run for.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
#[expect(missing_docs, reason = "see Settings")]
pub enum Env {
    Development,
    Production,
}

/// `[packs]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Packs {
    #[serde(deserialize_with = "lists::texts")]
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

/// The place of the key alone.
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
}

/// `[upload]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct Upload {
    pub driver: UploadDriver,
    pub dir: String,
    pub base_url: String,
    pub max_bytes: usize,
    pub daily_files: u32,
    pub daily_bytes: u64,
    pub ms_per_minute: u32,
    pub s3: UploadS3,
}

/// Where uploaded files are kept.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
#[expect(missing_docs, reason = "see Settings")]
pub enum UploadDriver {
    Local,
    S3,
}

/// `[upload.s3]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "see Settings")]
pub struct UploadS3 {
    pub endpoint: String,
    pub bucket: String,
    pub region: String,
    pub path_style: bool,
    pub access_key: String,
    pub secret_key: String,
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

/// A line of `limit.methods`; what is left out is 0.
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
    /// Whether there is no limit.
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
        let built = sources::read(file)?;
        clean::check(&built)?;
        let settings: Settings = built
            .try_deserialize()
            .map_err(|error| sources::explain(&error))?;
        settings.check()?;
        Ok(settings)
    }

    /// Refuses what can only go wrong later.
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
        self.server.check()?;
        addresses::check_ports(&self.server.listen, &self.ops.listen)?;
        Zone::named(&self.time.zone)?;
        self.upload.check()?;
        self.sms.check()?;
        self.user.check()?;
        if self.server.env == Env::Production {
            if !self.sms.test_code.is_empty() {
                bail!(
                    "sms.test_code is set, but server.env is \"production\"; remove it: anybody could log in with it"
                );
            }
            if self.sms.driver == SmsDriver::Console {
                bail!(
                    "sms.driver is \"console\", but server.env is \"production\"; set sms.driver = \"http\" and sms.http.url"
                );
            }
            let of_this_machine = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
            if of_this_machine
                .iter()
                .any(|start| self.upload.base_url.starts_with(start))
            {
                bail!(
                    "upload.base_url is on this machine, but server.env is \"production\"; set it to the URL under which clients find uploaded files"
                );
            }
        }
        Ok(())
    }
}

impl Upload {
    fn check(&self) -> anyhow::Result<()> {
        if !(1024..=MAX_UPLOAD).contains(&self.max_bytes) {
            bail!("upload.max_bytes is not between 1024 and {MAX_UPLOAD}");
        }
        addresses::check_url("upload.base_url", &self.base_url, false)?;
        if self.driver == UploadDriver::Local {
            if self.dir.is_empty() {
                bail!("upload.dir is empty; name a folder for uploaded files");
            }
            return Ok(());
        }
        addresses::check_url("upload.s3.endpoint", &self.s3.endpoint, false)?;
        let needed = [
            ("bucket", &self.s3.bucket),
            ("region", &self.s3.region),
            ("access_key", &self.s3.access_key),
            ("secret_key", &self.s3.secret_key),
        ];
        for (key, value) in needed {
            if value.is_empty() {
                bail!("upload.s3.{key} is empty; the s3 driver needs it");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
