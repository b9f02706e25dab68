//! The methods of operators: one file for each subject.

pub(crate) mod blacklist;
pub(crate) mod image;
pub(crate) mod payment;
mod realm;
pub(crate) mod template;
pub(crate) mod user;
