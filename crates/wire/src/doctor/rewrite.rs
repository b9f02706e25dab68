//! The texts that a client may have signed instead of the text that it sent.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::ControlFlow;

use md5::{Digest, Md5};

use super::Mistake;
use super::style::STYLES;
use crate::json::{Object, Value};

/// The maximum number of spaces of which every subset is tried as plus signs: n spaces make 2^n texts.
const MAX_BLANKS: usize = 6;

/// A candidate text, and the mistake that produces it.
pub(super) struct Rewritten<'t> {
    pub(super) bytes: &'t [u8],
    /// `None` for the text that was sent.
    pub(super) mistake: Option<Mistake>,
    /// Whether clients of other protocols sign this text. If so, the formulas of those protocols are tried too.
    pub(super) of_others: bool,
}

/// Passes each text to `look` once, the sent text first, until a text matches. Only one text at a time is in memory.
pub(super) fn find<T>(data: &str, look: impl FnMut(Rewritten<'_>) -> Option<T>) -> Option<T> {
    let mut texts = Texts {
        seen: HashSet::new(),
        look,
    };
    match texts.all(data) {
        ControlFlow::Break(found) => Some(found),
        ControlFlow::Continue(()) => None,
    }
}

struct Texts<L> {
    /// The digests of the texts so far.
    seen: HashSet<[u8; 16]>,
    look: L,
}

impl<T, L: FnMut(Rewritten<'_>) -> Option<T>> Texts<L> {
    fn all(&mut self, data: &str) -> ControlFlow<T> {
        self.show(data.as_bytes(), None, true)?;
        self.of_bytes(data)?;
        self.of_characters(data)?;
        if let Ok(object) = Object::parse(data) {
            self.of_json(object)?;
        }
        self.of_lost_signs(data)
    }

    fn add(&mut self, bytes: impl AsRef<[u8]>, mistake: Mistake) -> ControlFlow<T> {
        self.show(bytes.as_ref(), Some(mistake), false)
    }

    fn show(&mut self, bytes: &[u8], mistake: Option<Mistake>, of_others: bool) -> ControlFlow<T> {
        if !self.seen.insert(Md5::digest(bytes).into()) {
            return ControlFlow::Continue(());
        }
        let text = Rewritten {
            bytes,
            mistake,
            of_others,
        };
        match (self.look)(text) {
            Some(found) => ControlFlow::Break(found),
            None => ControlFlow::Continue(()),
        }
    }

    /// Tries the data with other ends and line ends, and in other encodings.
    fn of_bytes(&mut self, data: &str) -> ControlFlow<T> {
        self.add(format!("{data}\n"), Mistake::TrailingNewline)?;
        self.add(format!("{data}\r\n"), Mistake::TrailingNewline)?;
        self.add(data.trim(), Mistake::Trimmed)?;
        self.add(format!("\u{feff}{data}"), Mistake::ByteOrderMark)?;
        let unix = data.replace("\r\n", "\n");
        self.add(unix.replace('\n', "\r\n"), Mistake::LineEnds)?;
        self.add(&unix, Mistake::LineEnds)?;
        self.add(unix.replace('\n', ""), Mistake::LineEnds)?;
        if let (Cow::Owned(gbk), _, false) = encoding_rs::GBK.encode(data) {
            self.add(gbk, Mistake::Gbk)?;
        }
        let utf16 = |bytes: fn(u16) -> [u8; 2]| data.encode_utf16().flat_map(bytes).collect();
        let (little, big): (Vec<u8>, Vec<u8>) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        self.add(little, Mistake::Utf16)?;
        self.add(big, Mistake::Utf16)?;
        let ascii = |character: char| if character.is_ascii() { character } else { '?' };
        self.add(data.chars().map(ascii).collect::<String>(), Mistake::Ascii)?;
        let latin1: Result<Vec<u8>, _> = data
            .chars()
            .map(|one| u8::try_from(u32::from(one)))
            .collect();
        match latin1 {
            Ok(latin1) => self.add(latin1, Mistake::EncodedTwice),
            Err(_) => ControlFlow::Continue(()),
        }
    }

    /// Tries characters that were encoded, decoded or replaced on the way.
    fn of_characters(&mut self, data: &str) -> ControlFlow<T> {
        for encoded in percent_encoded(data) {
            self.add(&encoded, Mistake::SignedEncoded)?;
        }
        self.add(format!("data={data}"), Mistake::SignedForm)?;
        for decoded in percent_decoded(data) {
            self.add(decoded, Mistake::DecodedTwice)?;
        }
        for html in html_escaped(data) {
            self.add(html, Mistake::HtmlEscaped)?;
        }
        let straight = data
            .replace(['“', '”', '„'], "\"")
            .replace(['‘', '’', '‚'], "'");
        self.add(straight, Mistake::SmartQuotes)
    }

    /// Tries the same data as other JSON writers serialise it, and as other protocols join it.
    fn of_json(&mut self, object: Object<'_>) -> ControlFlow<T> {
        let value = Value::Object(object.clone());
        for style in STYLES {
            self.add(style.write(&value), Mistake::Reserialised)?;
        }
        for deep in [false, true] {
            let sorted = Value::Object(sorted(object.clone(), deep));
            for style in STYLES {
                self.add(style.write(&sorted), Mistake::SortedKeys)?;
            }
        }
        for text in concatenated(&object) {
            self.show(text.as_bytes(), Some(Mistake::Concatenated), true)?;
        }
        ControlFlow::Continue(())
    }

    /// Tries the data with plus signs instead of spaces: instead of all spaces and, if there are few, of every subset of them.
    fn of_lost_signs(&mut self, data: &str) -> ControlFlow<T> {
        self.add(data.replace(' ', "+"), Mistake::PlusLost)?;
        let blanks: Vec<usize> = data.match_indices(' ').map(|(at, _)| at).collect();
        if blanks.len() > MAX_BLANKS {
            return ControlFlow::Continue(());
        }
        for chosen in 1..1_u32 << blanks.len() {
            let mut text = data.as_bytes().to_vec();
            for (index, &at) in blanks.iter().enumerate() {
                if chosen >> index & 1 == 1
                    && let Some(byte) = text.get_mut(at)
                {
                    *byte = b'+';
                }
            }
            self.add(text, Mistake::PlusLost)?;
        }
        ControlFlow::Continue(())
    }
}

/// Returns the object with its keys sorted. If `deep`, the keys of the objects inside it are sorted too.
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

/// Returns the keys and values joined as other protocols sign them: `k1v1k2v2`, `k1=v1&k2=v2` and values alone, sorted and in
/// the sent order; with and without empty or nested values.
fn concatenated(object: &Object<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    for object in [sorted(object.clone(), false), object.clone()] {
        for keeps_all in [false, true] {
            let members: Vec<(&str, String)> = object
                .iter()
                .filter_map(|(key, value)| Some((key, shown(value, keeps_all)?)))
                .collect();
            let join = |pair: &dyn Fn(&str, &str) -> String, between: &str| {
                let pairs: Vec<String> = members
                    .iter()
                    .map(|(key, value)| pair(key, value))
                    .collect();
                pairs.join(between)
            };
            texts.push(join(&|key, value| format!("{key}{value}"), ""));
            texts.push(join(&|key, value| format!("{key}={value}"), "&"));
            texts.push(join(&|_, value| value.to_owned(), ""));
            let escape = |text: &str| percent_encode(text, b"-_.").replace("%20", "+");
            texts.push(join(
                &|key, value| format!("{}={}", escape(key), escape(value)),
                "&",
            ));
        }
    }
    texts
}

/// Returns the text of a value for joining; `None` if the protocol leaves the value out.
fn shown(value: &Value<'_>, keeps_all: bool) -> Option<String> {
    match value {
        Value::Text(text) if keeps_all || !text.is_empty() => Some(text.to_string()),
        Value::Unsigned(number) => Some(number.to_string()),
        Value::Negative(number) => Some(number.to_string()),
        Value::Null | Value::Text(_) => keeps_all.then(String::new),
        other => keeps_all.then(|| {
            STYLES
                .first()
                .map_or_else(String::new, |style| style.write(other))
        }),
    }
}

/// The characters that libraries do not encode, besides letters and digits: PHP's `urlencode`; `rawurlencode`; Python's `quote`; browsers'
/// forms and Java; `encodeURIComponent`.
const UNRESERVED: [&[u8]; 5] = [b"-_.", b"-_.~", b"-_.~/", b"-_.*", b"-_.!~*'()"];

/// Returns the data as each library encodes it, with both ways to write a space.
fn percent_encoded(data: &str) -> impl Iterator<Item = String> {
    UNRESERVED.into_iter().flat_map(move |unreserved| {
        let encoded = percent_encode(data, unreserved);
        [encoded.replace("%20", "+"), encoded]
    })
}

fn percent_encode(text: &str, unreserved: &[u8]) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || unreserved.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Returns the data decoded once more: first only its percent escapes, then these and its plus signs, then only its plus signs. The last
/// form is for a text that was not encoded where it should have been.
fn percent_decoded(data: &str) -> [Vec<u8>; 3] {
    let spaced = data.replace('+', " ");
    [
        percent_decode(data.as_bytes()),
        percent_decode(spaced.as_bytes()),
        spaced.into_bytes(),
    ]
}

fn percent_decode(text: &[u8]) -> Vec<u8> {
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

/// Returns the data with its entities decoded, and the data escaped with the entities that libraries write.
fn html_escaped(data: &str) -> [String; 5] {
    let plain = data
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#039;", "'")
        .replace("&amp;", "&");
    let tags = data
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let quotes = tags.replace('"', "&quot;");
    let [long, short] = ["&#039;", "&#39;"].map(|entity| quotes.replace('\'', entity));
    [plain, tags, quotes, long, short]
}
