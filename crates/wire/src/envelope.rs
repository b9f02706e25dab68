//! The parameters that every call must carry.

use std::borrow::Cow;

use signet_fault::{Code, Fault, Reason};

use crate::json::{Object, Value};

/// `method`, `v`, `appid` and `timestamp` of a call, present and not empty.
#[derive(Debug, PartialEq)]
pub struct Envelope<'a> {
    /// The name of the method, such as `user.login`.
    pub method: Cow<'a, str>,
    /// The version that the client was written for, such as `1.0.0`.
    pub v: Cow<'a, str>,
    /// The app that calls.
    pub appid: Cow<'a, str>,
    /// The time of signing. Its form is checked only after the signature was found right.
    timestamp: Value<'a>,
}

impl<'a> Envelope<'a> {
    /// Takes the four parameters out of the object, in the order in which their faults are documented.
    ///
    /// # Errors
    /// 504, 505, 506 or 507 for the first one that is absent or empty.
    pub fn take(object: &mut Object<'a>) -> Result<Envelope<'a>, Fault> {
        let method = take_text(object, "method", Code::MethodMissing)?;
        let v = take_text(object, "v", Code::VersionMissing)?;
        let appid = take_text(object, "appid", Code::AppidMissing)?;
        let timestamp = match object.take("timestamp") {
            None => return Err(missing(Code::TimestampMissing, "timestamp", None)),
            Some(empty) if empty.is_empty() => {
                return Err(missing(Code::TimestampMissing, "timestamp", Some(&empty)));
            }
            Some(value) => value,
        };
        Ok(Envelope {
            method,
            v,
            appid,
            timestamp,
        })
    }

    /// Returns the timestamp in unix seconds. `None` unless it is a number or a text of ten digits.
    pub fn timestamp(&self) -> Option<i64> {
        let seconds = self.timestamp.integer()?;
        let ten_digits = match &self.timestamp {
            Value::Text(text) => text.len() == 10,
            _ => true,
        };
        (ten_digits && (1_000_000_000..=9_999_999_999).contains(&seconds)).then_some(seconds)
    }
}

fn take_text<'a>(
    object: &mut Object<'a>,
    key: &'static str,
    code: Code,
) -> Result<Cow<'a, str>, Fault> {
    match object.take(key) {
        Some(Value::Text(text)) if !text.is_empty() => Ok(text),
        found => Err(missing(code, key, found.as_ref())),
    }
}

/// Returns the fault of a parameter that every call must carry, and that is absent, empty or of the wrong type.
#[track_caller]
fn missing(code: Code, key: &str, found: Option<&Value<'_>>) -> Fault {
    let reason = match found {
        None => Reason::new(format!("data has no {key}"), format!("data 中没有 {key}")),
        Some(value) if value.is_empty() => {
            Reason::new(format!("{key} is empty"), format!("{key} 为空"))
        }
        Some(value) => {
            let kind = value.kind_name();
            Reason::new(
                format!("{key} is {kind}, not a text"),
                format!("{key} 必须为字符串"),
            )
        }
    };
    Fault::new(code).because(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(text: &str) -> Result<(Option<i64>, String), Code> {
        let mut object = Object::parse(text).unwrap();
        Envelope::take(&mut object)
            .map(|envelope| (envelope.timestamp(), envelope.method.into_owned()))
            .map_err(|fault| fault.code())
    }

    #[test]
    fn names_the_first_parameter_that_is_missing() {
        assert_eq!(take("{}"), Err(Code::MethodMissing));
        assert_eq!(take(r#"{"method":""}"#), Err(Code::MethodMissing));
        assert_eq!(take(r#"{"method":1}"#), Err(Code::MethodMissing));
        assert_eq!(take(r#"{"method":"m"}"#), Err(Code::VersionMissing));
        assert_eq!(
            take(r#"{"method":"m","v":"1","appid":null}"#),
            Err(Code::AppidMissing)
        );
        assert_eq!(
            take(r#"{"method":"m","v":"1","appid":"a"}"#),
            Err(Code::TimestampMissing)
        );
        assert_eq!(
            take(r#"{"method":"m","v":"1","appid":"a","timestamp":""}"#),
            Err(Code::TimestampMissing)
        );
        assert_eq!(
            take(r#"{"method":"m","v":"1","appid":"a","timestamp":null}"#),
            Err(Code::TimestampMissing)
        );
    }

    #[test]
    fn says_whether_it_is_absent_empty_or_of_another_type() {
        let reason = |text: &str| {
            let fault = Envelope::take(&mut Object::parse(text).unwrap()).unwrap_err();
            fault.reason().unwrap().log().to_owned()
        };
        assert_eq!(reason("{}"), "data has no method");
        assert_eq!(reason(r#"{"method":""}"#), "method is empty");
        assert_eq!(
            reason(r#"{"method":"m","v":1.0}"#),
            "v is a number, not a text"
        );
        assert_eq!(
            reason(r#"{"method":"m","v":"1","appid":"a","timestamp":null}"#),
            "timestamp is empty"
        );
    }

    #[test]
    fn a_timestamp_is_ten_digits_as_number_or_text() {
        let timestamp = |value: &str| {
            take(&format!(
                r#"{{"method":"m","v":"1","appid":"a","timestamp":{value}}}"#
            ))
            .unwrap()
            .0
        };
        assert_eq!(timestamp("1493898621"), Some(1_493_898_621));
        assert_eq!(timestamp("\"1493898621\""), Some(1_493_898_621));
        for bad in [
            "149389862",
            "14938986210",
            "1493898621.0",
            "\"x\"",
            "\"+149389862\"",
            "\"01493898621\"",
            "-1493898621",
            "true",
            "[]",
        ] {
            assert_eq!(timestamp(bad), None, "{bad}");
        }
    }
}
