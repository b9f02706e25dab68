//! The two sides of the product, each with its own accounts.

use signet_domain::realms::Realm;
use signet_domain::tickets;

use crate::tables::people::PersonState;
use crate::{CONSULTANT, CONSULTING};

/// A side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Publishes needs and pays for them.
    Buyer,
    /// Answers needs.
    Consultant,
}

impl Side {
    /// Returns the realm of the accounts.
    pub(crate) const fn realm(self) -> &'static Realm {
        match self {
            Side::Buyer => &CONSULTING,
            Side::Consultant => &CONSULTANT,
        }
    }

    /// Returns the state of a new account.
    pub(crate) const fn first_state(self) -> PersonState {
        match self {
            Side::Buyer => PersonState::Live,
            Side::Consultant => PersonState::Pending,
        }
    }

    /// Returns the kind of the tickets that prove a mobile in a registration.
    pub(crate) const fn tickets(self) -> tickets::Kind {
        tickets::Kind {
            name: "register",
            realm: self.realm(),
            lifetime: TICKET_SECONDS,
            tries: TICKET_TRIES,
        }
    }
}

/// The seconds for which a ticket is valid.
pub(crate) const TICKET_SECONDS: i64 = 1800;

/// The number of registrations that can be tried with a ticket. It bounds how often user names can be probed.
const TICKET_TRIES: i64 = 20;
