//! Splits a form body, strictly.
//!
//! Stock form parsers guess: they turn invalid UTF-8 into replacement characters, keep broken percent
//! escapes and let the last of two fields win. A signed protocol must not guess, so anything a second reader
//! could read differently is refused here.

mod multipart;
mod urlencoded;

use std::borrow::Cow;

use signet_fault::{Code, Fault};

pub use multipart::{Boundary, split_multipart, split_multipart_start};
pub use urlencoded::split_urlencoded;

/// The most fields a form may have.
const MAX_FIELDS: usize = 64;

/// The fields of a call.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Form<'a> {
    /// The JSON text of the call, decoded once; the signature covers exactly these bytes.
    pub data: Option<Cow<'a, str>>,
    /// The signature.
    pub sign: Option<Cow<'a, str>>,
    /// How the signature was made; absent means MD5.
    pub sign_type: Option<Cow<'a, str>>,
    /// The uploaded file. It is not part of the signature.
    pub image: Option<&'a [u8]>,
}

/// Why a form was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// `data`, `sign`, `sign_type` or `image` stands twice.
    #[error("a field is repeated")]
    RepeatedField,
    /// A `%` is not followed by two hexadecimal digits.
    #[error("a percent escape is broken")]
    BrokenEscape,
    /// A name or a value is not UTF-8.
    #[error("a field is not UTF-8")]
    InvalidUtf8,
    /// There are more fields than any client sends.
    #[error("there are more than {MAX_FIELDS} fields")]
    TooManyFields,
    /// The multipart body does not follow RFC 7578.
    #[error("the multipart body is malformed: {0}")]
    Multipart(&'static str),
}

impl From<FormError> for Fault {
    #[track_caller]
    fn from(error: FormError) -> Self {
        Fault::new(Code::BadForm).caused_by(error)
    }
}

impl<'a> Form<'a> {
    /// Keeps a text field if it is one of the call's, and refuses it if it is there already.
    fn put_text(&mut self, name: &str, value: Cow<'a, str>) -> Result<(), FormError> {
        let slot = match name {
            "data" => &mut self.data,
            "sign" => &mut self.sign,
            "sign_type" => &mut self.sign_type,
            _ => return Ok(()),
        };
        match slot.replace(value) {
            None => Ok(()),
            Some(_) => Err(FormError::RepeatedField),
        }
    }

    fn put_image(&mut self, bytes: &'a [u8]) -> Result<(), FormError> {
        match self.image.replace(bytes) {
            None => Ok(()),
            Some(_) => Err(FormError::RepeatedField),
        }
    }
}
