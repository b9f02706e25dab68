//! Coupons.

pub(crate) mod grant;
pub(crate) mod invite;
pub(crate) mod list;
