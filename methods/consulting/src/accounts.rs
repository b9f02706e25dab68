//! Accounts: what buyers and consultants have in common. Each side has a realm of its own.

pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod password;
pub(crate) mod register;
pub(crate) mod signin;
pub(crate) mod sms;
