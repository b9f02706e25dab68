//! What an app asks for before anybody logs in.

pub(crate) mod init;
pub(crate) mod request_token;
pub(crate) mod upgrade;
