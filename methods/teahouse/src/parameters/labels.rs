use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::json_schema;
use signet_call::inline_schema;
use signet_call::params::violation;
use signet_call::params::{Text, seen_line};

/// Kinds of tea that a new member likes: up to ten words of 1 to 20 characters, separated by `/` or `,`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labels(Vec<String>);

/// The maximum number of words, and the maximum number of characters of a word.
const MAX_WORDS: usize = 10;
const MAX_LENGTH: usize = 20;

impl Labels {
    /// Returns the words separated by commas, as they are stored.
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
