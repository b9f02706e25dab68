//! Orders of the points shop.

pub(crate) mod cancel;
pub(crate) mod confirm;
pub(crate) mod create;
pub(crate) mod detail;
pub(crate) mod lifecycle;
pub(crate) mod list;
pub(crate) mod view;
