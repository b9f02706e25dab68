//! Guests: phones that proved themselves with a code, and have no account.

pub(crate) mod verify;
