//! The line: the straight way of a call from the form to the reply, without HTTP.
//!
//! Read [`pipeline`] first: it is the order of the checks. `guard` has one file per check. Beside it: `replay` runs a call
//! once however often it is sent, `copies` keeps answers for when the database is away, `bulkheads` limit how many calls
//! run at a time, and `doctor` explains signatures that do not match.

pub(crate) mod bulkheads;
pub(crate) mod copies;
pub(crate) mod doctor;
pub(crate) mod guard;
pub mod pipeline;
pub(crate) mod replay;
