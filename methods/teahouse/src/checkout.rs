//! The checkout: what is bought, what it costs, and what the first step showed to the member.
//!
//! `amounts`, `shares` and `freight` contain only arithmetic. `hashes` contains the texts that are passed between the steps, and `offpay`
//! the bodies of the texts about delivery. `basket` reads what is bought and calculates its prices. `bought` and `named_voucher` are the
//! parameters that name the goods and the vouchers. `delivery` calculates the freight. `words` contains the texts that members read.

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
