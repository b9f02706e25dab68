//! Accounts and sessions, addresses and points.

pub(crate) mod address_add;
pub(crate) mod address_default_set;
pub(crate) mod address_delete;
pub(crate) mod address_edit;
pub(crate) mod address_list;
pub(crate) mod detail;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod mobile_change;
pub(crate) mod nickname_edit;
pub(crate) mod points_list;
pub(crate) mod pwd_edit;
pub(crate) mod pwd_find;
pub(crate) mod register;
mod session;
