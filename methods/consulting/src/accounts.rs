//! Accounts: what buyers and consultants do alike, each in a realm of its own.

pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod password;
pub(crate) mod register;
pub(crate) mod signin;
pub(crate) mod sms;
