//! The number and the HTTP status of each fault.

use signet_fault::Code;

use crate::faults;

/// A row of the table: some faults, with their number and HTTP status.
#[derive(Clone, Copy)]
pub(super) struct Refusal {
    pub(super) number: u16,
    pub(super) http: u16,
    codes: &'static [Code],
}

/// The row for faults whose cause is not shown to clients.
pub(super) const INTERNAL: Refusal = refusal(9001, 200, &[Code::Internal]);

/// Returns the row of a fault; `None` if the table has none.
pub(super) fn of(code: Code) -> Option<Refusal> {
    TABLE
        .iter()
        .find(|refusal| refusal.codes.contains(&code))
        .copied()
}

const fn refusal(number: u16, http: u16, codes: &'static [Code]) -> Refusal {
    Refusal {
        number,
        http,
        codes,
    }
}

impl Refusal {
    /// Returns the sub-code that clients get for a fault with this row.
    pub(super) fn sub_code(&self, code: Code) -> &'static str {
        match self.codes.contains(&code) {
            true => code.sub_code(),
            false => Code::Internal.sub_code(),
        }
    }
}

#[rustfmt::skip]
static TABLE: &[Refusal] = &[
    refusal(1001, 400, &[Code::BadForm, Code::BadData]),
    refusal(1002, 415, &[Code::UnsupportedMediaType]),
    refusal(1002, 411, &[Code::LengthRequired]),
    refusal(1002, 413, &[Code::TooLarge]),
    refusal(1002, 408, &[Code::BodyTimeout]),
    refusal(1003, 404, &[Code::NotFound]),
    refusal(1004, 405, &[Code::MethodNotAllowed]),
    refusal(1005, 200, &[Code::BadParams]),
    refusal(1006, 200, &[Code::InProgress]),
    refusal(1007, 200, &[Code::IdempotencyReused]),
    refusal(1008, 200, &[Code::RateLimited]),
    refusal(1009, 200, &[Code::BannedIp, Code::IpNotAllowed, Code::NotPermitted]),
    refusal(1010, 503, &[Code::WireClosed]),
    refusal(2001, 200, &[Code::NotLoggedIn]),
    refusal(2002, 200, &[Code::SessionExpired]),
    refusal(2003, 200, &[Code::SessionReplaced]),
    refusal(2004, 200, &[Code::PasswordChanged]),
    refusal(2005, 200, &[Code::UserMismatch]),
    refusal(2011, 200, &[Code::WrongCode]),
    refusal(2012, 200, &[Code::CodeExpired]),
    refusal(2013, 200, &[Code::SmsTooFrequent]),
    refusal(2014, 200, &[Code::SmsMobileQuota]),
    refusal(2015, 200, &[Code::SmsIpQuota]),
    refusal(2016, 200, &[Code::SmsBlocked]),
    refusal(2017, 200, &[Code::SmsFailed]),
    refusal(2021, 200, &[faults::TICKET_INVALID]),
    refusal(2022, 200, &[Code::AlreadyRegistered]),
    refusal(2023, 200, &[Code::UsernameTaken]),
    refusal(2024, 200, &[faults::PASSWORDS_DIFFER]),
    refusal(2025, 200, &[Code::WrongPassword]),
    refusal(2026, 200, &[Code::LoginLocked]),
    refusal(2027, 200, &[Code::AccountLocked]),
    refusal(2028, 200, &[Code::AccountClosed]),
    refusal(2029, 200, &[Code::NotRegistered]),
    refusal(2031, 200, &[faults::CONSULTANT_PENDING]),
    refusal(2032, 200, &[faults::CONSULTANT_SUSPENDED]),
    refusal(3001, 200, &[faults::TAG_UNKNOWN]),
    refusal(3002, 200, &[faults::POST_NOT_FOUND]),
    refusal(3003, 200, &[faults::POST_STATE]),
    refusal(3004, 200, &[faults::POST_LIMIT]),
    refusal(4001, 200, &[Code::OrderNotFound]),
    refusal(4002, 200, &[Code::OrderState]),
    refusal(4003, 200, &[faults::ORDER_MISMATCH]),
    refusal(4004, 200, &[faults::OFFER_MISSING]),
    refusal(4005, 200, &[faults::WORK_LIMIT]),
    refusal(4006, 200, &[faults::OWN_POST]),
    refusal(5001, 200, &[Code::NothingToPay]),
    refusal(5002, 200, &[Code::AlreadyPaid]),
    refusal(5003, 200, &[Code::AmountMismatch]),
    refusal(5004, 200, &[Code::PaymentFailed]),
    INTERNAL,
    refusal(9002, 503, &[Code::Overloaded]),
];
