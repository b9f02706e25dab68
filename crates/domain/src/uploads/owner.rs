use crate::realms::Realm;

/// The owner of files.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// A user of a realm, with the quota of the configuration.
    User {
        /// The realm.
        realm: &'static Realm,
        /// The id of the user.
        id: i64,
    },
    /// A caller of a realm without an account.
    Guest {
        /// The realm.
        realm: &'static Realm,
        /// The identity of the caller, such as a mobile that was confirmed; at most 64 characters.
        name: &'a str,
        /// Files a day that the caller may upload.
        daily_files: u32,
    },
    /// The operators. They have no quota: they are few, and the audit log records each file.
    Operators,
}

impl Owner<'_> {
    /// Returns the name of the owner in keys.
    pub(super) fn key(&self) -> String {
        match self {
            Owner::User { id, .. } => format!("user:{id}"),
            Owner::Guest { realm, name, .. } => format!("guest:{realm}:{name}"),
            Owner::Operators => "operators".to_owned(),
        }
    }

    /// Returns the name of the realm; empty for operators.
    pub(super) fn realm(&self) -> &'static str {
        match self {
            Owner::User { realm, .. } | Owner::Guest { realm, .. } => realm.name(),
            Owner::Operators => "",
        }
    }

    /// Returns the id of the user; 0 for other owners.
    pub(super) fn user_id(&self) -> i64 {
        match self {
            Owner::User { id, .. } => *id,
            Owner::Guest { .. } | Owner::Operators => 0,
        }
    }

    /// Returns the identity of the guest; empty for other owners.
    pub(super) fn guest(&self) -> &str {
        match self {
            Owner::Guest { name, .. } => name,
            Owner::User { .. } | Owner::Operators => "",
        }
    }
}
