//! The home page.

pub(crate) mod page;
mod parts;
