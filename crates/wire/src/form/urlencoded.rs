use std::borrow::Cow;

use super::{Form, FormError, MAX_FIELDS};

/// Splits an `application/x-www-form-urlencoded` body.
///
/// # Errors
/// Any repeated field of the call, broken escape, byte sequence that is not UTF-8, or flood of fields.
pub fn split_urlencoded(body: &[u8]) -> Result<Form<'_>, FormError> {
    let mut form = Form::default();
    let pairs = body
        .split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty());
    for (index, pair) in pairs.enumerate() {
        if index == MAX_FIELDS {
            return Err(FormError::TooManyFields);
        }
        let (name, value) = match memchr::memchr(b'=', pair) {
            Some(at) => (
                pair.get(..at).unwrap_or_default(),
                pair.get(at + 1..).unwrap_or_default(),
            ),
            None => (pair, &[][..]),
        };
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

/// Decodes one name or value: `+` is a space, `%XX` is a byte, the result is UTF-8.
fn decode(raw: &[u8]) -> Result<Cow<'_, str>, FormError> {
    if memchr::memchr2(b'%', b'+', raw).is_none() {
        return std::str::from_utf8(raw)
            .map(Cow::Borrowed)
            .map_err(|_| FormError::InvalidUtf8);
    }
    let mut decoded = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'+' => decoded.push(b' '),
            b'%' => {
                let [high, low, tail @ ..] = rest else {
                    return Err(FormError::BrokenEscape);
                };
                let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low)) else {
                    return Err(FormError::BrokenEscape);
                };
                decoded.push(high << 4 | low);
                rest = tail;
            }
            other => decoded.push(*other),
        }
    }
    String::from_utf8(decoded)
        .map(Cow::Owned)
        .map_err(|_| FormError::InvalidUtf8)
}

fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
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
