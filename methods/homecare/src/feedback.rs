//! Feedback of clients about the company.

pub(crate) mod create;
