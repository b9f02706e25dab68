//! Goods: a tree of two levels, and the recommended goods.

pub(crate) mod detail;
pub(crate) mod items;
pub(crate) mod recommand;
pub(crate) mod sec_items;
