//! The newest versions of the phone clients.

pub(crate) mod android;
pub(crate) mod ios;
