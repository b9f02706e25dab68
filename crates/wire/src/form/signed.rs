use std::borrow::Cow;

use super::{
    Boundary, Content, FormError, Kind, Pairs, Rules, read_multipart, read_multipart_start,
    read_urlencoded,
};

/// The rules for the fields of a signed call. Other fields are skipped, even if they are repeated.
pub const FIELDS: Rules = Rules {
    known: &[
        ("data", Kind::Text),
        ("sign", Kind::Text),
        ("sign_type", Kind::Text),
        ("image", Kind::File),
    ],
    others: Kind::Ignored,
    max_fields: 64,
    // The reader of `data` has its own limit, and the HTTP server limits the body.
    max_text: usize::MAX,
};

/// The fields of a call.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Form<'a> {
    /// The JSON text of the call, decoded once; the signature covers exactly these bytes.
    pub data: Option<Cow<'a, str>>,
    /// The signature.
    pub sign: Option<Cow<'a, str>>,
    /// The kind of signature; absent means MD5.
    pub sign_type: Option<Cow<'a, str>>,
    /// The uploaded file. It is not part of the signature.
    pub image: Option<&'a [u8]>,
}

/// Splits an `application/x-www-form-urlencoded` body into the fields of a call.
///
/// # Errors
/// The errors of [`read_urlencoded`].
pub fn split_urlencoded(body: &[u8]) -> Result<Form<'_>, FormError> {
    read_urlencoded(body, &FIELDS).map(Form::from)
}

/// Splits a `multipart/form-data` body into the fields of a call.
///
/// # Errors
/// The errors of [`read_multipart`].
pub fn split_multipart<'a>(body: &'a [u8], boundary: &Boundary) -> Result<Form<'a>, FormError> {
    read_multipart(body, boundary, &FIELDS).map(Form::from)
}

/// Returns the fields of a call that are complete at the start of a body that is still arriving.
///
/// # Errors
/// The errors of [`read_multipart_start`].
pub fn split_multipart_start<'a>(
    start: &'a [u8],
    boundary: &Boundary,
) -> Result<Form<'a>, FormError> {
    read_multipart_start(start, boundary, &FIELDS).map(Form::from)
}

impl<'a> From<Pairs<'a>> for Form<'a> {
    fn from(pairs: Pairs<'a>) -> Form<'a> {
        let mut form = Form::default();
        for (name, content) in pairs {
            match (&*name, content) {
                ("data", Content::Text(text)) => form.data = Some(text),
                ("sign", Content::Text(text)) => form.sign = Some(text),
                ("sign_type", Content::Text(text)) => form.sign_type = Some(text),
                (_, Content::File(bytes)) => form.image = Some(bytes),
                (_, Content::Text(_)) => {}
            }
        }
        form
    }
}

/// Searches for an `appid` in a body that could not be read as a form or as JSON. Returns its value if there is one. The value is
/// not verified.
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
