//! Characters that do not belong in a setting.

use std::collections::BTreeMap;

use anyhow::bail;
use config::{Config, Value, ValueKind};

/// Settings with free text: blanks, line ends and joiners are allowed there.
const FREE_TEXTS: [&str; 1] = ["user.welcome_message"];

/// Refuses every text of a configuration that is not clean; the error names its key.
pub(super) fn check(built: &Config) -> anyhow::Result<()> {
    check_value("", &built.cache)
}

fn check_value(key: &str, value: &Value) -> anyhow::Result<()> {
    match &value.kind {
        ValueKind::Table(table) => {
            // Sorted, so that the same one of several mistakes is reported each time.
            let inside: BTreeMap<_, _> = table.iter().collect();
            for (name, value) in inside {
                let dot = if key.is_empty() { "" } else { "." };
                check_value(&format!("{key}{dot}{name}"), value)?;
            }
        }
        ValueKind::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check_value(&format!("{key}[{index}]"), item)?;
            }
        }
        ValueKind::String(text) => {
            if let Some(flaw) = flaw(text, FREE_TEXTS.contains(&key)) {
                bail!("{} {flaw}; remove it", named(key, value));
            }
        }
        _ => (),
    }
    Ok(())
}

/// Returns the key of a value, and the environment variable that set it.
fn named(key: &str, value: &Value) -> String {
    match value.origin() {
        Some("the environment") => {
            let variable = key.to_uppercase().replace('.', "__");
            format!("{key} (the variable GATEWAY__{variable})")
        }
        _ => key.to_owned(),
    }
}

/// Returns the mistake in a text, as a verb and its object. A free text may hold blanks, line ends and joiners.
pub(crate) fn flaw(text: &str, is_free: bool) -> Option<String> {
    let last = text.chars().count().checked_sub(1)?;
    for (at, character) in text.chars().enumerate() {
        let is_at_end = at == 0 || at == last;
        if is_free && is_meant_in_free_text(character) {
            continue;
        }
        if let Some(name) = name(character, is_at_end) {
            let verb = match at {
                0 => "begins with",
                _ if at == last => "ends with",
                _ => "holds",
            };
            return Some(format!("{verb} {name}"));
        }
    }
    let quote = |mark: char| text.len() > 1 && text.starts_with(mark) && text.ends_with(mark);
    let is_quoted = quote('"') || quote('\'') || (text.starts_with('“') && text.ends_with('”'));
    (is_quoted && !is_free).then(|| {
        "is in quotation marks, which are a part of it, as docker's --env-file keeps them"
            .to_owned()
    })
}

fn is_meant_in_free_text(character: char) -> bool {
    matches!(
        character,
        '\n' | '\t' | '\u{200c}' | '\u{200d}' | '\u{fe0f}'
    ) || (character.is_whitespace() && !character.is_control())
}

/// Returns the name of a character that does not belong in a setting.
fn name(character: char, is_at_end: bool) -> Option<String> {
    let code = u32::from(character);
    let name = match character {
        '\r' => "a carriage return: was the file saved with the line ends of Windows".to_owned(),
        '\n' => "a line feed".to_owned(),
        '\t' => "a tab".to_owned(),
        '\0' => "a NUL character".to_owned(),
        ' ' if is_at_end => "a blank".to_owned(),
        ' ' => return None,
        '\u{a0}' => "a non-breaking space (U+00A0)".to_owned(),
        '\u{feff}' => "a byte order mark (U+FEFF)".to_owned(),
        '\u{fffd}' => "U+FFFD, which replaces bytes that are not UTF-8".to_owned(),
        _ if character.is_control() => format!("the control character U+{code:04X}"),
        _ if character.is_whitespace() => format!("the space U+{code:04X}"),
        _ if shows_nothing(character) => format!("U+{code:04X}, which shows nothing"),
        _ => return None,
    };
    Some(name)
}

/// Whether a character is invisible: joiners, direction marks, fillers, selectors, tags.
fn shows_nothing(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Parses an option of the command line by the rules of a setting.
pub(crate) fn option(text: &str) -> Result<String, String> {
    match flaw(text, false) {
        None => Ok(text.to_owned()),
        Some(flaw) => Err(format!("it {flaw}; remove it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_means_is_named_with_its_place() {
        for (text, message) in [
            ("x\r", "ends with a carriage return"),
            ("x\n", "ends with a line feed"),
            ("\tx", "begins with a tab"),
            ("a\0b", "holds a NUL"),
            (" x", "begins with a blank"),
            ("x ", "ends with a blank"),
            ("\u{feff}x", "begins with a byte order mark"),
            ("a\u{200b}b", "holds U+200B, which shows nothing"),
            ("x\u{a0}", "ends with a non-breaking space"),
            ("a\u{3000}b", "holds the space U+3000"),
            ("a\u{7f}b", "holds the control character U+007F"),
            ("\"x\"", "quotation marks"),
            ("'x'", "quotation marks"),
            ("\u{fffd}", "not UTF-8"),
        ] {
            let flaw = flaw(text, false).unwrap_or_default();
            assert!(flaw.contains(message), "{text:?}: {flaw}");
        }
        for text in ["", "x", "a b", "杯/数据.db", "it's", "\"", "a\"b\""] {
            assert_eq!(flaw(text, false), None, "{text:?}");
        }
    }

    #[test]
    fn a_text_for_people_keeps_its_blanks_and_joiners() {
        for text in [" 欢迎\n您 ", "\"欢迎\"", "👩\u{200d}👧 ✈\u{fe0f}"] {
            assert_eq!(flaw(text, true), None, "{text:?}");
        }
        for text in ["a\0", "a\r\nb", "\u{feff}a", "a\u{200b}"] {
            assert!(flaw(text, true).is_some(), "{text:?}");
        }
    }
}
