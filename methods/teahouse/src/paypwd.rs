//! The password for payments.

pub(crate) mod set;
