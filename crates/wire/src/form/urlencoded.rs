use std::borrow::Cow;

use super::{Form, FormError, MAX_FIELDS, shown};

/// Splits an `application/x-www-form-urlencoded` body.
///
/// # Errors
/// Any repeated field of the call, broken escape, byte sequence that is not UTF-8, or flood of fields.
pub fn split_urlencoded(body: &[u8]) -> Result<Form<'_>, FormError> {
    let mut form = Form::default();
    let mut fields = 0;
    let mut rest = body;
    while !rest.is_empty() {
        let pair;
        let at = body.len() - rest.len();
        (pair, rest) = split_at_byte(b'&', rest);
        if pair.is_empty() {
            continue;
        }
        if fields == MAX_FIELDS {
            return Err(FormError::TooManyFields);
        }
        fields += 1;
        let (name, value) = split_at_byte(b'=', pair);
        let at_value = at + name.len() + 1;
        let name = decode(name, "the name of a field", at)?;
        let value = decode(value, shown(&name), at_value)?;
        if name == "image" {
            // Without multipart an image can only be text; it still may not stand twice.
            form.put_image(&[])?;
        } else {
            form.put_text(&name, value)?;
        }
    }
    Ok(form)
}

/// What is before the first such byte, and what is after it; all and nothing where there is none.
fn split_at_byte(byte: u8, bytes: &[u8]) -> (&[u8], &[u8]) {
    let at = memchr::memchr(byte, bytes).unwrap_or(bytes.len());
    let (before, rest) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
    (before, rest.get(1..).unwrap_or_default())
}

/// Decodes one name or value: `+` is a space, `%XX` is a byte, the result is UTF-8. `field` and `at`, its position in the
/// body, are for the error.
fn decode<'a>(raw: &'a [u8], field: &'static str, at: usize) -> Result<Cow<'a, str>, FormError> {
    if memchr::memchr2(b'%', b'+', raw).is_none() {
        return std::str::from_utf8(raw)
            .map(Cow::Borrowed)
            .map_err(|error| {
                let at = at + error.valid_up_to();
                FormError::InvalidUtf8 { field, at }
            });
    }
    let mut decoded = vec![0; raw.len()];
    let mut length = 0;
    let mut bytes = raw.iter();
    // What is decoded is never longer, so that there is a place for every byte.
    for place in &mut decoded {
        let before = bytes.len();
        let Some(&byte) = bytes.next() else { break };
        *place = match byte {
            b'+' => b' ',
            b'%' => {
                let high = hex_digit(bytes.next());
                let byte = high.zip(hex_digit(bytes.next()));
                let broken = FormError::BrokenEscape {
                    at: at + raw.len() - before,
                };
                byte.map(|(high, low)| high << 4 | low).ok_or(broken)?
            }
            plain => plain,
        };
        length += 1;
    }
    decoded.truncate(length);
    String::from_utf8(decoded).map(Cow::Owned).map_err(|error| {
        let at = at + place_of(error.utf8_error().valid_up_to(), raw);
        FormError::InvalidUtf8 { field, at }
    })
}

/// Returns the position of a decoded byte in the encoded bytes.
fn place_of(decoded: usize, raw: &[u8]) -> usize {
    let mut place = 0;
    for _ in 0..decoded {
        place += if raw.get(place) == Some(&b'%') { 3 } else { 1 };
    }
    place
}

fn hex_digit(byte: Option<&u8>) -> Option<u8> {
    match byte {
        Some(&byte @ b'0'..=b'9') => Some(byte - b'0'),
        Some(&byte @ b'A'..=b'F') => Some(byte - b'A' + 10),
        Some(&byte @ b'a'..=b'f') => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(body: &str) -> String {
        split_urlencoded(body.as_bytes())
            .unwrap()
            .data
            .unwrap()
            .into_owned()
    }

    #[test]
    fn decodes_plus_and_escapes_once() {
        assert_eq!(data("data=a+b%2Bc%26d%3D%25&sign=X"), "a b+c&d=%");
        assert_eq!(data("data=%2525"), "%25");
        assert_eq!(data("data=%E4%BD%A0%f0%9f%98%80"), "你😀");
    }

    #[test]
    fn keeps_everything_after_the_first_equals_sign() {
        assert_eq!(data("data=a=b=c"), "a=b=c");
    }

    #[test]
    fn ignores_unknown_fields_and_empty_pairs() {
        let form = split_urlencoded(b"&&x=1&x=2&data=d&&sign=s&sign_type=MD5&").unwrap();
        assert_eq!(form.data.as_deref(), Some("d"));
        assert_eq!(form.sign.as_deref(), Some("s"));
        assert_eq!(form.sign_type.as_deref(), Some("MD5"));
    }

    #[test]
    fn absent_and_empty_differ() {
        assert_eq!(split_urlencoded(b"").unwrap().data, None);
        assert_eq!(split_urlencoded(b"data").unwrap().data.as_deref(), Some(""));
        assert_eq!(
            split_urlencoded(b"data=").unwrap().data.as_deref(),
            Some("")
        );
    }

    #[test]
    fn refuses_repeated_fields_however_they_are_spelled() {
        for (body, name) in [
            ("data=1&data=2", "data"),
            ("data=1&d%61ta=2", "data"),
            ("sign=1&sign=1", "sign"),
            ("sign_type=&sign_type=", "sign_type"),
            ("image=&image=", "image"),
        ] {
            assert_eq!(
                split_urlencoded(body.as_bytes()),
                Err(FormError::RepeatedField(name)),
                "{body}"
            );
        }
    }

    #[test]
    fn refuses_broken_escapes_everywhere_and_says_where() {
        for (body, at) in [
            ("data=%", 5),
            ("data=%4", 5),
            ("data=%zz", 5),
            ("x=1&data=a+%E4%4g", 14),
            ("%zz=1", 0),
            ("other=%", 6),
        ] {
            assert_eq!(
                split_urlencoded(body.as_bytes()),
                Err(FormError::BrokenEscape { at }),
                "{body}"
            );
        }
    }

    #[test]
    fn refuses_invalid_utf8_raw_or_escaped_and_says_where() {
        for (body, field, at) in [
            (&b"data=\xff"[..], "data", 5),
            (b"data=%ff", "data", 5),
            (b"x=1&data=a+%41%ff", "data", 14),
            (b"sign=%c0%80", "sign", 5),
            (b"x=%ed%a0%80", "another field", 2),
            (b"\xff=1", "the name of a field", 0),
        ] {
            assert_eq!(
                split_urlencoded(body),
                Err(FormError::InvalidUtf8 { field, at })
            );
        }
    }

    #[test]
    fn refuses_a_flood_of_fields() {
        assert_eq!(
            split_urlencoded("a=1&".repeat(65).as_bytes()),
            Err(FormError::TooManyFields)
        );
    }
}
