//! The checks that need more than a line, one file each, in the order in which a call passes them.

pub(crate) mod sign;

pub(crate) mod wire_app;

pub(crate) mod clock;

pub(crate) mod access;

pub(crate) mod limit;

mod caller;
pub(crate) mod parameters;

pub(crate) mod session;
