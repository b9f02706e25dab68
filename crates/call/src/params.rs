//! The types that parameters are made of.
//!
//! A value of one of these types has passed its rule: a [`Mobile`] is a mobile. Integers may come as JSON numbers
//! or as strings of digits, texts also as integers, and nothing is ever rounded.

mod integer;
mod text;

use deserr::{DeserializeError, ErrorKind, ValuePointerRef, take_cf_content};

pub use integer::{Integer, Page};
pub use text::{Code, Mobile, NewPassword, Text};

/// Reports that a value breaks a rule, in the language of the clients.
fn violation<T, E: DeserializeError>(rule: String, location: ValuePointerRef<'_>) -> Result<T, E> {
    let kind: ErrorKind<'_, std::convert::Infallible> = ErrorKind::Unexpected { msg: rule };
    Err(take_cf_content(E::error(None, kind, location)))
}
