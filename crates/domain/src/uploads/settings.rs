use std::fmt;

use serde::Deserialize;

use crate::invalid::{Invalid, choose};
use crate::web_url;

/// The largest file that may be configured; each is held in memory while it is handled.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// `[upload]`; `config/default.toml` explains the keys. A limit of 0 means no limit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The kind of storage.
    pub driver: DriverKind,
    /// The folder of the local storage.
    pub dir: String,
    /// The URL under which clients find the files.
    pub base_url: String,
    /// The largest file, as sent and as stored, in bytes.
    pub max_bytes: usize,
    /// Files of one user a day.
    pub daily_files: u32,
    /// Bytes of stored files of one user a day.
    pub daily_bytes: u64,
    /// Milliseconds of processor time a minute that pictures of one user may take on each node.
    pub ms_per_minute: u32,
    /// `[upload.s3]`
    pub s3: S3Settings,
}

/// A kind of storage.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub enum DriverKind {
    /// A folder of this machine.
    Local,
    /// A bucket of an object storage.
    S3,
}

/// `[upload.s3]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Settings {
    /// The URL of the service, such as `https://s3.eu-west-1.amazonaws.com`.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region, as the service names it.
    pub region: String,
    /// Whether the bucket is the first part of the path; otherwise it is the first part of the host name.
    pub path_style: bool,
    /// The id of the key that signs.
    pub access_key: String,
    /// The secret of that key.
    pub secret_key: String,
}

/// Leaves out the secret.
impl fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Settings")
            .field("bucket", &self.bucket)
            .finish_non_exhaustive()
    }
}

impl TryFrom<String> for DriverKind {
    type Error = Invalid;

    fn try_from(text: String) -> Result<DriverKind, Invalid> {
        choose(
            &text,
            &[("local", DriverKind::Local), ("s3", DriverKind::S3)],
        )
    }
}

impl Settings {
    /// Refuses values that would fail later.
    ///
    /// # Errors
    /// [`Invalid`] with the key.
    pub fn check(&self) -> Result<(), Invalid> {
        if !(1024..=MAX_BYTES).contains(&self.max_bytes) {
            return Err(Invalid::new(format!(
                "upload.max_bytes is not between 1024 and {MAX_BYTES}"
            )));
        }
        web_url::check("upload.base_url", &self.base_url, false)?;
        match self.driver {
            DriverKind::Local if self.dir.is_empty() => Err(Invalid::new(
                "upload.dir is empty; name a folder for uploaded files",
            )),
            DriverKind::Local => Ok(()),
            DriverKind::S3 => self.s3.check(),
        }
    }

    /// Refuses values that are only for trying things out.
    ///
    /// # Errors
    /// [`Invalid`] with the key.
    pub fn check_production(&self) -> Result<(), Invalid> {
        let of_this_machine = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        if of_this_machine
            .iter()
            .any(|start| self.base_url.starts_with(start))
        {
            return Err(Invalid::new(
                "upload.base_url is on this machine, but server.env is \"production\"; set it to the URL under which clients find uploaded files",
            ));
        }
        Ok(())
    }
}

impl S3Settings {
    fn check(&self) -> Result<(), Invalid> {
        web_url::check("upload.s3.endpoint", &self.endpoint, false)?;
        let needed = [
            ("bucket", &self.bucket),
            ("region", &self.region),
            ("access_key", &self.access_key),
            ("secret_key", &self.secret_key),
        ];
        match needed.iter().find(|(_, value)| value.is_empty()) {
            Some((key, _)) => Err(Invalid::new(format!(
                "upload.s3.{key} is empty; the s3 driver needs it"
            ))),
            None => Ok(()),
        }
    }
}
