//! The checks that need more than a line, one file each, in the order in which a call meets them.

pub(crate) mod sign;

pub(crate) mod clock;

pub(crate) mod access;

pub(crate) mod limit;

pub(crate) mod caller;

pub(crate) mod session;
