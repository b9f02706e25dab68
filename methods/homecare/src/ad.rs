//! Ads.

pub(crate) mod list;
