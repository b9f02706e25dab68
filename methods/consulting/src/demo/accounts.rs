//! The accounts of the demo: two buyers and three consultants. Operators have not approved the last consultant yet.

use signet_domain::Services;
use signet_domain::accounts::{Login, NewAccount, Registration};
use signet_domain::platform::Platform;
use signet_fault::Fault;
use signet_store::Tx;

use crate::side::Side;
use crate::tables::people::{self, NewPerson, PersonState};

/// The password of all accounts.
const PASSWORD: &str = "secret_1";

/// The accounts, ready to be added.
#[derive(Clone)]
pub(super) struct Accounts(Vec<(NewAccount, PersonState)>);

/// The ids of the accounts that have posts and orders.
pub(super) struct People {
    pub(super) buyer_one: i64,
    pub(super) buyer_two: i64,
    pub(super) lawyer_one: i64,
    pub(super) lawyer_two: i64,
}

impl Accounts {
    /// Makes the accounts. Hashing their password takes a while.
    pub(super) async fn new(services: &Services) -> Result<Accounts, Fault> {
        let now = services.clock.now();
        let password = services.passwords.choose(PASSWORD, "").await?;
        let account = |(side, username, mobile, state): (Side, _, _, _)| {
            let local = Registration::local(side.realm(), mobile, password.clone());
            let registration = Registration {
                username,
                // The shipped clients do not name their platform.
                login: Login {
                    platform: Platform(0),
                    ..local.login
                },
                ..local
            };
            Ok((NewAccount::of(now, &registration)?, state))
        };
        let (buyer, consultant) = (Side::Buyer, Side::Consultant);
        let accounts = [
            (buyer, "buyer_one", "19900000101", PersonState::Live),
            (buyer, "buyer_two", "19900000102", PersonState::Live),
            (
                consultant,
                "lawyer_one",
                "19900000103",
                PersonState::Approved,
            ),
            (
                consultant,
                "lawyer_two",
                "19900000104",
                PersonState::Approved,
            ),
            (
                consultant,
                "lawyer_new",
                "19900000105",
                PersonState::Pending,
            ),
        ];
        let accounts: Result<_, Fault> = accounts.into_iter().map(account).collect();
        Ok(Accounts(accounts?))
    }

    /// Adds the accounts.
    pub(super) fn load(&self, tx: &mut Tx<'_>) -> Result<People, Fault> {
        let mut ids = Vec::new();
        for (account, state) in &self.0 {
            let user_id = account.insert(tx)?.id;
            let person = NewPerson {
                user_id,
                gender: None,
                realname: String::new(),
                email: String::new(),
                state: *state,
            };
            people::insert(tx, &person)?;
            ids.push(user_id);
        }
        let [buyer_one, buyer_two, lawyer_one, lawyer_two, ..] = *ids else {
            return Err(Fault::internal("the demo has other accounts"));
        };
        Ok(People {
            buyer_one,
            buyer_two,
            lawyer_one,
            lawyer_two,
        })
    }
}
