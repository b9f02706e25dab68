//! Pictures as clients see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A picture in two sizes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Pic {
    /// 原图
    original_pic: String,
    /// 中图
    ///
    /// 没有则为原图。
    bmiddle_pic: String,
}

impl Pic {
    /// Returns a picture with two URLs. If only one URL is given, it is used for both sizes.
    pub(crate) fn new(original: &str, middle: &str) -> Pic {
        let [original_pic, bmiddle_pic] = match (original, middle) {
            ("", one) | (one, "") => [one, one],
            both => both.into(),
        }
        .map(str::to_owned);
        Pic {
            original_pic,
            bmiddle_pic,
        }
    }

    /// Returns the text for a column of pictures: JSON with a pair of URLs for each picture.
    pub(crate) fn stored(pairs: &[(impl Serialize, impl Serialize)]) -> String {
        serde_json::json!(pairs).to_string()
    }

    /// Returns the pairs of URLs of a column.
    pub(crate) fn pairs(stored: &str) -> Vec<(String, String)> {
        serde_json::from_str(stored).unwrap_or_default()
    }

    /// Returns the pictures of a column.
    pub(crate) fn read(stored: &str) -> Vec<Pic> {
        let pairs = Pic::pairs(stored);
        let pairs = pairs.iter();
        pairs
            .map(|(original, middle)| Pic::new(original, middle))
            .collect()
    }
}
