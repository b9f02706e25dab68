//! News: articles in categories.

pub(crate) mod detail;
pub(crate) mod list;
