//! The data that the pack stores for each account. An account has no row until the pack stores data for it.

use std::fmt;

use diesel::prelude::*;
use signet_store::sql::{insert_or_ignore, update_row};
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::members::members;

/// The sex of an account whose user has not given it.
const UNKNOWN: i64 = -1;

/// The row of an account.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = members)]
pub struct Member {
    /// The account.
    pub user_id: i64,
    /// The real name, or empty.
    pub truename: String,
    /// The sex: 0 male, 1 female, -1 not known.
    pub sex: i64,
    /// The birthday as `Y-m-d`, or empty.
    pub birthday: String,
    /// The kinds of tea that the member likes, separated by commas.
    pub labels: String,
    /// The hash of the password for payments, or empty.
    pub pay_hash: String,
    /// The money that the shop holds for the member, in fen.
    pub predeposit: i64,
}

/// Shows only the number: the other fields are personal data.
impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member")
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

/// The values that a member changes. A value with `None` stays as it is.
#[derive(Clone, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = members)]
pub struct Edited {
    /// [`Member::truename`]
    pub truename: Option<String>,
    /// [`Member::sex`]
    pub sex: Option<i64>,
    /// [`Member::birthday`]
    pub birthday: Option<String>,
}

impl Edited {
    /// Returns whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        *self == Edited::default()
    }
}

/// Returns a new row.
macro_rules! new_row {
    ($tx:expr, $user_id:expr, $labels:expr) => {
        (
            members::user_id.eq($user_id),
            members::truename.eq(""),
            members::sex.eq(UNKNOWN),
            members::birthday.eq(""),
            members::labels.eq($labels),
            members::pay_hash.eq(""),
            members::predeposit.eq(0_i64),
            members::created_at.eq($tx.now()),
            members::updated_at.eq($tx.now()),
        )
    };
}

/// Adds the row of a new account.
///
/// # Errors
/// [`Error::Duplicate`] if the account already has a row.
pub fn insert(tx: &mut Tx<'_>, user_id: i64, labels: &str) -> Result<(), Error> {
    let row = new_row!(tx, user_id, labels);
    diesel::insert_into(members::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Adds the row of an account, unless the account already has a row.
///
/// # Errors
/// [`Error::Query`].
pub fn insert_if_missing(tx: &mut Tx<'_>, user_id: i64) -> Result<(), Error> {
    let row = new_row!(tx, user_id, "");
    insert_or_ignore!(tx, members::table, row)?;
    Ok(())
}

/// Changes the row of an account. Returns whether the row exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, user_id: i64, edited: &Edited) -> Result<bool, Error> {
    update_row!(tx, members, user_id, edited)
}

/// Sets the hash of the password for payments. Returns whether the row exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_pay_hash(tx: &mut Tx<'_>, user_id: i64, hash: &str) -> Result<bool, Error> {
    update_row!(tx, members, user_id, members::pay_hash.eq(hash))
}

/// Returns the row of an account, or the default values if the account has no row.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, user_id: i64) -> Result<Member, Error> {
    let found = members::table
        .find(user_id)
        .select(Member::as_select())
        .first(&mut connection.link)
        .optional()?;
    Ok(found.unwrap_or_else(|| Member {
        user_id,
        truename: String::new(),
        sex: UNKNOWN,
        birthday: String::new(),
        labels: String::new(),
        pay_hash: String::new(),
        predeposit: 0,
    }))
}
