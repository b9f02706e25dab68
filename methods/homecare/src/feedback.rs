//! What clients say about the company.

pub(crate) mod create;
