//! Accounts, with all data that their users see.

use signet_domain::districts;
use signet_fault::{Code, Fault};
use signet_store::Connection;
use signet_store::identities::{self, Identity};
use signet_store::users::User;

use crate::tables::profiles::{self, Profile};

/// An account as it is stored in the database.
pub struct Stored {
    /// The account.
    pub user: User,
    /// Its identities at WeChat.
    pub identities: Vec<Identity>,
    /// Its row in the pack.
    pub profile: Profile,
    /// Whether it has a finished test that is not hidden.
    pub is_tested: bool,
    /// The names of its province and its city; empty for none.
    pub names: (String, String),
}

impl Stored {
    /// Reads an account in three statements, no matter which fields are set.
    ///
    /// # Errors
    /// [`Code::SessionExpired`] if the account does not exist; [`Fault::internal`] if it has no profile; the errors of the store.
    pub fn read(connection: &mut Connection, user_id: i64) -> Result<Stored, Fault> {
        let account = identities::with_account(connection, user_id)?;
        let (user, identities) = account.ok_or(Code::SessionExpired)?;
        let profile = profiles::find_with_tests(connection, user_id)?;
        let (profile, is_tested) =
            profile.ok_or_else(|| Fault::internal("an account of salon has no profile"))?;
        let names = districts::names_of(connection, profile.province_id, profile.city_id)?;
        Ok(Stored {
            user,
            identities,
            profile,
            is_tested,
            names,
        })
    }
}
