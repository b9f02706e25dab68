//! The game in which accounts win coupons.

pub(crate) mod check;
pub(crate) mod play;
