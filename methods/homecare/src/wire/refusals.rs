//! The status and the `msg` of each fault. The texts that the API document contains are copied exactly.

use signet_fault::Code;

use super::path;
use crate::faults;

/// The status and the text of some faults on this wire.
pub(super) struct Refusal {
    pub(super) status: u8,
    /// The text, with the names of integers of the fault in braces; empty for the text of the fault itself. Status 2 has no
    /// text.
    pub(super) msg: &'static str,
    codes: &'static [Code],
}

/// Returns the row of a fault on a route; `None` if the table has no row for it.
pub(super) fn of(code: Code, path: &str) -> Option<&'static Refusal> {
    let of_route = OF_ROUTES.iter().filter(|(own, _)| *own == path);
    let rows = of_route.map(|(_, refusal)| refusal).chain(EVERYWHERE);
    rows.into_iter()
        .find(|refusal| refusal.codes.contains(&code))
}

const fn refusal(status: u8, msg: &'static str, codes: &'static [Code]) -> Refusal {
    Refusal { status, msg, codes }
}

const DEAD_SESSION: &[Code] = &[
    Code::NotLoggedIn,
    Code::SessionExpired,
    Code::SessionReplaced,
    Code::PasswordChanged,
    Code::UserMismatch,
];

#[rustfmt::skip]
static EVERYWHERE: &[Refusal] = &[
    refusal(0, "request is not a JSON object", &[Code::BadData]),
    refusal(0, "request is not right", &[Code::BadForm, Code::LengthRequired, Code::TooLarge, Code::UnsupportedMediaType]),
    refusal(0, "", &[Code::BadParams]),
    refusal(0, "too many requests", &[Code::RateLimited, Code::UploadQuota]),
    refusal(0, "verify code is sent too often", &[Code::SmsTooFrequent, Code::SmsMobileQuota, Code::SmsIpQuota]),
    refusal(0, "new password is the old one", &[Code::PasswordUnchanged]),
    refusal(0, "picture is too large", &[Code::ImageTooLarge]),
    refusal(0, "picture is not right", &[Code::ImageInvalid]),
    refusal(2, "", &[Code::Internal, Code::Overloaded, Code::SmsFailed, Code::SmsTemplateUnknown]),
    refusal(4, "password is not right", &[Code::WrongPassword, Code::WrongOldPassword]),
    refusal(5, "time out", &[Code::BodyTimeout]),
    refusal(5, "the same request is still running", &[Code::InProgress]),
    refusal(6, "username has exist", &[Code::AlreadyRegistered]),
    refusal(7, "no such path", &[Code::NotFound]),
    refusal(7, "account does not exist, please sign up", &[Code::NotRegistered]),
    refusal(7, "invalid mid", &[Code::MessageNotFound]),
    refusal(7, "invalid order id", &[Code::OrderNotFound]),
    refusal(9, "permission denied", &[Code::BannedIp, Code::IpNotAllowed, Code::NotPermitted, Code::WireClosed]),
    refusal(9, "too many wrong passwords, reset the password or try again tomorrow", &[Code::LoginLocked]),
    refusal(9, "the account is closed", &[Code::AccountLocked, Code::AccountClosed]),
    refusal(9, "this phone gets no messages", &[Code::SmsBlocked]),
    refusal(12, "verify code does not exist", &[Code::WrongCode, Code::CodeExpired]),
    refusal(13, "login first before other action", DEAD_SESSION),
    refusal(13, "method not allowed", &[Code::MethodNotAllowed]),
    refusal(13, "idempotency key was used before", &[Code::IdempotencyReused]),
    refusal(7, "invalid city number", &[faults::HOMECARE_CITY_UNKNOWN]),
    refusal(7, "no city", &[faults::HOMECARE_NO_CITY]),
    refusal(7, "invalid recommand id", &[faults::HOMECARE_GOODS_ITEM_UNKNOWN]),
    refusal(7, "invalid id", &[faults::HOMECARE_GOODS_UNKNOWN]),
    refusal(7, "invalid pid", &[faults::HOMECARE_SERVICE_GROUP_UNKNOWN]),
    refusal(7, "no available version info", &[faults::HOMECARE_VERSION_UNKNOWN]),
    refusal(11, "verify code is empty", &[faults::HOMECARE_CODE_MISSING]),
    refusal(9, "phone is not verified", &[faults::HOMECARE_PHONE_UNVERIFIED]),
    refusal(7, "home item id:{hid}invalid", &[faults::HOMECARE_SERVICE_UNKNOWN]),
    refusal(20, "submit price wrong", &[faults::HOMECARE_PRICE_WRONG]),
    refusal(21, "the coupon has used, over due or is not belong you", &[faults::HOMECARE_COUPON_UNUSABLE]),
    refusal(13, "too many open orders", &[faults::HOMECARE_TOO_MANY_OPEN]),
    refusal(3, "the order can not be canceled", &[faults::HOMECARE_ORDER_NOT_CANCELABLE]),
    refusal(3, "the order is not finished", &[faults::HOMECARE_ORDER_NOT_FINISHED]),
    refusal(9, "the order has been canceled", &[faults::HOMECARE_ORDER_CANCELED]),
    refusal(6, "the order has appraised", &[faults::HOMECARE_ORDER_APPRAISED]),
    refusal(7, "invalid appointment id", &[faults::HOMECARE_APPOINTMENT_UNKNOWN]),
    refusal(3, "the appointment takes no more pictures", &[faults::HOMECARE_PICTURES_CLOSED]),
    refusal(7, "no game can play", &[faults::HOMECARE_NO_GAME]),
    refusal(7, "coupon send over number", &[faults::HOMECARE_COUPONS_GONE]),
    refusal(6, "you have exchanged this invite code", &[faults::HOMECARE_INVITE_USED]),
    refusal(7, "no invite code info", &[faults::HOMECARE_INVITE_UNKNOWN]),
    refusal(14, "you can not exchange your own invite code", &[faults::HOMECARE_INVITE_OWN]),
];

/// The rows of single routes. They come before the rows of all routes.
#[rustfmt::skip]
static OF_ROUTES: &[(&str, Refusal)] = &[
    (path::GET_GOODS_SEC_ITEM, refusal(7, "invalid city number", &[faults::HOMECARE_GOODS_ITEM_UNKNOWN])),
    (path::CREATE_PAY_ORDER, refusal(7, "invalid city_number", &[faults::HOMECARE_CITY_UNKNOWN])),
    (path::CREATE_PAY_ORDER, refusal(7, "goods id:{sid}invalid", &[faults::HOMECARE_GOODS_UNKNOWN])),
    (path::CREATE_APPOINTMENT, refusal(7, "invalid city_number", &[faults::HOMECARE_CITY_UNKNOWN])),
    (path::UPLOAD_PICTURE, refusal(9, "token is not correct", DEAD_SESSION)),
    (path::VERIFY_CONSUMER, refusal(13, "verify fail", &[Code::WrongCode, Code::CodeExpired])),
    (path::CHECK_GAME, refusal(13, "login befor other action", DEAD_SESSION)),
];
