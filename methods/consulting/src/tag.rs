//! Tags.

pub(crate) mod check;
