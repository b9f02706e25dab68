//! Messages to one user.

pub(crate) mod list;
pub(crate) mod read_status;
