//! The keys `salon.*` of the configuration.

use serde::Deserialize;
use signet_domain::invalid::Invalid;
use signet_domain::pack_settings::PackSettings;

use crate::client::Client;

/// The most points that a new account starts with.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(clients: &[i64], register_points: i64, host: &str) -> Option<String> {
        let settings = Settings {
            clients: clients.to_vec(),
            register_points,
            avatar_hosts: vec![host.to_owned()],
        };
        settings.check().err().map(|error| error.to_string())
    }

    #[test]
    fn values_that_would_fail_later_are_refused_by_their_key() {
        assert_eq!(refused(&[41, 53], 0, "wx.qlogo.cn"), None);
        assert_eq!(refused(&[], 100, "wx.qlogo.cn"), None);
        for (clients, points, host, key) in [
            (&[13][..], 0, "a", "salon.clients"),
            (&[41], -1, "a", "salon.register_points"),
            (&[41], 0, "https://wx.qlogo.cn", "salon.avatar_hosts"),
            (&[41], 0, "wx.qlogo.cn:443", "salon.avatar_hosts"),
            (&[41], 0, "", "salon.avatar_hosts"),
        ] {
            let text = refused(clients, points, host).unwrap();
            assert!(text.contains(key), "{text}");
        }
    }
}
