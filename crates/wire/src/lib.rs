//! Wires: the forms of calls and of their answers. [`wire::Wire`] is the interface of a wire, and [`Signed`] is the first wire.
//!
//! A signed call, in the order in which its bytes are read:
//!
//! 1. [`form`]: the body splits into `data`, `sign`, `sign_type` and `image`, or is refused.
//! 2. [`json`]: `data` is one strict JSON object.
//! 3. [`envelope`]: the four parameters every call must carry.
//! 4. [`sign`]: the signature over the exact bytes of `data`.
//! 5. [`version`]: selects the version of the method that answers.
//! 6. [`reply`]: the reply, made of the [`Answer`] of a method or of a fault.
//!
//! The data of an [`Answer`] is JSON in the [`Style`] of a wire, which defines the form of integers and money ([`Fen`]).
//!
//! Outside of these steps, [`doctor`] finds what is wrong with a signature.
//!
//! Everything here is pure: no I/O, no clock, no async. A client library needs only this crate.

mod answer;
pub mod doctor;
pub mod envelope;
pub mod form;
pub mod json;
mod money;
pub mod reply;
pub mod sign;
mod signed;
mod style;
pub mod version;
pub mod wire;

pub use answer::{Answer, members};
pub use money::{FEN, Fen, FenShort};
pub use signed::Signed;
pub use style::{Integers, Money, Style};

/// The maximum size of the decoded `data`, in bytes.
pub const MAX_DATA: usize = 64 * 1024;
