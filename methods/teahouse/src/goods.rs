//! Goods.

pub(crate) mod body;
pub(crate) mod detail;
mod entry;
mod info;
pub mod specs;

pub(crate) use entry::Entry;
pub(crate) use specs::{Spec, Specs};
