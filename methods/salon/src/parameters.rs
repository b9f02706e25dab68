//! The parameters that several methods have.

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::json_schema;
use signet_call::params::{Text, violation};
use signet_call::{Violations, inline_schema};
use signet_domain::sms::{Refusal, Why};
use signet_fault::Fault;

use crate::faults;

/// The maximum number of characters of a text whose own rule has a lower limit.
const ANY: usize = 65_536;

/// A password that is compared with the stored password. A password that is too short is a wrong password.
pub(crate) type Password = Text<1, 128>;

/// The one-time code of WeChat.
pub(crate) type OpenidCode = Text<1, 512>;

/// A mobile as the client entered it. A text that is not a mobile has its own fault.
#[derive(Clone)]
pub(crate) struct Mobile(Text<0, ANY>);

/// The code of a message as the client entered it. A text that is not a code has its own fault.
#[derive(Clone)]
pub(crate) struct SmsCode(Text<0, ANY>);

/// An openid of WeChat: 6 to 64 letters, digits, `_` and `-`.
#[derive(Clone)]
pub(crate) struct Openid(String);

/// A new password: 6 to 64 characters without control characters. Nothing is trimmed.
#[derive(Clone)]
pub(crate) struct NewPassword(String);

/// A text that never makes a login fail. A value that is not a text counts as missing.
#[derive(Clone, Default)]
pub(crate) struct Cosmetic<const MAX: usize>(String);

impl Mobile {
    /// Returns the mobile.
    ///
    /// # Errors
    /// `faults::MOBILE_INCORRECT`.
    pub(crate) fn checked(&self) -> Result<&str, Fault> {
        let mobile = self.0.as_str();
        match mobile.as_bytes() {
            [b'1', b'3'..=b'9', rest @ ..]
                if rest.len() == 9 && rest.iter().all(u8::is_ascii_digit) =>
            {
                Ok(mobile)
            }
            _ => Err(faults::MOBILE_INCORRECT.into()),
        }
    }
}

impl SmsCode {
    /// Returns the six digits. Any other text does not count as a try.
    ///
    /// # Errors
    /// `faults::SMS_INVALID`.
    pub(crate) fn checked(&self) -> Result<&str, Fault> {
        let code = self.0.as_str();
        match code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
            true => Ok(code),
            false => Err(faults::SMS_INVALID.into()),
        }
    }
}

/// Returns the fault of a code that was refused.
pub(crate) fn refused(refusal: Refusal) -> Fault {
    let code = match refusal.why {
        Why::Missing | Why::Malformed | Why::Absent => faults::SMS_INVALID,
        Why::Wrong => faults::SMS_INCORRECT,
        Why::Guessed => faults::SMS_ERROR_COUNT_LIMITED,
        Why::Used => faults::SMS_CHECKED,
        Why::Expired => faults::SMS_TIMEOUT,
    };
    code.into()
}

impl Openid {
    /// Returns the text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn is_valid(text: &str) -> bool {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        (6..=64).contains(&text.len()) && text.bytes().all(is_plain)
    }
}

impl NewPassword {
    /// The rule, in the language of the clients.
    pub(crate) const RULE: &'static str = "必须为6~64个字符，不能包含控制字符";

    /// Returns the text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether a text may be a new password.
    pub(crate) fn is_valid(text: &str) -> bool {
        (6..=64).contains(&text.chars().count()) && !text.contains(char::is_control)
    }
}

impl<const MAX: usize> Cosmetic<MAX> {
    /// Returns the text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the violations for the missing parameters; `None` if none is missing. Only this kind of call needs these parameters.
pub(crate) fn missing(parameters: &[(&str, bool)]) -> Option<Violations> {
    let missing = parameters.iter().filter(|(_, is_there)| !is_there);
    let violations = missing.map(|(name, _)| Violations::missing(name));
    violations.reduce(Violations::and)
}

/// Reads a text and checks its rule.
fn text_of<V: IntoValue, E: DeserializeError>(
    value: Value<V>,
    location: ValuePointerRef<'_>,
    is_valid: fn(&str) -> bool,
    rule: &str,
) -> Result<String, E> {
    let text = Text::<0, ANY>::deserialize_from_value(value, location)?.into_string();
    match is_valid(&text) {
        true => Ok(text),
        false => violation(rule, location),
    }
}

impl<E: DeserializeError> Deserr<E> for Mobile {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        Ok(Mobile(Text::deserialize_from_value(value, location)?))
    }
}

impl<E: DeserializeError> Deserr<E> for SmsCode {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        Ok(SmsCode(Text::deserialize_from_value(value, location)?))
    }
}

impl<E: DeserializeError> Deserr<E> for Openid {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let rule = "必须由6~64位字母、数字、下划线(_)、破折号(-)组成";
        text_of(value, location, Openid::is_valid, rule).map(Openid)
    }
}

impl<E: DeserializeError> Deserr<E> for NewPassword {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let rule = NewPassword::RULE;
        text_of(value, location, NewPassword::is_valid, rule).map(NewPassword)
    }
}

impl<E: DeserializeError, const MAX: usize> Deserr<E> for Cosmetic<MAX> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        _: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        Ok(match value {
            Value::String(text) => Cosmetic(text),
            _ => Cosmetic::default(),
        })
    }
}

inline_schema!(Mobile; "SalonMobile", json_schema!({"type": "string", "pattern": "^1[3-9]\\d{9}$", "examples": ["13333333333"]}));
inline_schema!(SmsCode; "SalonSmsCode", json_schema!({"type": "string", "pattern": "^\\d{6}$", "examples": ["123456"], "writeOnly": true}));
inline_schema!(Openid; "SalonOpenid", json_schema!({"type": "string", "pattern": "^[A-Za-z0-9_-]{6,64}$", "examples": ["demo_openid_xiaomei"]}));
inline_schema!(NewPassword; "SalonNewPassword", json_schema!({"type": "string", "minLength": 6, "maxLength": 64, "examples": ["zmei-2016"], "writeOnly": true}));
inline_schema!(Cosmetic<MAX>, for [const MAX: usize]; format!("SalonCosmetic_{MAX}"), json_schema!({"type": "string", "maxLength": MAX}));
