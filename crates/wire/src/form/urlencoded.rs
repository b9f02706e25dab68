use std::borrow::Cow;

use super::{Content, FormError, Kind, Pairs, Rules};

/// Reads an `application/x-www-form-urlencoded` body, or the query of a URL.
///
/// # Errors
/// If the rules refuse a field or a size, if an escape is broken, or if bytes are not UTF-8.
pub fn read_urlencoded<'a>(body: &'a [u8], rules: &Rules) -> Result<Pairs<'a>, FormError> {
    let mut pairs = Pairs::default();
    let mut fields = 0;
    let mut rest = body;
    while !rest.is_empty() {
        let pair;
        let at = body.len() - rest.len();
        (pair, rest) = split_at_byte(b'&', rest);
        if pair.is_empty() {
            continue;
        }
        if fields == rules.max_fields {
            return Err(FormError::TooManyFields(fields));
        }
        fields += 1;
        let (name, value) = split_at_byte(b'=', pair);
        let at_value = at + name.len() + 1;
        let name = decode(name, "the name of a field", at)?;
        let field = rules.field(&name);
        let value = decode(value, field.shown, at_value)?;
        let content = match field.kind {
            // Only a multipart form can have the bytes of a file.
            Kind::File => Content::File(&[]),
            _ => Content::Text(value),
        };
        pairs.put(rules, field, name, content)?;
    }
    Ok(pairs)
}

/// Returns the bytes before the first `byte` and the bytes after it. If there is no such byte, returns all bytes and no bytes.
fn split_at_byte(byte: u8, bytes: &[u8]) -> (&[u8], &[u8]) {
    let at = memchr::memchr(byte, bytes).unwrap_or(bytes.len());
    let (before, rest) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
    (before, rest.get(1..).unwrap_or_default())
}

/// Decodes one name or value: `+` is a space, `%XX` is a byte, the result is UTF-8. `field` and `at`, the position of the name or
/// value in the body, are for the error.
fn decode<'a>(raw: &'a [u8], field: &'static str, at: usize) -> Result<Cow<'a, str>, FormError> {
    if memchr::memchr2(b'%', b'+', raw).is_none() {
        return std::str::from_utf8(raw)
            .map(Cow::Borrowed)
            .map_err(|error| {
                let at = at + error.valid_up_to();
                FormError::InvalidUtf8 { field, at }
            });
    }
    let decoded = unescape(raw).ok_or_else(|| {
        let at = at + broken_escape(raw);
        FormError::BrokenEscape { at }
    })?;
    String::from_utf8(decoded).map(Cow::Owned).map_err(|error| {
        let at = at + place_of(error.utf8_error().valid_up_to(), raw);
        FormError::InvalidUtf8 { field, at }
    })
}

/// Returns the decoded bytes; `None` if an escape is broken.
fn unescape(raw: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = vec![0; raw.len()];
    let mut length = 0;
    let mut bytes = raw.iter();
    // The decoded bytes are never more than the encoded ones, so there is a place for every byte.
    for place in &mut decoded {
        let Some(&byte) = bytes.next() else { break };
        *place = match byte {
            b'+' => b' ',
            b'%' => unescape_byte(*bytes.next()?, *bytes.next()?)?,
            plain => plain,
        };
        length += 1;
    }
    decoded.truncate(length);
    Some(decoded)
}

/// Returns the byte of two hexadecimal digits; `None` if one of them is not a hexadecimal digit.
fn unescape_byte(high: u8, low: u8) -> Option<u8> {
    let (high, low) = (hex_digit(high), hex_digit(low));
    // One comparison checks both digits.
    ((high | low) <= 0xf).then_some(high << 4 | low)
}

/// Returns the position of the first broken escape.
fn broken_escape(raw: &[u8]) -> usize {
    let is_broken = |at: &usize| {
        let digits = raw.get(at + 1..at + 3);
        !matches!(digits, Some([high, low]) if unescape_byte(*high, *low).is_some())
    };
    let mut escapes = memchr::memchr_iter(b'%', raw);
    escapes.find(is_broken).unwrap_or_default()
}

/// Returns the position of a decoded byte in the encoded bytes.
fn place_of(decoded: usize, raw: &[u8]) -> usize {
    let mut place = 0;
    for _ in 0..decoded {
        place += if raw.get(place) == Some(&b'%') { 3 } else { 1 };
    }
    place
}

/// The value of a byte that is not a hexadecimal digit.
const NO_DIGIT: u8 = 0xff;

/// The values of all bytes as hexadecimal digits: a look-up takes fewer instructions than comparisons, and the JSON of a call
/// is full of escapes.
static HEX_DIGITS: [u8; 256] = hex_digits();

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "evaluated by the compiler, with constants alone"
)]
const fn hex_digits() -> [u8; 256] {
    let mut values = [NO_DIGIT; 256];
    let mut digits = b"0123456789abcdef".as_slice();
    let mut value = 0;
    while let [digit, rest @ ..] = digits {
        values[*digit as usize] = value;
        values[digit.to_ascii_uppercase() as usize] = value;
        value += 1;
        digits = rest;
    }
    values
}

fn hex_digit(byte: u8) -> u8 {
    let value = HEX_DIGITS.get(usize::from(byte));
    value.copied().unwrap_or(NO_DIGIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::split_urlencoded;

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
            Err(FormError::TooManyFields(64))
        );
    }
}
