//! Orders of goods and services.
//!
//! An order is made by [`placing`] from its [`lines`], and moves on by [`lifecycle`]; [`view`] is how its owner sees it. Locks are
//! taken in one order everywhere: the account or the guest that owns it, then the coupon, then the order, then the charge.

pub(crate) mod appraise;
pub(crate) mod cancel;
pub(crate) mod charge_status;
pub(crate) mod create;
pub(crate) mod lifecycle;
pub(crate) mod lines;
pub(crate) mod list;
pub(crate) mod placing;
pub(crate) mod view;
