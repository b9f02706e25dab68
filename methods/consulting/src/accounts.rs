//! Accounts: what buyers and consultants have in common. Each side has its own realm.

pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod password;
pub(crate) mod register;
pub(crate) mod signin;
pub(crate) mod sms;
