//! The number, the name, the HTTP status and the text of each fault.

use signet_fault::Code;

use crate::faults;

/// The fault as clients get it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal {
    code: Code,
    /// `code` in the reply.
    pub(super) number: u16,
    /// `error` in the reply.
    pub(super) name: &'static str,
    /// The HTTP status.
    pub(super) status: u16,
    /// The text, if the text of the fault does not fit this wire.
    pub(super) text: Option<&'static str>,
}

/// Returns a fault of this product, with the number and the name of the document.
const fn own(number: u16, name: &'static str, status: u16, code: Code) -> Refusal {
    Refusal {
        code,
        number,
        name,
        status,
        text: None,
    }
}

/// Returns a fault of the core, with its own number and sub-code.
const fn core(status: u16, code: Code) -> Refusal {
    own(code.number(), code.sub_code(), status, code)
}

/// Returns a fault of the core whose text is about signed calls, with another text.
const fn worded(status: u16, code: Code, text: &'static str) -> Refusal {
    Refusal {
        text: Some(text),
        ..core(status, code)
    }
}

/// The row for faults whose cause is not shown to clients.
pub(super) const INTERNAL: Refusal = core(500, Code::Internal);

/// Returns the row of a fault; `None` if the table has none.
pub(super) fn of(code: Code) -> Option<Refusal> {
    TABLE.iter().find(|refusal| refusal.code == code).copied()
}

static TABLE: &[Refusal] = &[
    own(
        1001,
        "SMS.ErrorCountLimited",
        400,
        faults::SMS_ERROR_COUNT_LIMITED,
    ),
    own(1002, "SMS.Timeout", 400, faults::SMS_TIMEOUT),
    own(1003, "SMS.Checked", 400, faults::SMS_CHECKED),
    own(1004, "SMS.Invalid", 400, faults::SMS_INVALID),
    own(1005, "SMS.Incorrect", 400, faults::SMS_INCORRECT),
    own(1006, "SMS.TooOften", 429, faults::SMS_TOO_OFTEN),
    own(1010, "Account.NotFound", 404, faults::ACCOUNT_NOT_FOUND),
    own(
        1011,
        "Account.PasswordIncorrect",
        400,
        faults::PASSWORD_INCORRECT,
    ),
    own(
        1012,
        "Account.PasswordNotChanged",
        409,
        faults::PASSWORD_NOT_CHANGED,
    ),
    own(1013, "Mobile.Incorrect", 400, faults::MOBILE_INCORRECT),
    own(1014, "Account.MobileExist", 409, faults::MOBILE_EXIST),
    own(1015, "Openid.Unproven", 400, faults::OPENID_UNPROVEN),
    own(1016, "Openid.Bound", 409, faults::OPENID_BOUND),
    own(1017, "Client.NotAllowed", 403, faults::CLIENT_NOT_ALLOWED),
    own(1018, "Openid.Unavailable", 502, faults::OPENID_UNAVAILABLE),
    core(400, Code::BadParams),
    worded(400, Code::BadData, "请求体不是有效的 JSON 对象"),
    worded(400, Code::BadForm, "请求格式不正确"),
    core(400, Code::ImageInvalid),
    core(401, Code::NotLoggedIn),
    core(401, Code::SessionExpired),
    core(401, Code::SessionReplaced),
    core(401, Code::PasswordChanged),
    core(403, Code::NotPermitted),
    core(403, Code::WireClosed),
    core(403, Code::BannedIp),
    core(403, Code::IpNotAllowed),
    core(403, Code::AccountLocked),
    core(403, Code::SmsBlocked),
    core(403, Code::SmsTemplateUnknown),
    core(404, Code::NotFound),
    worded(405, Code::MethodNotAllowed, "请求方法不正确"),
    core(408, Code::BodyTimeout),
    core(411, Code::LengthRequired),
    worded(415, Code::UnsupportedMediaType, "只接受 application/json"),
    core(409, Code::InProgress),
    core(422, Code::IdempotencyReused),
    core(413, Code::TooLarge),
    core(413, Code::ImageTooLarge),
    core(429, Code::RateLimited),
    core(429, Code::LoginLocked),
    core(429, Code::UploadQuota),
    INTERNAL,
    core(502, Code::SmsFailed),
    core(503, Code::Overloaded),
];
