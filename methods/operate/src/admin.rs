//! What operators do: one file for each thing.

pub(crate) mod blacklist;
pub(crate) mod image;
mod realm;
pub(crate) mod template;
pub(crate) mod user;
