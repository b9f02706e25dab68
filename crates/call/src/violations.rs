use std::borrow::Cow;
use std::fmt::Write;
use std::ops::ControlFlow;

use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, ValuePointerRef};
use signet_fault::{Code, Fault, Reason};

const MISSING: &str = "不能为空";

/// Every rule that the parameters of a call break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Violation {
    /// The parameter, such as `mobile` or `goods_list[0].quantity`.
    path: String,
    /// The broken rule, in the language of the clients.
    rule: Cow<'static, str>,
}

impl Violations {
    /// Returns the violation of a missing parameter that is required only because of the values of other parameters.
    pub fn missing(parameter: &str) -> Violations {
        Violations::one(parameter, MISSING)
    }

    /// Returns the violation of a rule that depends on the values of other parameters. `rule` is in the language of the clients.
    pub fn one(parameter: impl Into<String>, rule: impl Into<Cow<'static, str>>) -> Violations {
        Violations(vec![Violation {
            path: parameter.into(),
            rule: rule.into(),
        }])
    }

    /// Returns the violations of both.
    #[must_use]
    pub fn and(mut self, others: Violations) -> Violations {
        self.0.extend(others.0);
        self
    }
}

impl DeserializeError for Violations {
    fn error<V: IntoValue>(
        found: Option<Self>,
        error: ErrorKind<'_, V>,
        location: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        let mut violations = found.unwrap_or_default();
        let mut path = path_of(location);
        let rule = match error {
            ErrorKind::MissingField { field } => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(field);
                Cow::Borrowed(MISSING)
            }
            ErrorKind::Unexpected { msg } => Cow::Owned(msg),
            ErrorKind::IncorrectValueKind { .. } => Cow::Borrowed("类型不正确"),
            ErrorKind::UnknownKey { .. }
            | ErrorKind::UnknownValue { .. }
            | ErrorKind::BadSequenceLen { .. } => Cow::Borrowed("不正确"),
        };
        violations.0.push(Violation { path, rule });
        ControlFlow::Continue(violations)
    }
}

impl MergeWithError<Violations> for Violations {
    fn merge(
        found: Option<Self>,
        other: Violations,
        _: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        ControlFlow::Continue(found.unwrap_or_default().and(other))
    }
}

fn path_of(location: ValuePointerRef<'_>) -> String {
    match location {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => match path_of(*prev) {
            path if path.is_empty() => key.to_owned(),
            path => format!("{path}.{key}"),
        },
        ValuePointerRef::Index { index, prev } => format!("{}[{index}]", path_of(*prev)),
    }
}

impl From<Violations> for Fault {
    #[track_caller]
    fn from(violations: Violations) -> Self {
        let mut note = String::from(Code::BadParams.text());
        for (index, Violation { path, rule }) in violations.0.iter().enumerate() {
            let separator = if index == 0 { '：' } else { '；' };
            // Writing into a String cannot fail.
            let _ = write!(note, "{separator}{path} {rule}");
        }
        let paths: Vec<&str> = violations
            .0
            .iter()
            .map(|found| found.path.as_str())
            .collect();
        // The texts of the rules are in `msg`.
        let reason = format!("parameters break their rules: {}", paths.join(", "));
        Fault::with_note(Code::BadParams, note).because(Reason::for_log(reason))
    }
}
