//! Orders: the steps of a checkout.

pub(crate) mod create;
pub(crate) mod freight;
pub(crate) mod prepare;
