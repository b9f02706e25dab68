//! The methods of operators: one file for each thing.

pub(crate) mod order;
