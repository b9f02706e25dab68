//! The texts that a client may have signed instead of the one that it sent.

use std::borrow::Cow;

use super::Mistake;
use crate::json::{Object, Value};

/// Every text, each with the mistake that makes it; the sent one first.
pub(super) fn all(data: &str) -> Vec<(Vec<u8>, Option<Mistake>)> {
    let mut texts = vec![(data.as_bytes().to_vec(), None)];
    let mut add = |text: Vec<u8>, mistake: Mistake| {
        if texts.iter().all(|(known, _)| *known != text) {
            texts.push((text, Some(mistake)));
        }
    };
    add(format!("{data}\n").into_bytes(), Mistake::TrailingNewline);
    add(format!("{data}\r\n").into_bytes(), Mistake::TrailingNewline);
    add(data.trim().as_bytes().to_vec(), Mistake::Trimmed);
    add(
        format!("\u{feff}{data}").into_bytes(),
        Mistake::ByteOrderMark,
    );
    if let (Cow::Owned(gbk), _, false) = encoding_rs::GBK.encode(data) {
        add(gbk, Mistake::Gbk);
    }
    for encoded in percent_encoded(data) {
        add(encoded.into_bytes(), Mistake::SignedEncoded);
    }
    for decoded in percent_decoded(data) {
        add(decoded, Mistake::DecodedTwice);
    }
    if let Ok(object) = Object::parse(data) {
        for style in STYLES {
            add(
                style.write(&Value::Object(object.clone())).into_bytes(),
                Mistake::Reserialised,
            );
        }
        for deep in [false, true] {
            let sorted = Value::Object(sorted(object.clone(), deep));
            for style in STYLES {
                add(style.write(&sorted).into_bytes(), Mistake::SortedKeys);
            }
        }
        for text in concatenated(object) {
            add(text.into_bytes(), Mistake::Concatenated);
        }
    }
    texts
}

/// How a library writes JSON.
struct Style {
    after_comma: &'static str,
    after_colon: &'static str,
    escape_slash: bool,
    escape_unicode: bool,
    indent: &'static str,
}

const fn style(
    spaces: bool,
    escape_slash: bool,
    escape_unicode: bool,
    indent: &'static str,
) -> Style {
    Style {
        after_comma: if spaces { " " } else { "" },
        after_colon: if spaces || !indent.is_empty() {
            " "
        } else {
            ""
        },
        escape_slash,
        escape_unicode,
        indent,
    }
}

/// Compact with and without escapes (PHP escapes both by default), with spaces (Python), and indented.
const STYLES: &[Style] = &[
    style(false, false, false, ""),
    style(false, true, true, ""),
    style(false, true, false, ""),
    style(false, false, true, ""),
    style(true, false, true, ""),
    style(true, false, false, ""),
    style(false, false, false, "    "),
    style(false, false, false, "  "),
    style(false, true, true, "    "),
];

impl Style {
    fn write(&self, value: &Value<'_>) -> String {
        let mut out = String::new();
        self.value(&mut out, value, 0);
        out
    }

    fn value(&self, out: &mut String, value: &Value<'_>, depth: usize) {
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Value::Unsigned(number) => out.push_str(&number.to_string()),
            Value::Negative(number) => out.push_str(&number.to_string()),
            Value::Float(number) => out.push_str(&format!("{number:?}")),
            Value::Text(text) => self.text(out, text),
            Value::List(items) => {
                let items = items.iter().map(|item| (None, item));
                self.members(out, ('[', ']'), items, depth);
            }
            Value::Object(object) => {
                let members = object.iter().map(|(key, value)| (Some(key), value));
                self.members(out, ('{', '}'), members, depth);
            }
        }
    }

    fn members<'v>(
        &self,
        out: &mut String,
        (open, close): (char, char),
        members: impl Iterator<Item = (Option<&'v str>, &'v Value<'v>)>,
        depth: usize,
    ) {
        out.push(open);
        let mut empty = true;
        for (key, value) in members {
            if !empty {
                out.push(',');
                if self.indent.is_empty() {
                    out.push_str(self.after_comma);
                }
            }
            empty = false;
            self.line(out, depth + 1);
            if let Some(key) = key {
                self.text(out, key);
                out.push(':');
                out.push_str(self.after_colon);
            }
            self.value(out, value, depth + 1);
        }
        if !empty {
            self.line(out, depth);
        }
        out.push(close);
    }

    fn line(&self, out: &mut String, depth: usize) {
        if !self.indent.is_empty() {
            out.push('\n');
            out.extend(std::iter::repeat_n(self.indent, depth));
        }
    }

    fn text(&self, out: &mut String, text: &str) {
        out.push('"');
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '/' if self.escape_slash => out.push_str("\\/"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                _ if character < ' ' || (self.escape_unicode && !character.is_ascii()) => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                _ => out.push(character),
            }
        }
        out.push('"');
    }
}

/// The object with its keys in order; of every level, if it is `deep`.
fn sorted(object: Object<'_>, deep: bool) -> Object<'_> {
    let mut members: Vec<_> = object.into_members().collect();
    members.sort_by(|one, other| one.0.cmp(&other.0));
    let inner = |value| if deep { sorted_within(value) } else { value };
    let members = members.into_iter();
    members.map(|(key, value)| (key, inner(value))).collect()
}

fn sorted_within(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Object(object) => Value::Object(sorted(object, true)),
        Value::List(items) => Value::List(items.into_iter().map(sorted_within).collect()),
        other => other,
    }
}

/// Sorted keys and values in a row, as `k1v1k2v2` and as `k1=v1&k2=v2`; without what is empty, as such protocols sign.
fn concatenated(object: Object<'_>) -> [String; 2] {
    let mut plain = String::new();
    let mut pairs = Vec::new();
    for (key, value) in sorted(object, false).iter() {
        let value = match value {
            Value::Text(text) if !text.is_empty() => text.to_string(),
            Value::Unsigned(number) => number.to_string(),
            Value::Negative(number) => number.to_string(),
            _ => continue,
        };
        plain.push_str(key);
        plain.push_str(&value);
        pairs.push(format!("{key}={value}"));
    }
    [plain, pairs.join("&")]
}

/// What libraries leave as it is beside letters and digits: PHP's `urlencode`; `rawurlencode`; Python's `quote`; browsers'
/// forms and Java; `encodeURIComponent`.
const UNRESERVED: [&[u8]; 5] = [b"-_.", b"-_.~", b"-_.~/", b"-_.*", b"-_.!~*'()"];

/// As each library writes it, with the two ways to write a space.
fn percent_encoded(data: &str) -> Vec<String> {
    let encode = |unreserved: &[u8]| {
        let mut encoded = String::new();
        for byte in data.bytes() {
            if byte.is_ascii_alphanumeric() || unreserved.contains(&byte) {
                encoded.push(char::from(byte));
            } else {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        }
        [encoded.replace("%20", "+"), encoded]
    };
    UNRESERVED.into_iter().flat_map(encode).collect()
}

/// The data decoded once more, and with the plus signs of a text that was not encoded where it should have been.
fn percent_decoded(data: &str) -> Vec<Vec<u8>> {
    let spaced = data.replace('+', " ");
    let plus = data.replace(' ', "+");
    [data, &spaced]
        .into_iter()
        .map(|text| decode(text.as_bytes()))
        .chain([spaced.clone().into_bytes(), plus.into_bytes()])
        .collect()
}

fn decode(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after.split_at_checked(2).filter(|_| byte == b'%');
        let value = escaped.and_then(|(digits, after)| {
            let digits = std::str::from_utf8(digits).ok()?;
            Some((u8::from_str_radix(digits, 16).ok()?, after))
        });
        let (byte, after) = value.unwrap_or((byte, after));
        decoded.push(byte);
        rest = after;
    }
    decoded
}
