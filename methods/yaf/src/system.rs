//! The methods that an app calls before a login.

pub(crate) mod ads;
pub(crate) mod category_list;
pub(crate) mod home;
pub(crate) mod init;
pub(crate) mod link;
pub(crate) mod upgrade;
pub(crate) mod upload;
