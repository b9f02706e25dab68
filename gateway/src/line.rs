//! The line: the straight way of a call from its form to its reply, without HTTP.
//!
//! Read `pipeline` first: it is the order of the checks. `call` is what is known of a call, `guard` has one file per check, and
//! `effect` runs the method. `handle` is around all of it: a form comes in, and a reply, a line in the log and metrics go out.
//!
//! Beside the line, `replay` makes a call take effect once, `stale_replies` keeps answers for when the database is away,
//! `bulkheads` limits the calls in flight, and `doctor` explains signatures that do not match.

pub(crate) mod bulkheads;
pub(crate) mod call;
pub(crate) mod doctor;
mod effect;
pub(crate) mod guard;
pub(crate) mod handle;
pub(crate) mod pipeline;
pub(crate) mod replay;
pub(crate) mod stale_replies;
