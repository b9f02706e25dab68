//! The name of an account, as logins, locks and messages use it.

use signet_fault::Fault;
use signet_store::users::{self, User};

use crate::Services;
use crate::realms::Realm;

/// An account of a realm, as a caller names it. The account may not exist.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    realm: &'a str,
    name: Name<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Name<'a> {
    Mobile(&'a str),
    Username(&'a str),
    Id(i64),
    Payments(i64),
}

impl<'a> Account<'a> {
    /// Returns the account that logs in with a mobile.
    pub fn of_mobile(realm: &'static Realm, mobile: &'a str) -> Account<'a> {
        let (realm, name) = (realm.name(), Name::Mobile(mobile));
        Account { realm, name }
    }

    /// Returns the account that logs in with a user name.
    pub fn of_username(realm: &'static Realm, username: &'a str) -> Account<'a> {
        let (realm, name) = (realm.name(), Name::Username(username));
        Account { realm, name }
    }

    /// Returns the account of a user, by the name under which its wrong passwords count: its mobile, if it has one.
    pub fn of(user: &'a User) -> Account<'a> {
        let name = match (user.mobile.as_str(), user.username.as_str()) {
            ("", "") => Name::Id(user.id),
            ("", username) => Name::Username(username),
            (mobile, _) => Name::Mobile(mobile),
        };
        let realm = &user.realm;
        Account { realm, name }
    }

    /// Returns the account of a user for a password that is only for payments: its wrong tries are counted separately, and do not lock
    /// logins.
    pub fn of_payments(realm: &'static Realm, user_id: i64) -> Account<'a> {
        let (realm, name) = (realm.name(), Name::Payments(user_id));
        Account { realm, name }
    }

    /// Returns whether wrong passwords count under this name, also for a name without an account.
    pub(crate) fn is_of_lock(&self) -> bool {
        matches!(self.name, Name::Mobile(_))
    }

    /// Returns the name of the account in keys of the cache.
    pub(crate) fn key(&self) -> String {
        let realm = self.realm;
        match self.name {
            Name::Mobile(mobile) => format!("{realm}:{mobile}"),
            // A caller may enter any text.
            Name::Username(username) => format!("{realm}:name:{}", hex::encode(username)),
            Name::Id(id) => format!("{realm}:id:{id}"),
            Name::Payments(id) => format!("{realm}:payments:{id}"),
        }
    }

    /// Reads the account from the database, in any state.
    pub(crate) async fn find(&self, services: &Services) -> Result<Option<User>, Fault> {
        let realm = self.realm.to_owned();
        let store = &services.store;
        match self.name {
            Name::Mobile(mobile) => {
                let mobile = mobile.to_owned();
                store
                    .run(move |connection| Ok(users::by_mobile(connection, &realm, &mobile)?))
                    .await
            }
            Name::Username(username) => {
                let username = username.to_owned();
                store
                    .run(move |connection| Ok(users::by_username(connection, &realm, &username)?))
                    .await
            }
            Name::Id(id) | Name::Payments(id) => {
                store
                    .run(move |connection| Ok(users::by_id(connection, id)?))
                    .await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static REALM: Realm = Realm::new("tea");

    #[test]
    fn no_name_has_the_key_of_another() {
        let accounts = [
            Account::of_mobile(&REALM, "13800138000"),
            Account::of_username(&REALM, "13800138000"),
            Account::of_username(&REALM, "id:7"),
            Account {
                realm: "tea",
                name: Name::Id(7),
            },
            Account::of_payments(&REALM, 7),
        ];
        let keys = accounts.map(|account| account.key());
        for (number, key) in keys.iter().enumerate() {
            assert!(key.starts_with("tea:"), "{key}");
            assert!(!keys.iter().take(number).any(|other| other == key), "{key}");
        }
    }
}
