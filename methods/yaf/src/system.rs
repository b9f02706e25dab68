//! What an app asks for before anybody logs in.

pub(crate) mod ads;
pub(crate) mod category_list;
pub(crate) mod home;
pub(crate) mod init;
pub(crate) mod link;
pub(crate) mod upgrade;
pub(crate) mod upload;
