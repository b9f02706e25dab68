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
                for code in Code::OF_UNSIGNED_CALLS.iter().chain(entry.faults) {
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
        let numbers = TABLE.iter().flat_map(|refusal| {
            let codes = refusal.codes.iter();
            codes.map(|code| format!("{} {}", refusal.number, code.sub_code()))
        });
        assert_eq!(numbers.collect::<Vec<_>>(), NUMBERS);
    }

    #[test]
    fn only_faults_that_are_no_answers_to_calls_have_a_status_of_http() {
        let others = TABLE.iter().filter(|row| row.http != 200);
        let others = others.flat_map(|row| {
            let codes = row.codes.iter();
            codes.map(|code| format!("{} {}", row.http, code.sub_code()))
        });
        let expected = [
            "400 bad_form",
            "400 bad_data",
            "415 unsupported_media_type",
            "411 length_required",
            "413 too_large",
            "408 body_timeout",
            "404 not_found",
            "405 method_not_allowed",
            "503 wire_closed",
            "503 overloaded",
        ];
        assert_eq!(others.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn no_fault_has_two_numbers() {
        let codes: Vec<&Code> = TABLE.iter().flat_map(|refusal| refusal.codes).collect();
        for (index, code) in codes.iter().enumerate() {
            assert!(
                !codes.iter().skip(index + 1).any(|other| other == code),
                "{code:?}"
            );
        }
    }
}
