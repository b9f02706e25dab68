//! Reads a form strictly. A form is a urlencoded or multipart body, or the query of a URL.
//!
//! Stock form parsers guess: they turn invalid UTF-8 into replacement characters, keep broken percent
//! escapes and use the last of two fields with the same name. A signed protocol must not guess. So anything that a second
//! reader could read differently is refused here, with the rule that it breaks. Irrelevant parts, such as file names,
//! are skipped, in any spelling that clients use.
//!
//! [`read_urlencoded`] and [`read_multipart`] return [`Pairs`] of any names. The [`Rules`] of the caller define the
//! fields and the maximum size of a form. [`Form`] has the fields of a signed call.

mod boundary;
mod disposition;
mod error;
mod multipart;
mod pairs;
mod signed;
mod urlencoded;

pub use boundary::Boundary;
pub use error::{Broken, FormError};
pub use multipart::{read_multipart, read_multipart_start};
pub use pairs::{Content, Kind, Pairs, Rules};
pub use signed::{
    FIELDS, Form, appid_in, split_multipart, split_multipart_start, split_urlencoded,
};
pub use urlencoded::read_urlencoded;
