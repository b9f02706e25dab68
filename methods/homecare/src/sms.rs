//! Codes by SMS.
//!
//! A code of [`VERIFY`] verifies a phone once, either for [`homecare.consumer.register`](crate::consumer::register) or for
//! [`homecare.guest.verify`](crate::guest::verify).

pub(crate) mod send;

use signet_call::Ctx;
use signet_call::params::Text;
use signet_domain::sms::{self, Channel, Request};
use signet_fault::{Code, Fault};

use crate::faults;

/// The template of the code that verifies a phone.
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

/// Sends a code. Returns the text that the client gets: the test code if one is set, otherwise an empty text. Production
/// refuses to start with a test code.
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

/// Returns the six digits of an entered code. Any other text is wrong, and does not count as a try.
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
