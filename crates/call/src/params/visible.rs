//! The visible characters of a text.

/// Returns the text without invisible formatting characters at its ends. White space stays, and so do characters that
/// belong to the character before them, as in many emoji. A text without visible characters becomes empty.
pub(super) fn without_marks(text: &str) -> String {
    let shown = |character: char| !shows_nothing(character);
    let Some(first) = text.find(shown) else {
        return String::new();
    };
    let last = text.rfind(shown).unwrap_or(first);
    let (before, rest) = text.split_at(first);
    let (middle, last_and_after) = rest.split_at(last - first);
    let last = last_and_after.chars().next();
    let after = last_and_after.get(last.map_or(0, char::len_utf8)..);
    let after = after.unwrap_or_default();
    let belongs = |character: char| {
        is_variation_selector(character) || (last == Some('\u{1F3F4}') && is_tag(character))
    };
    let own = after.find(|character| !belongs(character));
    let (own, after) = after.split_at(own.unwrap_or(after.len()));
    let white = |text: &str| -> String { text.chars().filter(|c| c.is_whitespace()).collect() };
    [&white(before), middle]
        .into_iter()
        .map(str::to_owned)
        .chain(last.map(String::from))
        .chain([own.to_owned(), white(after)])
        .collect()
}

/// Returns whether a character is invisible by itself: white space, the characters that Unicode calls default ignorable, and
/// characters that are blank by design.
fn shows_nothing(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D159}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Returns whether a character selects the form of the character before it.
fn is_variation_selector(character: char) -> bool {
    matches!(character, '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Returns whether a character is a tag that names the region of a black flag emoji.
fn is_tag(character: char) -> bool {
    matches!(character, '\u{E0020}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_what_shows_nothing() {
        for text in [
            "",
            "  ",
            "\u{3000}",
            "\u{200B}\u{200B}",
            "\u{2060}\u{2060}",
            "\u{AD}\u{AD}",
            "\u{2800}\u{2800}",
            "\u{3164}",
            "\u{115F}\u{1160}",
            "\u{FEFF}",
            "\u{FE0F}\u{FE0F}",
            "\u{200D}",
            "\u{202E}\u{202C}",
            "\u{2066}\u{2069}",
            "\u{E0041}\u{E007F}",
            "\u{E0100}",
            "\u{FFA0}",
            "\u{180E}",
            "\u{200B} \u{3000}\u{2800}",
        ] {
            assert_eq!(without_marks(text), "", "{}", text.escape_unicode());
        }
    }

    #[test]
    fn marks_at_the_ends_are_cut_off_and_others_stay() {
        for (text, kept) in [
            ("张三", "张三"),
            (" a b ", " a b "),
            ("\u{200B}张\u{200B}三\u{200B}", "张\u{200B}三"),
            ("\u{202E}abc\u{202C}", "abc"),
            ("\u{2066}\u{200F}abc\u{2069}", "abc"),
            ("\u{FEFF} a \u{FEFF}", " a "),
            ("a\u{200D}", "a"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ] {
            assert_eq!(without_marks(text), kept, "{}", text.escape_unicode());
        }
    }

    #[test]
    fn emoji_stay_as_they_are() {
        for emoji in ["❤️", "👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈", "☀︎", "葛󠄀"]
        {
            assert_eq!(without_marks(emoji), emoji);
            let within = format!("\u{200B}{emoji}a{emoji}\u{2060}");
            assert_eq!(without_marks(&within), format!("{emoji}a{emoji}"));
        }
    }
}
