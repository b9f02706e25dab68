//! The number and the HTTP status of each fault.

use signet_fault::Code;

use crate::faults;

/// A fault on this wire.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) number: u16,
    pub(super) http: u16,
    codes: &'static [Code],
}

/// The answer to a fault that clients learn nothing of.
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
    /// Returns the sub-code that clients see of a fault with this row.
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
