mod members;

use serde::Serialize;

use crate::Style;

pub use members::members;

/// The answer of a method that succeeded, without the envelope of any wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The text that reports success.
    pub done: &'static str,
    /// The data as JSON; empty if there is none.
    pub data: Vec<u8>,
}

impl Answer {
    /// Serializes the data of an answer in the style of a wire. If the value serializes to `null`, the answer has no data.
    ///
    /// # Errors
    /// If the value cannot be serialized, such as a map whose keys are not texts.
    pub fn new<T: Serialize>(
        style: Style,
        done: &'static str,
        value: &T,
    ) -> Result<Answer, serde_json::Error> {
        let mut data = Vec::with_capacity(512);
        style.write(value, &mut data)?;
        if data == b"null" {
            data.clear();
        }
        Ok(Answer { done, data })
    }
}
