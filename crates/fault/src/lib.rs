//! Every way in which a call can fail.
//!
//! A [`Row`] describes one reason: its number, its sub-code for programs, the side to blame, the text that a client sees, and the
//! cure. [`Code`] is a reference to a row. The codes of the core are constants of [`Code`], and [`Code::CORE`] is their table. A pack
//! defines its own table with [`codes!`]. Dispatch, the API documentation and the SDKs all read these tables. [`Fault`] is a code on
//! its way to a client, with details that only the log may contain. [`Cause`] is the part that failed, for the metrics.

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
