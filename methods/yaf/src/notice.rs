//! Notices to everybody.

pub(crate) mod detail;
pub(crate) mod list;
pub(crate) mod unread_count;
