use signet_fault::{Code, Fault, Reason};

use super::{MAX_DEPTH, MAX_KEYS};

/// The maximum number of characters of a key in an error.
const MAX_KEY: usize = 64;

/// The reason why a text was refused.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// The text is longer than [`crate::MAX_DATA`].
    #[error("data is longer than {} bytes", crate::MAX_DATA)]
    TooLong,
    /// The text is empty.
    #[error("data is empty")]
    Empty,
    /// The text starts with a byte order mark.
    #[error("data starts with a byte order mark")]
    ByteOrderMark,
    /// The text is still percent-encoded.
    #[error("data is percent-encoded twice")]
    Encoded,
    /// The text contains HTML entities.
    #[error("data has HTML entities such as &quot;")]
    HtmlEntities,
    /// The text is JSON, but not an object.
    #[error("data is JSON, but it is not an object")]
    NoObject,
    /// The text breaks a rule of this module.
    #[error("data, line {line}, column {column}: {rule}")]
    Strict {
        /// The rule.
        rule: Strict,
        /// The line, from 1.
        line: usize,
        /// The column, in bytes.
        column: usize,
    },
    /// The text is not JSON.
    #[error("data is not JSON: {0}")]
    Syntax(serde_json::Error),
}

/// A rule for signed texts that is not a rule of JSON in general.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Strict {
    /// An object has a key twice.
    #[error("the key {0:?} appears twice")]
    RepeatedKey(String),
    /// A key or a text has a NUL character.
    #[error("there is a NUL character")]
    Nul,
    /// Values are nested too deeply.
    #[error("there are more than {MAX_DEPTH} levels: it is nested too deep")]
    TooDeep,
    /// There are too many keys.
    #[error("there are more than {MAX_KEYS} keys")]
    TooManyKeys,
}

impl Strict {
    /// Returns the error of a repeated key, which it shortens.
    pub(super) fn repeated(key: &str) -> Strict {
        Strict::RepeatedKey(key.chars().take(MAX_KEY).collect())
    }
}

impl JsonError {
    /// Returns the error of a text that is not valid JSON.
    pub(super) fn of_syntax(text: &str, error: serde_json::Error) -> JsonError {
        let start = text.trim_start();
        if start.is_empty() {
            JsonError::Empty
        } else if start.starts_with('\u{feff}') {
            JsonError::ByteOrderMark
        } else if start.starts_with("%7B") || start.starts_with("%7b") {
            JsonError::Encoded
        } else if start.starts_with("{&quot;") || start.starts_with("{&#34;") {
            JsonError::HtmlEntities
        } else {
            JsonError::Syntax(error)
        }
    }

    /// Returns the text for developers.
    fn hint(&self) -> String {
        let hint = match self {
            JsonError::TooLong => return format!("data 超过 {} 字节", crate::MAX_DATA),
            JsonError::Empty => "data 为空",
            JsonError::ByteOrderMark => "data 以 BOM 开头，应去掉",
            JsonError::Encoded => "data 被 URL 编码了两次，只应编码一次",
            JsonError::HtmlEntities => "data 中的引号被转义成了 HTML 实体（&quot;）",
            JsonError::NoObject => "data 是 JSON，但不是对象",
            JsonError::Strict { rule, line, column } => {
                let rule = match rule {
                    Strict::RepeatedKey(key) => format!("键 {key:?} 重复"),
                    Strict::Nul => "含有 NUL 字符".to_owned(),
                    Strict::TooDeep => format!("嵌套超过 {MAX_DEPTH} 层"),
                    Strict::TooManyKeys => format!("键超过 {MAX_KEYS} 个"),
                };
                return format!("data 第 {line} 行第 {column} 列：{rule}");
            }
            JsonError::Syntax(error) => {
                let (line, column) = (error.line(), error.column());
                return format!("data 第 {line} 行第 {column} 列不是有效的 JSON（{error}）");
            }
        };
        hint.to_owned()
    }
}

impl From<JsonError> for Fault {
    #[track_caller]
    fn from(error: JsonError) -> Self {
        let reason = Reason::new(error.to_string(), error.hint());
        Fault::new(Code::BadData).because(reason)
    }
}
