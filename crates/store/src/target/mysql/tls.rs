//! Encryption of connections, and the checks of the server's certificate.
//!
//! Oracle's client library has a mode for this. MariaDB's library has no such mode: its options are passed in the host,
//! which it reads as a list of options if the host contains a `=`. It continues in plain text if the server offers no TLS,
//! unless it checks the certificate with the host name. So every new connection is checked for encryption.

use std::collections::BTreeMap;
use std::fs::File;

use crate::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mode {
    Disabled,
    Preferred,
    Required,
    VerifyCa,
    VerifyIdentity,
}

/// The names of the modes, from the weakest.
const MODES: [(&str, Mode); 5] = [
    ("disabled", Mode::Disabled),
    ("preferred", Mode::Preferred),
    ("required", Mode::Required),
    ("verify_ca", Mode::VerifyCa),
    ("verify_identity", Mode::VerifyIdentity),
];

/// The TLS options of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tls {
    mode: Mode,
    /// Whether the URL names the mode itself.
    is_named: bool,
}

impl Tls {
    /// Reads `ssl_mode` and the files. Without a mode, `ssl_ca` means a check of the certificate and the other files
    /// mean TLS; without any, TLS is used if the server offers it.
    pub(super) fn new(parameters: &BTreeMap<&str, String>) -> Result<Tls, Error> {
        let has = |name: &str| parameters.contains_key(name);
        let refused = |text: &str| Err(Error::Url(text.to_owned()));
        let named = parameters.get("ssl_mode").map(|name| mode(name));
        let is_named = named.is_some();
        let mode = match named {
            Some(mode) => mode?,
            None if has("ssl_ca") => Mode::VerifyCa,
            None if has("ssl_cert") || has("ssl_key") => Mode::Required,
            None => Mode::Preferred,
        };
        if has("ssl_cert") != has("ssl_key") {
            return refused("ssl_cert and ssl_key belong together: one of them is missing");
        }
        if mode < Mode::Required && (has("ssl_ca") || has("ssl_cert")) {
            return refused("ssl_ca, ssl_cert and ssl_key need TLS: ssl_mode=required or more");
        }
        if mode == Mode::VerifyCa && !has("ssl_ca") {
            return refused(
                "ssl_mode=verify_ca needs ssl_ca, the file of the authority; verify_identity also takes those of the system",
            );
        }
        for name in ["ssl_ca", "ssl_cert", "ssl_key"] {
            if let Some(path) = parameters.get(name) {
                File::open(path).map_err(|error| {
                    Error::Url(format!("{name} {path:?} cannot be read: {error}"))
                })?;
            }
        }
        Ok(Tls { mode, is_named })
    }

    /// Returns whether a connection without TLS is refused.
    pub(crate) fn is_needed(self) -> bool {
        self.mode >= Mode::Required
    }

    /// Returns the `ssl_mode` for a client library that supports it.
    pub(super) fn for_library(self) -> Option<&'static str> {
        let (name, _) = MODES.into_iter().find(|(_, mode)| *mode == self.mode)?;
        mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE.then_some(name)
    }

    /// Checks that the mode works with an IPv6 address.
    ///
    /// # Errors
    /// [`Error::Url`] for modes that need options: MariaDB's client library accepts options with a host name, not with an IPv6
    /// address.
    pub(super) fn check_ipv6(self) -> Result<(), Error> {
        let works = match self.mode {
            Mode::Disabled | Mode::VerifyCa => true,
            Mode::Preferred => !self.is_named,
            Mode::Required | Mode::VerifyIdentity => false,
        };
        if works || mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE {
            return Ok(());
        }
        let text = "this ssl_mode needs a host name or an IPv4 address: with an IPv6 address only disabled and verify_ca work";
        Err(Error::Url(text.to_owned()))
    }

    /// Returns the host for the client library; for MariaDB's library with its options.
    pub(super) fn host(self, name: &str) -> String {
        if mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE {
            return name.to_owned();
        }
        // From version 3.4 on, MariaDB's library checks certificates unless the option turns this off.
        let options = match self.mode {
            Mode::Disabled => "ssl-enforce=0;ssl-verify-server-cert=0",
            Mode::Preferred | Mode::Required => "ssl-enforce=1;ssl-verify-server-cert=0",
            Mode::VerifyCa => "ssl-enforce=1",
            Mode::VerifyIdentity => "ssl-enforce=1;ssl-verify-server-cert=1",
        };
        format!("host={name};{options}")
    }
}

fn mode(text: &str) -> Result<Mode, Error> {
    let found = MODES
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, mode)| mode).ok_or_else(|| {
        let names: Vec<&str> = MODES.iter().map(|(name, _)| *name).collect();
        Error::Url(format!(
            "ssl_mode {text:?} is not known; known are {}",
            names.join(", ")
        ))
    })
}
