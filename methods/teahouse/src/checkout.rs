//! The checkout: what is bought, what it costs, and what the first step showed of it.
//!
//! `amounts`, `shares` and `freight` are arithmetic alone; `hashes` are the texts between the steps, and `offpay` the bodies of those about
//! delivery; `basket` reads what is bought and prices it, `bought` and `named_voucher` are the parameters that name it, `delivery` is what
//! it costs to deliver, and `words` are what members read.

pub mod amounts;
pub(crate) mod basket;
pub(crate) mod bought;
pub(crate) mod delivery;
pub mod freight;
pub(crate) mod hashes;
pub(crate) mod named_voucher;
pub(crate) mod offpay;
pub mod shares;
pub(crate) mod words;
