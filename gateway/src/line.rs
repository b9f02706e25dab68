//! The line: the path of a call from its form to its reply, without HTTP.
//!
//! Read `pipeline` first: it has the order of the checks. `call` holds the facts about a call, `guard` has one file per check,
//! and `effect` runs the method. `handle` is the outer part: it takes a form, and produces a reply, a line in the log and metrics.
//!
//! Besides, `replay` makes a call take effect once, `stale_replies` keeps answers for the time when the database is away,
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
