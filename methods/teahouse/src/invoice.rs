//! What members want on their invoices.

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod list;
