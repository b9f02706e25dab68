//! Properties of the wire that hold for any input.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value as Stock;
use signet_wire::doctor::diagnose;
use signet_wire::form::{Boundary, split_multipart, split_multipart_start, split_urlencoded};
use signet_wire::json::{Object, Value};
use signet_wire::sign::{Secret, SignType, sign, verify};
use signet_wire::version::Version;
use signet_wire::{Fen, FenShort, Integers, Money, Style};

/// Returns a text percent-encoded in one of many ways: each byte as it is, where that is allowed, or as an escape in either case.
fn percent_encoded(text: &str, ways: &[u8]) -> String {
    let ways = ways.iter().copied().cycle().chain(std::iter::repeat(0));
    let encode = |(byte, way): (u8, u8)| match (byte, way % 3) {
        (b' ', 1) => "+".to_owned(),
        (byte, 1) if byte.is_ascii_graphic() && !b"&=%+".contains(&byte) => {
            char::from(byte).to_string()
        }
        (byte, 2) => format!("%{byte:02x}"),
        (byte, _) => format!("%{byte:02X}"),
    };
    text.bytes().zip(ways).map(encode).collect()
}

fn secret() -> impl Strategy<Value = Secret> {
    "[ -~]{16,64}".prop_map(|text| Secret::new(text).unwrap())
}

fn sign_type() -> impl Strategy<Value = SignType> {
    prop_oneof![Just(SignType::Md5), Just(SignType::HmacSha256)]
}

fn json() -> impl Strategy<Value = Stock> {
    let leaf = prop_oneof![
        Just(Stock::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        prop::num::f64::NORMAL.prop_map(Into::into),
        "[^\0]*".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::hash_map("[^\0]{0,8}", inner, 0..6)
                .prop_map(|map| Stock::Object(map.into_iter().collect())),
        ]
    })
}

/// Returns whether the strict reader and the stock reader read the same value.
fn same(ours: &Value<'_>, stock: &Stock) -> bool {
    match (ours, stock) {
        (Value::Null, Stock::Null) => true,
        (Value::Bool(ours), Stock::Bool(stock)) => ours == stock,
        (Value::Unsigned(ours), Stock::Number(stock)) => stock.as_u64() == Some(*ours),
        (Value::Negative(ours), Stock::Number(stock)) => stock.as_i64() == Some(*ours),
        (Value::Float(ours), Stock::Number(stock)) => {
            stock.is_f64() && stock.as_f64() == Some(*ours)
        }
        (Value::Text(ours), Stock::String(stock)) => ours == stock,
        (Value::List(ours), Stock::Array(stock)) => {
            ours.len() == stock.len()
                && ours
                    .iter()
                    .zip(stock)
                    .all(|(ours, stock)| same(ours, stock))
        }
        (Value::Object(ours), Stock::Object(stock)) => {
            let equal = |(key, value): (&str, &Value<'_>)| {
                stock.get(key).is_some_and(|stock| same(value, stock))
            };
            ours.iter().count() == stock.len() && ours.iter().all(equal)
        }
        _ => false,
    }
}

fn part(name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--boundary\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

/// A parameter that is not needed, as clients write it: its value is quoted or not, and has any bytes except line ends.
fn passed_over() -> impl Strategy<Value = Vec<u8>> {
    let key = "(file|user|x-)[a-z]{0,8}[*]?";
    let value = prop::collection::vec(any::<u8>(), 0..40);
    (key, value, any::<bool>(), any::<bool>()).prop_map(|(key, value, opens, closes)| {
        let plain = |byte: &u8| !b"\r\n\0;".contains(byte);
        let value: Vec<u8> = value.into_iter().filter(plain).collect();
        let quote = |is_there: bool| if is_there { &b"\""[..] } else { b"" };
        [key.as_bytes(), b"=", quote(opens), &value, quote(closes)].concat()
    })
}

fn boundary() -> Boundary {
    Boundary::of_content_type("multipart/form-data; boundary=boundary").unwrap()
}

fn has_delimiter(content: &[u8]) -> bool {
    let delimiter = b"\r\n--boundary";
    content
        .windows(delimiter.len())
        .any(|window| window == delimiter)
}

proptest! {
    #[test]
    fn a_urlencoded_field_comes_out_as_it_went_in(
        data in any::<String>(), sign in any::<String>(), other in any::<String>(), ways in any::<Vec<u8>>(),
    ) {
        let encode = |text: &str| percent_encoded(text, &ways);
        let fields = [
            format!("{}={}", encode("data"), encode(&data)),
            format!("{}={}", encode("sign"), encode(&sign)),
            format!("_{}={}", encode(&other), encode(&other)),
        ];
        for body in [fields.join("&"), format!("&{}&&{}&{}&", fields[2], fields[1], fields[0])] {
            let form = split_urlencoded(body.as_bytes()).unwrap();
            prop_assert_eq!(form.data.as_deref(), Some(data.as_str()));
            prop_assert_eq!(form.sign.as_deref(), Some(sign.as_str()));
        }
        let again = percent_encoded("data", &ways.iter().rev().copied().collect::<Vec<_>>());
        let twice = format!("{}&{again}={}", fields.join("&"), encode(&data));
        prop_assert!(split_urlencoded(twice.as_bytes()).is_err());
    }

    #[test]
    fn a_multipart_field_comes_out_as_it_went_in(data in any::<String>(), image in any::<Vec<u8>>(), cut in any::<Index>()) {
        prop_assume!(!has_delimiter(data.as_bytes()) && !has_delimiter(&image));
        let mut body = part("data", data.as_bytes());
        body.extend(part("image", &image));
        body.extend(b"--boundary--\r\n");
        let form = split_multipart(&body, &boundary()).unwrap();
        prop_assert_eq!(form.data.as_deref(), Some(data.as_str()));
        prop_assert_eq!(form.image, Some(image.as_slice()));
        // A start of the body has no other fields, and is not a whole body unless only the last line end is missing.
        let start = &body[..cut.index(body.len() - 2)];
        prop_assert!(split_multipart(start, &boundary()).is_err());
        if let Ok(form) = split_multipart_start(start, &boundary()) {
            prop_assert!(form.data.is_none_or(|found| found == data));
            prop_assert!(form.image.is_none_or(|found| found == image));
        }
        let twice = [part("data", data.as_bytes()), body].concat();
        prop_assert!(split_multipart(&twice, &boundary()).is_err());
    }

    #[test]
    fn nothing_but_the_name_of_a_part_matters(
        first in prop::collection::vec(passed_over(), 0..3), last in prop::collection::vec(passed_over(), 0..3), lines in 0..3usize,
    ) {
        let of = |name: &[u8], is_last: bool| {
            let more = if is_last { &first } else { &last };
            let parameters = [&first[..], &[name.to_vec()], &more[..]].concat().join(&b"; "[..]);
            [b"--boundary\r\nX-Y: \xff\r\nContent-Disposition: form-data; ", &parameters[..], b"\r\n\r\npicture\r\n"].concat()
        };
        let body = |part: Vec<u8>| [&b"\r\n".repeat(lines)[..], &part, b"--boundary--\r\n", &b"\r\n".repeat(lines)].concat();
        for is_last in [false, true] {
            let good = body(of(b"name=\"image\"", is_last));
            let form = split_multipart(&good, &boundary()).unwrap();
            prop_assert_eq!(form.image, Some(&b"picture"[..]));
            for wrong in [&b"x=y"[..], b"name=\"image\"; name=\"data\"", b"name*=utf-8''image", b"name"] {
                let broken = body(of(wrong, is_last));
                prop_assert!(split_multipart(&broken, &boundary()).is_err(), "{}", broken.escape_ascii());
            }
        }
    }

    #[test]
    fn no_bytes_make_a_splitter_panic(body in any::<Vec<u8>>(), content_type in any::<String>()) {
        let _ = split_urlencoded(&body);
        if let Ok(boundary) = Boundary::of_content_type(&format!("multipart/form-data; boundary={content_type}")) {
            let _ = split_multipart(&body, &boundary);
        }
    }

    #[test]
    fn the_strict_reader_reads_what_the_stock_reader_reads(text in any::<String>()) {
        if let Ok(object) = Object::parse(&text) {
            prop_assert!(same(&Value::Object(object), &serde_json::from_str(&text).unwrap()));
        }
    }

    #[test]
    fn an_object_without_oddities_is_taken_with_all_its_values(value in json(), indented in any::<bool>()) {
        let stock = serde_json::json!({"value": value});
        let text = if indented { format!("{stock:#}") } else { stock.to_string() };
        let object = Object::parse(&text).unwrap();
        prop_assert!(same(&Value::Object(object), &serde_json::from_str(&text).unwrap()));
    }

    #[test]
    fn one_oddity_anywhere_is_refused(before in json(), after in json(), path in prop::collection::vec(any::<bool>(), 0..10), key in "[a-z]{1,8}") {
        let first = u32::from(key.as_bytes()[0]);
        let escaped = format!("\\u{first:04x}{}", &key[1..]);
        let text_of = |odd: &str| {
            let within = path.iter().fold(odd.to_owned(), |inner, is_list| match is_list {
                true => format!("[{before},{inner},{after}]"),
                false => format!("{{\"before\":{before},\"inner\":{inner}}}"),
            });
            format!("{{\"a\":{before},\"b\":{within},\"c\":{after}}}")
        };
        let refused = |odd: &str| Object::parse(&text_of(odd)).is_err();
        // The path alone may have too many keys, because it repeats a value many times.
        prop_assume!(!refused("{}"));
        for odd in [
            format!("{{\"{key}\":1,\"{key}\":2}}"),
            format!("{{\"{key}\":1,\"-\":{{}},\"{escaped}\":2}}"),
            format!("{{\"{key}\\u0000\":1}}"),
            format!("\"{key}\\u0000\""),
            format!("{}{}", "[".repeat(16), "]".repeat(16)),
        ] {
            prop_assert!(serde_json::from_str::<Stock>(&text_of(&odd)).is_ok(), "{}", odd);
            prop_assert!(refused(&odd), "{}", odd);
        }
    }

    #[test]
    fn integers_are_exact_as_number_and_as_text(number in any::<i64>()) {
        let text = format!("{{\"a\":{number},\"b\":\"{number}\"}}");
        let object = Object::parse(&text).unwrap();
        prop_assert_eq!(object.integer("a"), Some(number));
        prop_assert_eq!(object.integer("b"), Some(number));
    }

    #[test]
    fn yuan_are_the_fen_that_they_came_from(fen in 0..=i64::MAX) {
        for money in [Money::Yuan, Money::YuanText] {
            let mut written = Vec::new();
            let style = Style { money, ..Style::default() };
            style.write(&(Fen(fen), FenShort(Fen(fen)), Fen(-fen)), &mut written).unwrap();
            let text = String::from_utf8(written).unwrap().replace('"', "");
            let shown: Vec<_> = text.trim_matches(['[', ']']).split(',').collect();
            let below = shown[2].strip_prefix('-').unwrap_or(shown[2]);
            for yuan in [shown[0], shown[1], below] {
                prop_assert_eq!(Fen::from_yuan(yuan), Some(Fen(fen)), "{}", text);
            }
            prop_assert!(shown[1].len() <= shown[0].len() && (fen == 0 || shown[2].starts_with('-')));
        }
    }

    #[test]
    fn a_style_changes_nothing_but_integers(value in json()) {
        fn as_texts(value: &mut Stock) {
            match value {
                Stock::Number(number) if !number.is_f64() => *value = number.to_string().into(),
                Stock::Array(values) => values.iter_mut().for_each(as_texts),
                Stock::Object(members) => members.values_mut().for_each(as_texts),
                _ => {}
            }
        }
        let mut written = Vec::new();
        let style = Style { integers: Integers::Texts, ..Style::default() };
        style.write(&value, &mut written).unwrap();
        let mut expected = value;
        as_texts(&mut expected);
        prop_assert_eq!(String::from_utf8(written).unwrap(), expected.to_string());
    }

    #[test]
    fn a_signature_verifies_and_no_other_does(data in any::<Vec<u8>>(), secret in secret(), sign_type in sign_type(), at in any::<Index>()) {
        let right = sign(sign_type, &data, &secret);
        prop_assert!(verify(sign_type, &data, &secret, &right));
        let at = at.index(right.len());
        let other = if right.as_bytes()[at] == b'0' { "1" } else { "0" };
        for wrong in [
            format!("{}{other}{}", &right[..at], &right[at + 1..]),
            right[..at].to_owned(),
            format!("{right}{other}"),
            format!("{right} "),
            format!("\u{feff}{right}"),
        ] {
            prop_assert!(!verify(sign_type, &data, &secret, &wrong));
        }
        let lower = right.to_lowercase();
        prop_assert_eq!(verify(sign_type, &data, &secret, &lower), lower == right);
    }

    #[test]
    fn a_signature_is_of_its_bytes_its_secret_and_its_kind(
        data in any::<Vec<u8>>(), at in any::<Index>(), bit in 0..8u32, one in secret(), other in secret(), sign_type in sign_type(),
    ) {
        let right = sign(sign_type, &data, &one);
        let mut longer = data.clone();
        longer.push(b' ');
        prop_assert!(!verify(sign_type, &longer, &one, &right));
        if !data.is_empty() {
            let mut changed = data.clone();
            changed[at.index(data.len())] ^= 1 << bit;
            prop_assert!(!verify(sign_type, &changed, &one, &right));
            prop_assert!(!verify(sign_type, &data[1..], &one, &right));
        }
        prop_assert_eq!(verify(sign_type, &data, &other, &right), one == other);
        let kind = if sign_type == SignType::Md5 { SignType::HmacSha256 } else { SignType::Md5 };
        prop_assert!(!verify(kind, &data, &one, &right));
    }

    #[test]
    fn no_text_is_a_signature_by_chance(data in any::<Vec<u8>>(), given in ".{0,80}", secret in secret(), sign_type in sign_type()) {
        prop_assert!(!verify(sign_type, &data, &secret, &given));
    }

    #[test]
    fn the_doctor_knows_right_from_wrong(data in any::<String>(), given in ".{0,80}", secret in secret(), sign_type in sign_type()) {
        let right = sign(sign_type, data.as_bytes(), &secret);
        prop_assert_eq!(diagnose(&data, &right, sign_type, &secret, &[]), Some(vec![]));
        prop_assert_eq!(diagnose(&data, &given, sign_type, &secret, &[]), None);
    }

    #[test]
    fn versions_compare_by_number(one in any::<(u32, u32, u32)>(), other in any::<(u32, u32, u32)>()) {
        let version = |(major, minor, patch): (u32, u32, u32)| format!("{major}.{minor}.{patch}").parse::<Version>().unwrap();
        prop_assert_eq!(version(one).cmp(&version(other)), one.cmp(&other));
        prop_assert_eq!(version(one).to_string().parse::<Version>().unwrap(), version(one));
    }
}
