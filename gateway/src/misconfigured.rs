//! The error of a configuration that cannot be used.

/// A mistake in the configuration or on the command line, in one line: the program ends with exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misconfigured(String);

impl Misconfigured {
    /// Returns the error with a text.
    pub(crate) fn error(text: impl Into<String>) -> anyhow::Error {
        Misconfigured::text(text).into()
    }

    /// As [`Misconfigured::error`], to be used as the context of a cause.
    pub(crate) fn text(text: impl Into<String>) -> Misconfigured {
        Misconfigured(text.into())
    }
}
