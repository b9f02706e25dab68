//! The points shop.

pub(crate) mod detail;
pub(crate) mod list;
pub(crate) mod rules;
