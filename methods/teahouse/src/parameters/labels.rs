use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::json_schema;
use signet_call::inline_schema;
use signet_call::params::violation;
use signet_call::params::{Text, seen_line};

/// Kinds of tea that a new member likes: up to ten words of 1 to 20 characters, separated by `/` or `,`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labels(Vec<String>);

/// The most words, and the longest.
const MAX_WORDS: usize = 10;
const MAX_LENGTH: usize = 20;

impl Labels {
    /// Returns the words with commas between them, as they are stored.
    pub(crate) fn into_stored(self) -> String {
        self.0.join(",")
    }

    fn read(text: &str) -> Option<Labels> {
        let words = text.split(['/', ',']).map(str::trim);
        let words = words.filter(|word| !word.is_empty()).map(|word| {
            let word = seen_line(word)?;
            (word.chars().count() <= MAX_LENGTH).then_some(word)
        });
        let words: Option<Vec<String>> = words.collect();
        words.filter(|words| words.len() <= MAX_WORDS).map(Labels)
    }
}

impl<E: DeserializeError> Deserr<E> for Labels {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let text = Text::<0, 200>::deserialize_from_value(value, location)?;
        match Labels::read(text.as_str()) {
            Some(labels) => Ok(labels),
            None => violation("最多10个词，每个1~20个字，用/或,分隔", location),
        }
    }
}

inline_schema!(
    Labels; "TeahouseLabels",
    json_schema!({"type": "string", "maxLength": 200, "examples": ["绿茶/普洱"]})
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_words_between_slashes_or_commas() {
        let stored = |text| Labels::read(text).map(Labels::into_stored);
        assert_eq!(
            stored("绿茶/普洱, 岩茶,"),
            Some("绿茶,普洱,岩茶".to_owned())
        );
        assert_eq!(stored(""), Some(String::new()));
        assert_eq!(
            stored("1/2/3/4/5/6/7/8/9/10").map(|text| text.len()),
            Some(20)
        );
        for bad in [
            "1/2/3/4/5/6/7/8/9/10/11",
            "茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶",
            "a\u{7}b",
        ] {
            assert_eq!(stored(bad), None, "{bad}");
        }
    }
}
