use std::borrow::Cow;

use memchr::memmem;

use super::{Form, FormError, MAX_FIELDS};

/// The most bytes the headers of one part may take.
const MAX_PART_HEADERS: usize = 4096;

/// The boundary of a multipart body, as its content type names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary(String);

impl Boundary {
    /// Reads the boundary out of a `multipart/form-data` content type. `None` if there is none, or more than
    /// one, or one that RFC 2046 does not allow.
    pub fn of_content_type(content_type: &str) -> Option<Boundary> {
        let mut found = None;
        for (name, value) in parameters(content_type)? {
            if name == "boundary" && found.replace(value).is_some() {
                return None;
            }
        }
        let boundary = found?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
        let valid = (1..=70).contains(&boundary.len())
            && boundary.bytes().all(allowed)
            && !boundary.ends_with(' ');
        valid.then(|| Boundary(boundary.into_owned()))
    }
}

/// Splits a `multipart/form-data` body (RFC 7578).
///
/// Text fields must be UTF-8 and carry no file name; `image` is taken as it is. A preamble, an epilogue and
/// transfer encodings are refused: no client sends them, and they are where two readers come to differ.
///
/// # Errors
/// Any repeated field of the call, text that is not UTF-8, a flood of parts, or a body that is not well formed.
pub fn split_multipart<'a>(body: &'a [u8], boundary: &Boundary) -> Result<Form<'a>, FormError> {
    match split(body, boundary)? {
        (form, Extent::Whole) => Ok(form),
        (_, Extent::CutOff) => Err(FormError::Multipart("it is cut off")),
    }
}

/// The fields that are complete at the start of a body that is still arriving, by the same rules.
///
/// # Errors
/// As [`split_multipart`], and where the start ends within a boundary.
pub fn split_multipart_start<'a>(
    start: &'a [u8],
    boundary: &Boundary,
) -> Result<Form<'a>, FormError> {
    split(start, boundary).map(|(form, _)| form)
}

/// How much of a body there is.
enum Extent {
    Whole,
    CutOff,
}

fn split<'a>(body: &'a [u8], boundary: &Boundary) -> Result<(Form<'a>, Extent), FormError> {
    let delimiter = format!("\r\n--{}", boundary.0);
    let finder = memmem::Finder::new(&delimiter);
    let opening = delimiter.as_bytes().get(2..).unwrap_or_default();
    let mut rest = body
        .strip_prefix(opening)
        .ok_or(FormError::Multipart("it does not start with the boundary"))?;
    let mut form = Form::default();
    for _ in 0..=MAX_FIELDS {
        if let Some(end) = rest.strip_prefix(b"--") {
            return match end {
                b"" | b"\r\n" => Ok((form, Extent::Whole)),
                _ => Err(FormError::Multipart("something follows the end")),
            };
        }
        let part = rest
            .strip_prefix(b"\r\n")
            .ok_or(FormError::Multipart("a boundary is not alone on its line"))?;
        let Some(end) = finder.find(part) else {
            return Ok((form, Extent::CutOff));
        };
        put_part(&mut form, part.get(..end).unwrap_or_default())?;
        rest = part.get(end + delimiter.len()..).unwrap_or_default();
    }
    Err(FormError::TooManyFields)
}

fn put_part<'a>(form: &mut Form<'a>, part: &'a [u8]) -> Result<(), FormError> {
    let window = part
        .get(..part.len().min(MAX_PART_HEADERS))
        .unwrap_or_default();
    let end = memmem::find(window, b"\r\n\r\n")
        .ok_or(FormError::Multipart("a part has no end of headers"))?;
    let headers = part
        .get(..end)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .ok_or(FormError::InvalidUtf8)?;
    let content = part.get(end + 4..).unwrap_or_default();
    let disposition = read_headers(headers)?;
    match (&*disposition.name, disposition.is_file) {
        ("image", _) => form.put_image(content),
        ("data" | "sign" | "sign_type", true) => {
            Err(FormError::Multipart("a text field has a file name"))
        }
        (name, false) => {
            let text = std::str::from_utf8(content).map_err(|_| FormError::InvalidUtf8)?;
            form.put_text(name, Cow::Borrowed(text))
        }
        (_, true) => Ok(()),
    }
}

struct Disposition<'a> {
    name: Cow<'a, str>,
    is_file: bool,
}

fn read_headers(headers: &str) -> Result<Disposition<'_>, FormError> {
    let mut disposition = None;
    for line in headers.split("\r\n") {
        let (name, value) = line
            .split_once(':')
            .ok_or(FormError::Multipart("a part header has no colon"))?;
        if value.contains(['\r', '\n', '\0'])
            || name.is_empty()
            || name.contains(char::is_whitespace)
        {
            return Err(FormError::Multipart("a part header is broken"));
        }
        if name.eq_ignore_ascii_case("content-disposition") {
            let read = read_disposition(value)
                .ok_or(FormError::Multipart("a content disposition is broken"))?;
            if disposition.replace(read).is_some() {
                return Err(FormError::Multipart("a part has two content dispositions"));
            }
        } else if name.eq_ignore_ascii_case("content-transfer-encoding") {
            let plain = ["7bit", "8bit", "binary"]
                .iter()
                .any(|known| value.trim().eq_ignore_ascii_case(known));
            if !plain {
                return Err(FormError::Multipart("a part has a transfer encoding"));
            }
        }
    }
    disposition.ok_or(FormError::Multipart("a part has no content disposition"))
}

fn read_disposition(value: &str) -> Option<Disposition<'_>> {
    let kind = value.split(';').next().unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("form-data") {
        return None;
    }
    let mut name = None;
    let mut is_file = false;
    for (key, value) in parameters(value)? {
        match key.as_str() {
            "name" if name.is_some() => return None,
            "name" => name = Some(value),
            "filename" if is_file => return None,
            "filename" => is_file = true,
            // A second, encoded file name is what one reader takes and another does not.
            "filename*" | "name*" => return None,
            _ => {}
        }
    }
    Some(Disposition {
        name: name?,
        is_file,
    })
}

/// The `; name=value` parameters of a header value, names in lower case. `None` where the syntax is broken.
fn parameters(value: &str) -> Option<Vec<(String, Cow<'_, str>)>> {
    let mut found = Vec::new();
    let Some((_, mut rest)) = value.split_once(';') else {
        return Some(found);
    };
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let (name, after) = rest.split_once('=')?;
        if name.is_empty()
            || !name
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"\";,".contains(&byte))
        {
            return None;
        }
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted_string(quoted)?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                let (token, tail) = after.split_at_checked(end)?;
                let token = token.trim_end_matches([' ', '\t']);
                if token.contains(['"', ' ', '\t']) {
                    return None;
                }
                (Cow::Borrowed(token), tail)
            }
        };
        found.push((name.to_ascii_lowercase(), value));
        let after = after.trim_start_matches([' ', '\t']);
        match after.strip_prefix(';') {
            Some(tail) if tail.trim().is_empty() => return Some(found),
            Some(tail) => rest = tail,
            None => return after.is_empty().then_some(found),
        }
    }
}

/// Reads up to the closing quote: the content without its backslashes, and what follows.
fn quoted_string(quoted: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut escaped = false;
    let mut has_escape = false;
    for (at, character) in quoted.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => (escaped, has_escape) = (true, true),
            '"' => {
                let (content, tail) = quoted.split_at_checked(at)?;
                let content = if has_escape {
                    Cow::Owned(unescape(content))
                } else {
                    Cow::Borrowed(content)
                };
                return Some((content, tail.strip_prefix('"')?));
            }
            _ => {}
        }
    }
    None
}

fn unescape(content: &str) -> String {
    let mut plain = String::with_capacity(content.len());
    let mut characters = content.chars();
    while let Some(character) = characters.next() {
        plain.extend(if character == '\\' {
            characters.next()
        } else {
            Some(character)
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boundary() -> Boundary {
        Boundary::of_content_type("multipart/form-data; boundary=B").unwrap()
    }

    fn part(head: &str, content: &str) -> String {
        format!("--B\r\n{head}\r\n\r\n{content}\r\n")
    }

    fn field(name: &str, content: &str) -> String {
        part(
            &format!("Content-Disposition: form-data; name=\"{name}\""),
            content,
        )
    }

    fn refused(body: &str) -> FormError {
        split_multipart(body.as_bytes(), &boundary()).unwrap_err()
    }

    #[test]
    fn reads_text_fields_and_the_image() {
        let file = part(
            "Content-Disposition: form-data; name=\"image\"; filename=\"a;b\\\".png\"\r\nContent-Type: image/png",
            "\r\n--not the boundary\r\n",
        );
        let body = format!(
            "{}{}{}{}--B--\r\n",
            field("data", "{\"a\":1}\r\n"),
            field("sign", "S"),
            field("x", "1"),
            file
        );
        let form = split_multipart(body.as_bytes(), &boundary()).unwrap();
        assert_eq!(form.data.as_deref(), Some("{\"a\":1}\r\n"));
        assert_eq!(form.sign.as_deref(), Some("S"));
        assert_eq!(form.image, Some(&b"\r\n--not the boundary\r\n"[..]));
    }

    #[test]
    fn reads_unquoted_names_and_odd_header_case() {
        let body = part(
            "content-DISPOSITION: Form-Data; name=data\r\nContent-Transfer-Encoding: 8bit",
            "d",
        ) + "--B--";
        assert_eq!(
            split_multipart(body.as_bytes(), &boundary())
                .unwrap()
                .data
                .as_deref(),
            Some("d")
        );
    }

    #[test]
    fn the_start_of_a_body_has_the_fields_that_are_complete() {
        let body = format!(
            "{}{}{}",
            field("data", "{}"),
            field("sign", "S"),
            field("image", "a long file")
        );
        let start = |length: usize| split_multipart_start(&body.as_bytes()[..length], &boundary());
        let form = start(body.len() - 4).unwrap();
        assert_eq!(form.data.as_deref(), Some("{}"));
        assert_eq!((form.sign.as_deref(), form.image), (Some("S"), None));
        let data = field("data", "{}").len();
        assert_eq!(start(data).unwrap().data, None);
        assert_eq!(start(data + 5).unwrap().data.as_deref(), Some("{}"));
        for length in 0..body.len() - 4 {
            assert!(start(length).map_or(true, |form| form.image.is_none()));
        }
        let twice = format!("{}{}--B\r\n", field("data", "1"), field("data", "2"));
        let start = split_multipart_start(twice.as_bytes(), &boundary());
        assert_eq!(start, Err(FormError::RepeatedField));
    }

    #[test]
    fn refuses_repeated_fields() {
        for name in ["data", "sign", "sign_type", "image"] {
            assert_eq!(
                refused(&format!("{}{}--B--", field(name, "1"), field(name, "1"))),
                FormError::RepeatedField
            );
        }
    }

    #[test]
    fn refuses_what_two_readers_could_read_differently() {
        let bodies = [
            String::new(),
            "--B--x".to_owned(),
            "preamble\r\n--B--".to_owned(),
            field("data", "1"),
            format!("{}--B--trailer", field("data", "1")),
            format!("{}--B \r\n", field("data", "1")),
            part("Content-Disposition: form-data", "1") + "--B--",
            part("Content-Disposition: attachment; name=\"data\"", "1") + "--B--",
            part(
                "Content-Disposition: form-data; name=\"data\"; name=\"sign\"",
                "1",
            ) + "--B--",
            part("Content-Disposition: form-data; name=\"data", "1") + "--B--",
            part(
                "Content-Disposition: form-data; name=\"data\"; filename=\"f\"",
                "1",
            ) + "--B--",
            part(
                "Content-Disposition: form-data; name=\"image\"; filename*=UTF-8''f",
                "1",
            ) + "--B--",
            part(
                "Content-Disposition: form-data; name=\"data\"\r\nContent-Disposition: form-data; name=\"sign\"",
                "1",
            ),
            part(
                "Content-Disposition: form-data; name=\"data\"\r\nContent-Transfer-Encoding: base64",
                "1",
            ) + "--B--",
            part("Content-Disposition : form-data; name=\"data\"", "1") + "--B--",
            part("no colon", "1") + "--B--",
            format!("--B\r\n{}\r\n--B--", "x".repeat(5000)),
        ];
        for body in bodies {
            assert!(matches!(refused(&body), FormError::Multipart(_)), "{body}");
        }
    }

    #[test]
    fn refuses_invalid_utf8_and_floods() {
        let body =
            [&b"--B\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n\xff\r\n--B--"[..]]
                .concat();
        assert_eq!(
            split_multipart(&body, &boundary()),
            Err(FormError::InvalidUtf8)
        );
        assert_eq!(
            refused(&(field("x", "1").repeat(65) + "--B--")),
            FormError::TooManyFields
        );
    }

    #[test]
    fn reads_boundaries_as_rfc_2046_allows_them() {
        let boundary =
            |content_type: &str| Boundary::of_content_type(content_type).map(|boundary| boundary.0);
        assert_eq!(
            boundary("multipart/form-data; boundary=----WebKit1").as_deref(),
            Some("----WebKit1")
        );
        assert_eq!(
            boundary("multipart/form-data;charset=utf-8; BOUNDARY=\"a b\"").as_deref(),
            Some("a b")
        );
        for broken in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"a ",
            "multipart/form-data; boundary=a; boundary=b",
            "multipart/form-data; boundary=a\u{e9}",
        ] {
            assert_eq!(boundary(broken), None, "{broken}");
        }
        assert_eq!(
            boundary(&format!("multipart/form-data; boundary={}", "x".repeat(71))),
            None
        );
    }
}
