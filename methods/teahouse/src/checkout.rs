//! The checkout: what is bought, what it costs, and what the first step showed of it.
//!
//! `amounts` and `freight` are arithmetic alone; `hashes` are the texts between the steps; `basket` reads what is bought and
//! prices it, `bought` is the parameter that names it, and `delivery` is what it costs to deliver.

pub(crate) mod amounts;
pub(crate) mod basket;
pub(crate) mod bought;
pub(crate) mod delivery;
pub(crate) mod freight;
pub(crate) mod hashes;
