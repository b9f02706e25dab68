//! The number and the HTTP status of each fault.

use signet_fault::Code;

use crate::faults;

/// A row of the table: some faults, with their number and HTTP status.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) number: u16,
    pub(super) http: u16,
    codes: &'static [Code],
}

/// The row for faults whose cause is not shown to clients.
pub(super) const INTERNAL: Told = told(9001, 200, &[Code::Internal]);

/// Returns the row of a fault; `None` if the table has none.
pub(super) fn of(code: Code) -> Option<Told> {
    TABLE
        .iter()
        .find(|told| told.codes.contains(&code))
        .copied()
}

const fn told(number: u16, http: u16, codes: &'static [Code]) -> Told {
    Told {
        number,
        http,
        codes,
    }
}

impl Told {
    /// Returns the sub-code that clients get for a fault with this row.
    pub(super) fn sub_code(&self, code: Code) -> &'static str {
        match self.codes.contains(&code) {
            true => code.sub_code(),
            false => Code::Internal.sub_code(),
        }
    }
}

#[rustfmt::skip]
static TABLE: &[Told] = &[
    told(1001, 400, &[Code::BadForm, Code::BadData]),
    told(1002, 415, &[Code::UnsupportedMediaType]),
    told(1002, 411, &[Code::LengthRequired]),
    told(1002, 413, &[Code::TooLarge]),
    told(1002, 408, &[Code::BodyTimeout]),
    told(1003, 404, &[Code::NotFound]),
    told(1004, 405, &[Code::MethodNotAllowed]),
    told(1005, 200, &[Code::BadParams]),
    told(1006, 200, &[Code::InProgress]),
    told(1007, 200, &[Code::IdempotencyReused]),
    told(1008, 200, &[Code::RateLimited]),
    told(1009, 200, &[Code::BannedIp, Code::IpNotAllowed, Code::NotPermitted]),
    told(1010, 503, &[Code::WireClosed]),
    told(2001, 200, &[Code::NotLoggedIn]),
    told(2002, 200, &[Code::SessionExpired]),
    told(2003, 200, &[Code::SessionReplaced]),
    told(2004, 200, &[Code::PasswordChanged]),
    told(2005, 200, &[Code::UserMismatch]),
    told(2011, 200, &[Code::WrongCode]),
    told(2012, 200, &[Code::CodeExpired]),
    told(2013, 200, &[Code::SmsTooFrequent]),
    told(2014, 200, &[Code::SmsMobileQuota]),
    told(2015, 200, &[Code::SmsIpQuota]),
    told(2016, 200, &[Code::SmsBlocked]),
    told(2017, 200, &[Code::SmsFailed]),
    told(2021, 200, &[faults::TICKET_INVALID]),
    told(2022, 200, &[Code::AlreadyRegistered]),
    told(2023, 200, &[Code::UsernameTaken]),
    told(2024, 200, &[faults::PASSWORDS_DIFFER]),
    told(2025, 200, &[Code::WrongPassword]),
    told(2026, 200, &[Code::LoginLocked]),
    told(2027, 200, &[Code::AccountLocked]),
    told(2028, 200, &[Code::AccountClosed]),
    told(2029, 200, &[Code::NotRegistered]),
    told(2031, 200, &[faults::CONSULTANT_PENDING]),
    told(2032, 200, &[faults::CONSULTANT_SUSPENDED]),
    told(3001, 200, &[faults::TAG_UNKNOWN]),
    told(3002, 200, &[faults::POST_NOT_FOUND]),
    told(3003, 200, &[faults::POST_STATE]),
    told(3004, 200, &[faults::POST_LIMIT]),
    told(4001, 200, &[Code::OrderNotFound]),
    told(4002, 200, &[Code::OrderState]),
    told(4003, 200, &[faults::ORDER_MISMATCH]),
    told(4004, 200, &[faults::OFFER_MISSING]),
    told(4005, 200, &[faults::WORK_LIMIT]),
    told(4006, 200, &[faults::OWN_POST]),
    told(5001, 200, &[Code::NothingToPay]),
    told(5002, 200, &[Code::AlreadyPaid]),
    told(5003, 200, &[Code::AmountMismatch]),
    told(5004, 200, &[Code::PaymentFailed]),
    INTERNAL,
    told(9002, 503, &[Code::Overloaded]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::METHODS;
    use crate::wire::ROUTES;

    #[test]
    fn every_fault_of_a_route_has_a_number() {
        for route in ROUTES {
            for method in route.methods {
                let mut entries = METHODS.iter();
                let entry = entries.find(|entry| entry.name == method.name).unwrap();
                for code in entry.faults {
                    assert!(of(*code).is_some(), "{}: {code:?}", route.path);
                }
            }
        }
    }

    /// The numbers of the contract.
    const NUMBERS: [&str; 55] = [
        "1001 bad_form",
        "1001 bad_data",
        "1002 unsupported_media_type",
        "1002 length_required",
        "1002 too_large",
        "1002 body_timeout",
        "1003 not_found",
        "1004 method_not_allowed",
        "1005 bad_params",
        "1006 in_progress",
        "1007 idempotency_reused",
        "1008 rate_limited",
        "1009 banned_ip",
        "1009 ip_not_allowed",
        "1009 not_permitted",
        "1010 wire_closed",
        "2001 not_logged_in",
        "2002 session_expired",
        "2003 session_replaced",
        "2004 password_changed",
        "2005 user_mismatch",
        "2011 wrong_code",
        "2012 code_expired",
        "2013 sms_too_frequent",
        "2014 sms_mobile_quota",
        "2015 sms_ip_quota",
        "2016 sms_blocked",
        "2017 sms_failed",
        "2021 ticket_invalid",
        "2022 already_registered",
        "2023 username_taken",
        "2024 passwords_differ",
        "2025 wrong_password",
        "2026 login_locked",
        "2027 account_locked",
        "2028 account_closed",
        "2029 not_registered",
        "2031 consultant_pending",
        "2032 consultant_suspended",
        "3001 tag_unknown",
        "3002 post_not_found",
        "3003 post_state",
        "3004 post_limit",
        "4001 order_not_found",
        "4002 order_state",
        "4003 order_mismatch",
        "4004 offer_missing",
        "4005 work_limit",
        "4006 own_post",
        "5001 nothing_to_pay",
        "5002 already_paid",
        "5003 amount_mismatch",
        "5004 payment_failed",
        "9001 internal",
        "9002 overloaded",
    ];

    #[test]
    fn the_numbers_are_those_that_clients_know() {
        let numbers = TABLE.iter().flat_map(|told| {
            let codes = told.codes.iter();
            codes.map(|code| format!("{} {}", told.number, code.sub_code()))
        });
        assert_eq!(numbers.collect::<Vec<_>>(), NUMBERS);
    }

    #[test]
    fn no_fault_has_two_numbers() {
        let codes: Vec<&Code> = TABLE.iter().flat_map(|told| told.codes).collect();
        for (index, code) in codes.iter().enumerate() {
            assert!(
                !codes.iter().skip(index + 1).any(|other| other == code),
                "{code:?}"
            );
        }
    }
}
