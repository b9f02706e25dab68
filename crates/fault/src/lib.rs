//! Every way a call can fail.
//!
//! [`Code`] is the one table: number, machine word, whose fault it is, the text a client sees and the cure.
//! Dispatch, the API documentation and the SDKs all read this table. [`Fault`] is a code on its way to a
//! client, with what only the log may see.

mod code;
mod fault;
mod reason;

pub use code::{Blame, Code};
pub use fault::{Clues, Fault};
pub use reason::Reason;
