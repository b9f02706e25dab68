//! The points shop.

pub(crate) mod detail;
pub(crate) mod list;
