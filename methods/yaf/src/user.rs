//! Accounts and sessions.

pub(crate) mod detail;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod pwd_edit;
pub(crate) mod pwd_find;
pub(crate) mod register;
mod session;
