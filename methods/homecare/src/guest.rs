//! Guests: phones without an account that were verified with a code.

pub(crate) mod verify;
