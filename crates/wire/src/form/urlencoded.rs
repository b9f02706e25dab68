use std::borrow::Cow;

use super::{Form, FormError, MAX_FIELDS};

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
        (pair, rest) = split_at_byte(b'&', rest);
        if pair.is_empty() {
            continue;
        }
        if fields == MAX_FIELDS {
            return Err(FormError::TooManyFields);
        }
        fields += 1;
        let (name, value) = split_at_byte(b'=', pair);
        let name = decode(name)?;
        let value = decode(value)?;
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

/// Decodes one name or value: `+` is a space, `%XX` is a byte, the result is UTF-8.
fn decode(raw: &[u8]) -> Result<Cow<'_, str>, FormError> {
    if memchr::memchr2(b'%', b'+', raw).is_none() {
        return std::str::from_utf8(raw)
            .map(Cow::Borrowed)
            .map_err(|_| FormError::InvalidUtf8);
    }
    let mut decoded = vec![0; raw.len()];
    let mut length = 0;
    let mut bytes = raw.iter();
    // What is decoded is never longer, so that there is a place for every byte.
    for place in &mut decoded {
        let Some(&byte) = bytes.next() else { break };
        *place = match byte {
            b'+' => b' ',
            b'%' => hex_digit(bytes.next())? << 4 | hex_digit(bytes.next())?,
            plain => plain,
        };
        length += 1;
    }
    decoded.truncate(length);
    String::from_utf8(decoded)
        .map(Cow::Owned)
        .map_err(|_| FormError::InvalidUtf8)
}

fn hex_digit(byte: Option<&u8>) -> Result<u8, FormError> {
    match byte {
        Some(&byte @ b'0'..=b'9') => Ok(byte - b'0'),
        Some(&byte @ b'A'..=b'F') => Ok(byte - b'A' + 10),
        Some(&byte @ b'a'..=b'f') => Ok(byte - b'a' + 10),
        _ => Err(FormError::BrokenEscape),
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
        for body in [
            "data=1&data=2",
            "data=1&d%61ta=2",
            "sign=1&sign=1",
            "sign_type=&sign_type=",
            "image=&image=",
        ] {
            assert_eq!(
                split_urlencoded(body.as_bytes()),
                Err(FormError::RepeatedField),
                "{body}"
            );
        }
    }

    #[test]
    fn refuses_broken_escapes_everywhere() {
        for body in [
            "data=%", "data=%4", "data=%zz", "data=%4g", "%zz=1", "other=%",
        ] {
            assert_eq!(
                split_urlencoded(body.as_bytes()),
                Err(FormError::BrokenEscape),
                "{body}"
            );
        }
    }

    #[test]
    fn refuses_invalid_utf8_raw_or_escaped() {
        assert_eq!(split_urlencoded(b"data=\xff"), Err(FormError::InvalidUtf8));
        assert_eq!(split_urlencoded(b"data=%ff"), Err(FormError::InvalidUtf8));
        assert_eq!(
            split_urlencoded(b"data=%c0%80"),
            Err(FormError::InvalidUtf8)
        );
        assert_eq!(
            split_urlencoded(b"data=%ed%a0%80"),
            Err(FormError::InvalidUtf8)
        );
        assert_eq!(split_urlencoded(b"\xff=1"), Err(FormError::InvalidUtf8));
    }

    #[test]
    fn refuses_a_flood_of_fields() {
        assert_eq!(
            split_urlencoded("a=1&".repeat(65).as_bytes()),
            Err(FormError::TooManyFields)
        );
    }
}
