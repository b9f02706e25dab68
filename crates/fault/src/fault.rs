use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::panic::Location;

use serde::{Serialize, Serializer};

use crate::{Cause, Code, Reason};

/// A failed call.
///
/// The client gets the code and [`Fault::message`]. The log gets the source and the place too; it is written once, at the edge.
/// The reason goes to the log and, as a hint, to developers.
pub struct Fault {
    code: Code,
    note: Option<Cow<'static, str>>,
    retry_after: Option<u32>,
    clues: Option<Box<Clues>>,
    reason: Option<Box<Reason>>,
    source: Option<Box<dyn Error + Send + Sync>>,
    cause: Cause,
    at: &'static Location<'static>,
}

/// The members of a reply beside `msg`: facts for the client, and help for its developers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Clues {
    /// The facts that the fault names, such as `order_status`.
    #[serde(flatten, serialize_with = "members")]
    pub numbers: Vec<(&'static str, i64)>,
    /// The probable mistake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The server's time, in unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_time: Option<i64>,
    /// The seconds by which the server's clock is ahead of the caller's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
}

impl Fault {
    /// Returns a fault with the text of its code.
    #[track_caller]
    pub fn new(code: Code) -> Self {
        Fault {
            code,
            note: None,
            retry_after: None,
            clues: None,
            reason: None,
            source: None,
            cause: Cause::Bug,
            at: Location::caller(),
        }
    }

    /// Returns a fault with its own text. The client sees the text, so it must never be internal.
    #[track_caller]
    pub fn with_note(code: Code, note: impl Into<Cow<'static, str>>) -> Self {
        Fault {
            note: Some(note.into()),
            ..Fault::new(code)
        }
    }

    /// Returns the fault of a failure of the gateway itself. The client sees only [`Code::Internal`]. The cause is [`Cause::Bug`], unless
    /// [`Fault::with_cause`] names the part that failed.
    #[track_caller]
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Fault {
            source: Some(source.into()),
            ..Fault::new(Code::Internal)
        }
    }

    /// Returns the fault of a panic in a call or in a thread that worked for it: [`Code::Internal`] with [`Cause::Panic`].
    #[track_caller]
    pub fn panicked(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Fault::internal(source).with_cause(Cause::Panic)
    }

    /// Returns the fault for shed load: [`Code::Overloaded`], with a retry after one second.
    #[track_caller]
    pub fn overloaded() -> Self {
        Fault::new(Code::Overloaded).retry_after(1)
    }

    /// Returns the same fault with another code and the text of that code, if its own code is the first of a pair. Sources and the time
    /// of a retry stay. This is for a pack whose clients know faults of the core by other names.
    #[must_use]
    pub fn recoded(self, pairs: &[(Code, Code)]) -> Self {
        match pairs.iter().find(|(own, _)| *own == self.code) {
            Some((_, code)) => Fault {
                code: *code,
                note: None,
                ..self
            },
            None => self,
        }
    }

    /// Returns the same fault with the seconds after which a retry makes sense.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Fault {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// Returns the same fault with an integer that the client gets under this name, beside `msg`.
    #[must_use]
    pub fn with_number(mut self, name: &'static str, number: i64) -> Self {
        let clues = self.clues.get_or_insert_default();
        clues.numbers.push((name, number));
        self
    }

    /// Returns the same fault with clues for the developers of the client. They see the clues, which must never be internal text.
    #[must_use]
    pub fn with_clues(self, clues: Clues) -> Self {
        Fault {
            clues: Some(Box::new(clues)),
            ..self
        }
    }

    /// Returns the same fault with the rule that the call broke.
    #[must_use]
    pub fn because(self, reason: Reason) -> Self {
        Fault {
            reason: Some(Box::new(reason)),
            ..self
        }
    }

    /// Returns the same fault with the error that led to it, for the log.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Fault {
            source: Some(source.into()),
            ..self
        }
    }

    /// Returns the same fault as a failure of this part of the gateway.
    #[must_use]
    pub fn with_cause(self, cause: Cause) -> Self {
        Fault { cause, ..self }
    }

    /// Returns the code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Returns the `msg` of the reply.
    pub fn message(&self) -> &str {
        self.note.as_deref().unwrap_or(self.code.text())
    }

    /// Returns the seconds after which a retry makes sense, if they are known.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        self.retry_after
    }

    /// Returns the clues for the developers of the client, if there are any.
    pub fn clues(&self) -> Option<&Clues> {
        self.clues.as_deref()
    }

    /// Returns the integers that the client gets beside the message, with their names.
    pub fn numbers(&self) -> &[(&'static str, i64)] {
        self.clues().map_or(&[], |clues| &clues.numbers)
    }

    /// Returns the rule that the call broke, if more than the code is known.
    pub fn reason(&self) -> Option<&Reason> {
        self.reason.as_deref()
    }

    /// Returns the same fault with its reason as a hint, unless it has a hint already.
    #[must_use]
    pub fn with_reason_as_hint(mut self) -> Self {
        if let Some(hint) = self.reason.as_deref().and_then(Reason::hint) {
            let clues = self.clues.get_or_insert_default();
            clues.hint.get_or_insert_with(|| hint.to_owned());
        }
        self
    }

    /// Returns the part that failed, if the gateway is to blame.
    pub fn cause(&self) -> Cause {
        self.cause
    }

    /// Returns the place in the code where the fault was made.
    pub fn at(&self) -> &'static Location<'static> {
        self.at
    }
}

/// Writes pairs as the members of an object.
fn members<S: Serializer>(pairs: &[(&'static str, i64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().copied())
}

impl From<Code> for Fault {
    #[track_caller]
    fn from(code: Code) -> Self {
        Fault::new(code)
    }
}

/// Writes the fault without its sources, which follow in [`Error::source`].
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {}: {}", self.code, self.at, self.message())
    }
}

/// Writes the fault with all sources, for the log.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut source = self.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_sees_no_source() {
        let fault = Fault::internal("table users is missing");
        assert_eq!(fault.message(), Code::Internal.text());
        assert!(format!("{fault:?}").contains("table users is missing"));
    }

    #[test]
    fn a_reason_becomes_a_hint_where_there_is_none() {
        let refused = || Fault::new(Code::BadForm).because(Reason::new("broken", "不完整"));
        let hint = |fault: &Fault| fault.clues().and_then(|clues| clues.hint.clone());
        assert_eq!(hint(&refused()), None);
        assert_eq!(
            hint(&refused().with_reason_as_hint()).as_deref(),
            Some("不完整")
        );
        let clues = Clues {
            hint: Some("密钥".to_owned()),
            ..Clues::default()
        };
        let known = refused().with_clues(clues).with_reason_as_hint();
        assert_eq!(hint(&known).as_deref(), Some("密钥"));
        let secret = Fault::new(Code::BadSignature).because(Reason::for_log("no such app"));
        assert_eq!(hint(&secret.with_reason_as_hint()), None);
    }

    #[test]
    fn a_fault_may_name_integers() {
        let fault = Fault::new(Code::OrderState)
            .because(Reason::new("canceled", "已取消"))
            .with_number("order_status", 3)
            .with_reason_as_hint();
        assert_eq!(fault.numbers(), [("order_status", 3)]);
        assert!(fault.clues().is_some_and(|clues| clues.hint.is_some()));
        assert!(Fault::new(Code::OrderState).numbers().is_empty());
    }

    #[test]
    fn a_fault_keeps_what_led_to_it_under_another_code() {
        let pairs = [(Code::RateLimited, Code::SmsIpQuota)];
        let fault = Fault::with_note(Code::RateLimited, "等 60 秒").retry_after(60);
        let fault = fault.with_source("the window is full").recoded(&pairs);
        assert_eq!(fault.code(), Code::SmsIpQuota);
        assert_eq!(fault.message(), Code::SmsIpQuota.text());
        assert_eq!(fault.retry_after_seconds(), Some(60));
        assert!(format!("{fault:?}").contains("the window is full"));
        let other = Fault::with_note(Code::BadParams, "mobile").recoded(&pairs);
        assert_eq!((other.code(), other.message()), (Code::BadParams, "mobile"));
    }

    #[test]
    fn a_fault_knows_where_it_was_made() {
        let fault: Fault = Code::WrongCode.into();
        assert!(fault.at().file().ends_with("fault.rs"));
    }
}
