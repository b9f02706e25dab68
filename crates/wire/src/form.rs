//! Splits a form body, strictly.
//!
//! Stock form parsers guess: they turn invalid UTF-8 into replacement characters, keep broken percent
//! escapes and let the last of two fields win. A signed protocol must not guess, so anything a second reader
//! could read differently is refused here, with the rule that it breaks. Irrelevant parts, such as file names,
//! are skipped, in any spelling that clients use.

mod boundary;
mod disposition;
mod error;
mod multipart;
mod urlencoded;

use std::borrow::Cow;

pub use boundary::Boundary;
pub use error::{Broken, FormError};
pub use multipart::{split_multipart, split_multipart_start};
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

impl<'a> Form<'a> {
    /// Keeps a text field if it is one of the call's, and refuses it if it is there already.
    fn put_text(&mut self, name: &str, value: Cow<'a, str>) -> Result<(), FormError> {
        let (name, slot) = match name {
            "data" => ("data", &mut self.data),
            "sign" => ("sign", &mut self.sign),
            "sign_type" => ("sign_type", &mut self.sign_type),
            _ => return Ok(()),
        };
        match slot.replace(value) {
            None => Ok(()),
            Some(_) => Err(FormError::RepeatedField(name)),
        }
    }

    fn put_image(&mut self, bytes: &'a [u8]) -> Result<(), FormError> {
        match self.image.replace(bytes) {
            None => Ok(()),
            Some(_) => Err(FormError::RepeatedField("image")),
        }
    }
}

/// Returns the name of a field of the call for an error; other names are not shown, because the caller can choose them.
fn shown(name: &str) -> &'static str {
    let known = ["data", "sign", "sign_type", "image"];
    known
        .into_iter()
        .find(|known| *known == name)
        .unwrap_or("another field")
}

/// Searches a body that could not be read as a form or as JSON for an `appid`, and returns its value if it finds
/// one. The value is not verified.
pub fn appid_in(body: &[u8]) -> Option<String> {
    let start = memchr::memmem::find(body, b"appid")?;
    let rest = body.get(start + 5..)?;
    let rest = rest.get(..rest.len().min(256))?;
    let text = String::from_utf8_lossy(rest)
        .replace("%22", "\"")
        .replace("%3A", ":")
        .replace("%3a", ":")
        .replace(['\\', ' ', '+'], "");
    let value = text.strip_prefix("\":\"")?;
    let (appid, _) = value.split_once('"')?;
    Some(appid.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_appid_is_found_in_what_is_no_form() {
        for body in [
            r#"--B data: {"v":"1","appid" : "ios_app_id"}"#,
            "data=%7B%22appid%22%3A%22ios_app_id%22%7D",
            "data=%7B%22appid%22%3a+%22ios_app_id%22%7D",
            r#"{\"appid\":\"ios_app_id\",}"#,
        ] {
            let found = appid_in(body.as_bytes());
            assert_eq!(found.as_deref(), Some("ios_app_id"), "{body}");
        }
        for body in ["", "appid", "appid=x", "\"appid\":7", "\"appid\":\"x"] {
            assert_eq!(appid_in(body.as_bytes()), None, "{body}");
        }
    }
}
