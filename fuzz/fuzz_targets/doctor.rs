//! The sign doctor: it accepts any input, and names each mistake in a signature.
//! The first two bytes of an input choose the mistakes, and the rest is the data.
#![no_main]

use libfuzzer_sys::fuzz_target;
use md5::{Digest, Md5};
use serde_json::Value;
use signet_wire::doctor::{Mistake, diagnose};
use signet_wire::sign::{Secret, SignType, sign};

const SECRET: &str = "7512100214f62d7de8ba01b281d6da02";
const RETIRED: &str = "0123456789abcdef0123456789abcdef";

fuzz_target!(|input: &[u8]| {
    let [text, formula, data @ ..] = input else {
        return;
    };
    let Ok(data) = std::str::from_utf8(data) else {
        return;
    };
    let secret = Secret::new(SECRET).unwrap();
    let retired = [Secret::new(RETIRED).unwrap()];
    let ask = |given: &str| diagnose(data, given, SignType::Md5, &secret, &retired);
    let _ = ask(data);
    let Some((signed, of_text)) = rewritten(text % 15, data) else {
        return;
    };
    // If the data contains the secret, or has nothing but spaces, one formula can look like another.
    if data.trim().is_empty() || signed.is_empty() || data.contains("7512100214") {
        return;
    }
    let (given, of_formula) = wrong(formula % 9, &signed);
    let right = sign(SignType::Md5, data.as_bytes(), &secret);
    let said = ask(&given).expect("a known mistake");
    assert_eq!(said.is_empty(), given == right);
    if given != right {
        let named =
            |expected: Option<Mistake>| expected.is_none_or(|expected| said.contains(&expected));
        assert!(named(of_formula), "{of_formula:?} is not in {said:?}");
        // Two rewritings of a short text may produce the same bytes.
        let is_of_text = |said: &Mistake| *said >= Mistake::TrailingNewline;
        let same = signed == data.as_bytes();
        assert!(
            same || named(of_text) || said.iter().any(is_of_text),
            "{of_text:?} is not in {said:?}"
        );
    }
});

/// Returns bytes that a client may have signed instead of `data`, and the mistake.
fn rewritten(choice: u8, data: &str) -> Option<(Vec<u8>, Option<Mistake>)> {
    let (text, mistake) = match choice {
        0 => return Some((data.as_bytes().to_vec(), None)),
        1 => (format!("{data}\n"), Mistake::TrailingNewline),
        2 => (format!("{data}\r\n"), Mistake::TrailingNewline),
        3 => (data.trim().to_owned(), Mistake::Trimmed),
        4 => (format!("\u{feff}{data}"), Mistake::ByteOrderMark),
        5 => {
            let (gbk, _, unmappable) = encoding_rs::GBK.encode(data);
            return (!unmappable).then(|| (gbk.into_owned(), Some(Mistake::Gbk)));
        }
        6 => {
            let encoded = form_urlencoded::byte_serialize(data.as_bytes()).collect();
            (encoded, Mistake::SignedEncoded)
        }
        7 => {
            let encoded = form_urlencoded::byte_serialize(data.as_bytes()).collect::<String>();
            let encoded = encoded
                .replace("%7E", "~")
                .replace("%21", "!")
                .replace('+', "%20");
            let encoded = encoded
                .replace("%27", "'")
                .replace("%28", "(")
                .replace("%29", ")");
            (encoded, Mistake::SignedEncoded)
        }
        8 => (data.replace('+', " "), Mistake::DecodedTwice),
        9 => (serialised(data)?, Mistake::Reserialised),
        10 => (serialised(data)?.replace('/', "\\/"), Mistake::Reserialised),
        11 => (of_go(data)?, Mistake::Reserialised),
        12 => (data.replace(' ', "+"), Mistake::PlusLost),
        13 => {
            let utf16 = data.encode_utf16().flat_map(u16::to_le_bytes).collect();
            return Some((utf16, Some(Mistake::Utf16)));
        }
        _ => (format!("data={data}"), Mistake::SignedForm),
    };
    Some((text.into_bytes(), Some(mistake)))
}

/// Returns the JSON as another library writes it, which sorts the keys. `None` if it has floats: libraries write these too differently.
fn serialised(data: &str) -> Option<String> {
    signet_wire::json::Object::parse(data).ok()?;
    let value: Value = serde_json::from_str(data).ok()?;
    (!has_float(&value)).then(|| value.to_string())
}

/// Returns the JSON as Go writes it.
fn of_go(data: &str) -> Option<String> {
    let text = serialised(data)?;
    let escape = |character: char| match character {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => format!("\\u{:04x}", u32::from(character)),
        other => other.to_string(),
    };
    Some(text.chars().map(escape).collect())
}

fn has_float(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_float),
        Value::Object(members) => members.values().any(has_float),
        _ => false,
    }
}

/// Returns a signature with a mistake of its own, and the mistake.
fn wrong(choice: u8, data: &[u8]) -> (String, Option<Mistake>) {
    let md5 = |parts: &[&[u8]]| hex::encode_upper(Md5::digest(parts.concat()));
    let secret = SECRET.as_bytes();
    let right = md5(&[data, secret]);
    match choice {
        0 => (right, None),
        1 => (md5(&[secret, data]), Some(Mistake::SecretFirst)),
        2 => (md5(&[data]), Some(Mistake::NoSecret)),
        3 => (md5(&[data, secret, b"\n"]), Some(Mistake::SecretWithSpace)),
        4 => (
            md5(&[data, secret, b"\r\n"]),
            Some(Mistake::SecretWithSpace),
        ),
        5 => {
            let secret = Secret::new(SECRET).unwrap();
            let made = sign(SignType::HmacSha256, data, &secret);
            (made, Some(Mistake::HmacForMd5))
        }
        6 => {
            let made = md5(&[data, RETIRED.as_bytes()]);
            (made, Some(Mistake::RetiredSecret))
        }
        7 => (right.to_lowercase(), Some(Mistake::LowerCase)),
        _ => (format!(" {right}\n"), Some(Mistake::SpaceAround)),
    }
}
