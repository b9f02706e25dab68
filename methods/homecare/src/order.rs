//! Orders of goods and services.
//!
//! [`placing`] makes an order from its [`lines`], [`lifecycle`] changes the state of an order, and [`view`] shows an order to
//! its owner. Locks are always taken in the same sequence: the account or the guest that owns the order, then the coupon, then
//! the order, then the charge.

pub(crate) mod appraise;
pub(crate) mod cancel;
pub(crate) mod charge_status;
pub(crate) mod create;
pub(crate) mod lifecycle;
pub(crate) mod lines;
pub(crate) mod list;
pub(crate) mod placing;
pub(crate) mod view;
