//! Every way a call can fail.
//!
//! A [`Row`] describes one: number, machine word, whose fault it is, the text a client sees and the cure. [`Code`] is a
//! reference to a row: the core's are constants of it, the table is [`Code::CORE`]; a pack writes its own with [`codes!`].
//! Dispatch, the API documentation and the SDKs all read these tables. [`Fault`] is a code on its way to a client, with
//! what only the log may see, and [`Cause`] the part that failed, for the metrics.

mod cause;
mod code;
mod core;
mod fault;
mod reason;
mod row;

pub use cause::Cause;
pub use code::Code;
pub use fault::{Clues, Fault};
pub use reason::Reason;
pub use row::{Blame, Row};
