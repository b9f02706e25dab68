//! Cookies: the token of each side, and the ticket between the two steps of a registration.

use signet_call::WireConfig;
use signet_fault::Fault;
use signet_wire::wire::Request;

use super::path;
use crate::side::{Side, TICKET_SECONDS};

/// The lifetime of the cookie of a token, in seconds. Whether the token is still valid is decided by its session.
const TOKEN_SECONDS: i64 = 400 * 86_400;

/// The cookies of the wire at its prefix.
pub(super) struct Cookies {
    prefix: String,
    is_secure: bool,
}

/// Returns the name of the cookie with the token.
const fn token_name(side: Side) -> &'static str {
    match side {
        Side::Buyer => "consulting_token",
        Side::Consultant => "consultant_token",
    }
}

/// Returns the name of the cookie with the ticket.
const fn ticket_name(side: Side) -> &'static str {
    match side {
        Side::Buyer => "user_ticket",
        Side::Consultant => "consultant_ticket",
    }
}

/// Returns the token in the cookie of a side.
pub(super) fn token<'a>(request: &'a Request<'_>, side: Side) -> Result<Option<&'a str>, Fault> {
    value(request, token_name(side))
}

/// Returns the ticket in the cookie of a side.
pub(super) fn ticket<'a>(request: &'a Request<'_>, side: Side) -> Result<Option<&'a str>, Fault> {
    value(request, ticket_name(side))
}

fn value<'a>(request: &'a Request<'_>, name: &str) -> Result<Option<&'a str>, Fault> {
    let header = request.header("cookie")?.unwrap_or_default();
    let mut pairs = header.split(';').filter_map(|pair| pair.split_once('='));
    let value = pairs.find_map(|(known, value)| (known.trim() == name).then_some(value.trim()));
    Ok(value.filter(|value| !value.is_empty()))
}

impl Cookies {
    pub(super) fn new(config: &WireConfig) -> Cookies {
        Cookies {
            prefix: config.prefix.clone(),
            is_secure: !config.is_development,
        }
    }

    /// Returns the value of `Set-Cookie` that stores a token; an empty token deletes the cookie.
    pub(super) fn of_token(&self, side: Side, token: &str) -> String {
        let path = match self.prefix.as_str() {
            "" => "/",
            prefix => prefix,
        };
        let seconds = if token.is_empty() { 0 } else { TOKEN_SECONDS };
        self.cookie(token_name(side), token, path, seconds)
    }

    /// Returns the value of `Set-Cookie` that stores a ticket.
    pub(super) fn of_ticket(&self, side: Side, ticket: &str) -> String {
        let below = match side {
            Side::Buyer => "/api/user",
            Side::Consultant => "/api/consultant",
        };
        let path = format!("{}{below}{}", self.prefix, path::REGISTER);
        self.cookie(ticket_name(side), ticket, &path, TICKET_SECONDS)
    }

    fn cookie(&self, name: &str, value: &str, path: &str, seconds: i64) -> String {
        let secure = if self.is_secure { "; Secure" } else { "" };
        format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
    }
}
