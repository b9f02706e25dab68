//! The source of a login, and the known sources of an account.
//!
//! A source is an address together with the device that the caller names, or the address alone if no device is named. The
//! device is claimed by the caller and not verified, so it never counts without the address.
//!
//! `users.login_sources` holds the sources of an account's latest logins as keyed hashes. It is a column and not an entry of
//! the cache, so that the sources stay known if the cache loses its data; and it costs no extra statement, because a login
//! reads and writes that row anyway. It needs no cleaning: a login keeps the newest sources and drops sources that are too old.

use signet_fault::Fault;

use crate::origin::Origin;
use crate::server_key::ServerKey;

/// The number of sources that an account keeps: enough for a household and a few places outside of it, 224 characters in total.
const MOST: usize = 8;

/// Hexadecimal digits of a label: 64 bits of a keyed hash.
const LABEL: usize = 16;

/// The source of a login.
#[derive(Clone, Copy, Debug)]
pub struct LoginSource<'a> {
    /// The caller's address.
    pub origin: Origin,
    /// The `unique_id` of the caller's device; empty if it names none.
    pub device: &'a str,
}

impl LoginSource<'_> {
    /// Returns a short label of the source within a scope, such as a user; the address and the device cannot be read from it.
    ///
    /// # Errors
    /// As [`ServerKey::mac`].
    pub fn label(&self, key: &ServerKey, scope: &str) -> Result<String, Fault> {
        let origin = self.origin.to_string();
        let mut label = key.mac(&["login-source", scope, &origin, self.device])?;
        label.truncate(LABEL);
        Ok(label)
    }

    /// Returns the label of the source at an account; `None` for a caller without an address, because all callers without an
    /// address share one origin.
    ///
    /// # Errors
    /// As [`ServerKey::mac`].
    pub(crate) fn known_as(&self, key: &ServerKey, user_id: i64) -> Result<Option<String>, Fault> {
        if self.origin == Origin::UNKNOWN {
            return Ok(None);
        }
        self.label(key, &user_id.to_string()).map(Some)
    }
}

/// The sources of an account's latest logins, newest first, as `users.login_sources` stores them: `LABEL:SECONDS` with
/// spaces between.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownSources(Vec<(String, i64)>);

impl KnownSources {
    /// Parses the column; unreadable parts are left out.
    pub(crate) fn read(column: &str) -> KnownSources {
        let read = |entry: &str| {
            let (label, seen_at) = entry.split_once(':')?;
            Some((label.to_owned(), seen_at.parse().ok()?))
        };
        KnownSources(column.split(' ').filter_map(read).collect())
    }

    /// Returns whether there was a login since a time.
    pub(crate) fn any(&self, since: i64) -> bool {
        self.0.iter().any(|(_, seen_at)| *seen_at >= since)
    }

    /// Returns whether there was a login from a source since a time.
    pub(crate) fn contains(&self, label: Option<&str>, since: i64) -> bool {
        let mut entries = self.0.iter();
        entries.any(|(known, seen_at)| Some(known.as_str()) == label && *seen_at >= since)
    }

    /// Returns the column after a login from a source; entries older than `since` are dropped.
    pub(crate) fn with(self, label: String, now: i64, since: i64) -> String {
        let others = self.0.into_iter();
        let others = others.filter(|(known, seen_at)| *known != label && *seen_at >= since);
        let kept = std::iter::once((label.clone(), now)).chain(others.take(MOST - 1));
        let entries: Vec<String> = kept.map(|(label, at)| format!("{label}:{at}")).collect();
        entries.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn a_login_makes_its_source_known_for_a_time() {
        let column = KnownSources::default().with("a".to_owned(), 100, 0);
        let column = KnownSources::read(&column).with("b".to_owned(), 200, 0);
        let known = KnownSources::read(&column);
        assert!(known.contains(Some("a"), 100) && known.contains(Some("b"), 101));
        assert!(!known.contains(Some("a"), 101) && !known.contains(Some("c"), 0));
        assert!(known.any(200) && !known.any(201));
        let again = known.with("a".to_owned(), 300, 250);
        assert_eq!(again, "a:300", "what is too old goes");
    }

    #[test]
    fn the_newest_sources_are_kept_within_the_column() {
        let mut column = "no entry a:b :".to_owned();
        for n in 0..20 {
            let label = format!("{n:016x}");
            column = KnownSources::read(&column).with(label, 1_800_000_000 + n, 0);
        }
        assert!(column.len() <= 255, "{}", column.len());
        let known = KnownSources::read(&column);
        for n in 0..20 {
            let label = format!("{n:016x}");
            assert_eq!(known.contains(Some(&label), 0), n >= 12, "{n}");
        }
    }

    #[test]
    fn a_device_counts_with_its_address_only() {
        let key = ServerKey::from_hex(&"ab".repeat(32)).unwrap();
        let label = |ip: &str, device: &str, scope: &str| {
            let origin = ip.parse::<IpAddr>().unwrap().into();
            LoginSource { origin, device }.label(&key, scope).unwrap()
        };
        let owner = label("192.0.2.7", "phone", "1");
        assert_eq!(owner.len(), LABEL);
        assert_ne!(owner, label("192.0.2.8", "phone", "1"));
        assert_ne!(owner, label("192.0.2.7", "", "1"));
        assert_ne!(owner, label("192.0.2.7", "phone", "2"));
        assert_eq!(
            label("2001:db8::1", "phone", "1"),
            label("2001:db8::ffff", "phone", "1")
        );
        let unknown = LoginSource {
            origin: Origin::UNKNOWN,
            device: "phone",
        };
        let known = KnownSources::read("a:1");
        assert_eq!(unknown.known_as(&key, 1).unwrap(), None);
        assert!(!known.contains(None, 0));
    }
}
