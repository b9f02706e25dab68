//! The keys `salon.*` of the configuration.

use serde::Deserialize;
use signet_domain::invalid::Invalid;
use signet_domain::pack_settings::PackSettings;
use signet_fault::Fault;

use crate::client::Client;
use crate::faults;

/// The maximum number of points that a new account starts with.
const MOST_POINTS: i64 = 1_000_000;

pub(crate) static SETTINGS: PackSettings<Settings> = PackSettings {
    pack: "salon",
    defaults: include_str!("settings.toml"),
    check: Settings::check,
};

/// `[salon]`; `settings.toml` explains the keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The ids of the clients that may log in.
    pub(crate) clients: Vec<i64>,
    /// The points that a new account starts with.
    pub(crate) register_points: i64,
    /// The hosts of pictures at WeChat.
    pub(crate) avatar_hosts: Vec<String>,
}

impl Settings {
    /// Returns the client of an id that may log in.
    ///
    /// # Errors
    /// `faults::CLIENT_NOT_ALLOWED`.
    pub(crate) fn client(&self, id: i64) -> Result<&'static Client, Fault> {
        let client = Client::of(id).filter(|_| self.clients.contains(&id));
        client.ok_or_else(|| faults::CLIENT_NOT_ALLOWED.into())
    }

    fn check(&self) -> Result<(), Invalid> {
        if let Some(unknown) = self.clients.iter().find(|id| Client::of(**id).is_none()) {
            return Err(Invalid::new(format!(
                "salon.clients: no client with the id {unknown} has accounts here; take 41, 42, 44 or 53"
            )));
        }
        if !(0..=MOST_POINTS).contains(&self.register_points) {
            return Err(Invalid::new(format!(
                "salon.register_points is not between 0 and {MOST_POINTS}"
            )));
        }
        let is_host = |host: &String| {
            let is_plain = |byte: u8| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte)
            };
            !host.is_empty() && host.bytes().all(is_plain)
        };
        match self.avatar_hosts.iter().find(|host| !is_host(host)) {
            Some(host) => Err(Invalid::new(format!(
                "salon.avatar_hosts: \"{host}\" is no host; write a name in lower case, without a scheme or a port"
            ))),
            None => Ok(()),
        }
    }
}
