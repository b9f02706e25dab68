//! Codes by SMS.
//!
//! A code of [`VERIFY`] proves a phone to [`homecare.consumer.register`](crate::consumer::register) or to
//! [`homecare.guest.verify`](crate::guest::verify), whichever comes first.

pub(crate) mod send;

use signet_call::Ctx;
use signet_call::params::Text;
use signet_domain::sms::{self, Channel, Request};
use signet_fault::{Code, Fault};

use crate::faults;

/// The template of the code that proves a phone.
pub(crate) const VERIFY: &str = "HOMECARE_VERIFY";
/// The template of the code that a password reset needs.
pub(crate) const FIND_PASSWORD: &str = "HOMECARE_FIND_PWD";

/// The faults of [`request`].
pub(crate) const FAULTS: &[Code] = &[
    Code::SmsTooFrequent,
    Code::SmsMobileQuota,
    Code::SmsIpQuota,
    Code::SmsTemplateUnknown,
    Code::SmsBlocked,
    Code::SmsFailed,
];

/// A code as a client enters it.
pub(crate) type Entered = Text<0, 16>;

/// Sends a code, and returns what a client is shown of it: the code of tests, which production refuses to start with, else
/// nothing.
///
/// # Errors
/// [`FAULTS`].
pub(crate) async fn request(ctx: &Ctx<'_>, mobile: &str, template: &str) -> Result<String, Fault> {
    let request = Request {
        realm: ctx.realm()?,
        mobile,
        template,
        class: ctx.app.class.name(),
        source: ctx.login_source(),
        channel: Channel::Text,
    };
    sms::send(ctx.services, ctx.now, request).await?;
    Ok(ctx.services.settings.sms.test_code.clone())
}

/// Returns the six digits of an entered code. Anything else is wrong, and costs no try.
///
/// # Errors
/// `faults::HOMECARE_CODE_MISSING`, [`Code::WrongCode`].
pub(crate) fn six_digits(entered: Option<Entered>) -> Result<String, Fault> {
    let code = entered.map(Text::into_string).unwrap_or_default();
    match code.len() {
        0 => Err(faults::HOMECARE_CODE_MISSING.into()),
        6 if code.bytes().all(|byte| byte.is_ascii_digit()) => Ok(code),
        _ => Err(Code::WrongCode.into()),
    }
}
