//! Vouchers.

pub(crate) mod list;
