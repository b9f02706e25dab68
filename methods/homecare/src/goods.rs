//! Goods: a tree of two levels, and what is recommended.

pub(crate) mod detail;
pub(crate) mod items;
pub(crate) mod recommand;
pub(crate) mod sec_items;
