//! Cookies: the token of each side, and the ticket between the two steps of a registration.

use signet_call::WireConfig;
use signet_wire::wire::Cookie;

use super::names::Names;
use crate::side::TICKET_SECONDS;

/// The lifetime of the cookie of a token, in seconds. Whether the token is still valid is decided by its session.
const TOKEN_SECONDS: i64 = 400 * 86_400;

/// The cookies of the wire at its prefix.
pub(super) struct Cookies {
    prefix: String,
    is_secure: bool,
}

impl Cookies {
    pub(super) fn new(config: &WireConfig) -> Cookies {
        Cookies {
            prefix: config.prefix.clone(),
            is_secure: !config.is_development,
        }
    }

    /// Returns the value of `Set-Cookie` that stores a token; an empty token deletes the cookie.
    pub(super) fn of_token(&self, names: &Names, token: &str) -> String {
        let path = match self.prefix.as_str() {
            "" => "/",
            prefix => prefix,
        };
        self.cookie(names.token, token, path, TOKEN_SECONDS)
    }

    /// Returns the value of `Set-Cookie` that stores a ticket.
    pub(super) fn of_ticket(&self, names: &Names, ticket: &str) -> String {
        let path = format!("{}{}", self.prefix, names.register);
        self.cookie(names.ticket, ticket, &path, TICKET_SECONDS)
    }

    fn cookie(&self, name: &str, value: &str, path: &str, seconds: i64) -> String {
        let is_secure = self.is_secure;
        let cookie = Cookie {
            name,
            value,
            path,
            seconds,
            is_secure,
        };
        cookie.to_string()
    }
}
