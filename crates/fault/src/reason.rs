use std::borrow::Cow;

/// The rule that a refused call broke: a text for the log, in English, and one for the developers of the client, in
/// their language.
///
/// Both contain names of fields and positions in the call, but never values of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    log: Cow<'static, str>,
    hint: Option<Cow<'static, str>>,
}

impl Reason {
    /// Returns a reason for the log and for developers.
    pub fn new(log: impl Into<Cow<'static, str>>, hint: impl Into<Cow<'static, str>>) -> Reason {
        Reason {
            log: log.into(),
            hint: Some(hint.into()),
        }
    }

    /// Returns a reason for the log alone, which no caller may see.
    pub fn for_log(log: impl Into<Cow<'static, str>>) -> Reason {
        Reason {
            log: log.into(),
            hint: None,
        }
    }

    /// Returns the text for the log.
    pub fn log(&self) -> &str {
        &self.log
    }

    /// Returns the text for developers; `None` if no caller may see the reason.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}
