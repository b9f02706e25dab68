//! Short messages with one-time codes.

pub(crate) mod send;
pub(crate) mod verify;
