//! Orders of goods and services.

pub(crate) mod price;
