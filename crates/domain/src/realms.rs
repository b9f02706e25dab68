//! Realms: the sets of accounts that packs own.
//!
//! A mobile or a user name is unique in its realm, a session is valid in its realm alone, and the codes, templates, locks and
//! limits of accounts belong to one realm. A pack declares its realms as constants, and its table of methods names the realm
//! of each method.

use std::fmt;

use signet_cache::RealmName;

/// A realm, as data of the pack that owns it. Two realms are the same if their names are the same.
#[derive(Clone, Copy)]
pub struct Realm {
    key: RealmName,
    shows_weak_passwords: bool,
    hides_accounts: bool,
}

impl Realm {
    /// Returns a realm. The name has 1 to 16 characters of `a`–`z` and `_`. It is unique over all packs, and
    /// stable: accounts are stored under it.
    pub const fn new(name: &'static str) -> Realm {
        Realm {
            key: RealmName::new(name),
            shows_weak_passwords: false,
            hides_accounts: false,
        }
    }

    /// Returns the realm with this change: clients see whether the owner of an account should choose another password, because it is
    /// easy to guess or an operator set it.
    #[must_use]
    pub const fn showing_weak_passwords(self) -> Realm {
        Realm {
            shows_weak_passwords: true,
            ..self
        }
    }

    /// Returns whether clients see that the owner of an account should choose another password.
    pub const fn shows_weak_passwords(&self) -> bool {
        self.shows_weak_passwords
    }

    /// Returns the realm with this change: a request for a message does not show whether the mobile has an account. So no messages of a
    /// day are reserved for the known sources of an account, because other callers would notice the reservation.
    #[must_use]
    pub const fn hiding_accounts(self) -> Realm {
        Realm {
            hides_accounts: true,
            ..self
        }
    }

    /// Returns whether a request for a message must not show whether the mobile has an account.
    pub const fn hides_accounts(&self) -> bool {
        self.hides_accounts
    }

    /// Returns the name, in the form that sessions contain.
    pub const fn key(&self) -> RealmName {
        self.key
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        self.key.as_str()
    }
}

impl PartialEq for Realm {
    fn eq(&self, other: &Realm) -> bool {
        self.key == other.key
    }
}

impl Eq for Realm {}

impl fmt::Display for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The realms of the enabled packs.
#[derive(Clone, Debug, Default)]
pub struct Realms(Vec<&'static Realm>);

impl Realms {
    /// Returns the realms of packs.
    pub fn new(realms: impl IntoIterator<Item = &'static Realm>) -> Realms {
        Realms(realms.into_iter().collect())
    }

    /// Returns the realm with a name, if an enabled pack has it.
    pub fn named(&self, name: &str) -> Option<&'static Realm> {
        self.0.iter().find(|realm| realm.name() == name).copied()
    }

    /// Returns every realm, in the order of the packs.
    pub fn iter(&self) -> impl Iterator<Item = &'static Realm> {
        self.0.iter().copied()
    }
}
