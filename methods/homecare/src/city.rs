//! The cities that the company serves.

pub(crate) mod search;
