//! The names that differ between the routes of the two sides.

use super::path;

/// The names on the routes of a side.
pub(super) struct Names {
    /// The cookie with the token.
    pub(super) token: &'static str,
    /// The cookie with the ticket.
    pub(super) ticket: &'static str,
    /// The parameter that may name the user in addition to a token.
    pub(super) user_id: &'static str,
    /// The path of the registration.
    pub(super) register: &'static str,
}

static OF_BUYERS: Names = Names {
    token: "consulting_token",
    ticket: "user_ticket",
    user_id: "user_id",
    register: "/api/user/register",
};

static OF_CONSULTANTS: Names = Names {
    token: "consultant_token",
    ticket: "consultant_ticket",
    user_id: "consultant_id",
    register: "/api/consultant/register",
};

/// Returns the names on a route.
pub(super) fn of(path: &str) -> &'static Names {
    match path.starts_with("/api/consultant/") || path == path::ACQUIRE {
        true => &OF_CONSULTANTS,
        false => &OF_BUYERS,
    }
}
