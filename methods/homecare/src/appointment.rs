//! Appointments: orders without goods, of accounts and of guests.

mod caller;
pub(crate) mod create;
pub(crate) mod picture;
