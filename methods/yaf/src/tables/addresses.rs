//! Delivery addresses.

use std::fmt;

use diesel::prelude::*;
use signet_store::sql::last_id;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::addresses;

/// An address.
#[derive(Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = addresses)]
pub struct Address {
    /// Its id.
    pub id: i64,
    /// The user.
    pub user_id: i64,
    /// The receiver's name; at most 10 characters.
    pub realname: String,
    /// The receiver's mobile.
    pub mobile: String,
    /// The code of its [district](signet_store::districts).
    pub district_code: i64,
    /// The street, or empty; at most 50 characters.
    pub street: String,
    /// The rest of the address; at most 50 characters.
    pub address: String,
    /// Whether it is the default address, which an app offers first.
    pub is_default: bool,
    /// The time of its creation.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// Prints only the id, because the other fields are personal.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// An address as a user enters it. The fields have the same meaning as in [`Address`].
#[derive(Clone, Insertable, AsChangeset)]
#[diesel(table_name = addresses)]
pub struct NewAddress {
    /// The receiver's name; at most 10 characters.
    pub realname: String,
    /// The receiver's mobile.
    pub mobile: String,
    /// The code of its [district](signet_store::districts).
    pub district_code: i64,
    /// The street, or empty; at most 50 characters.
    pub street: String,
    /// The rest of the address; at most 50 characters.
    pub address: String,
}

/// Adds an address of a user and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(
    tx: &mut Tx<'_>,
    user_id: i64,
    address: &NewAddress,
    is_default: bool,
) -> Result<i64, Error> {
    let row = (
        address,
        addresses::user_id.eq(user_id),
        addresses::is_default.eq(is_default),
        addresses::created_at.eq(tx.now()),
        addresses::updated_at.eq(tx.now()),
    );
    diesel::insert_into(addresses::table)
        .values(row)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Returns the number of addresses of a user.
///
/// # Errors
/// [`Error::Query`].
pub fn count_of_user(connection: &mut Connection, user_id: i64) -> Result<i64, Error> {
    let of_user = addresses::table.filter(addresses::user_id.eq(user_id));
    Ok(of_user.count().get_result(&mut connection.link)?)
}

/// Returns the addresses of a user: the default address, then the others, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_user(connection: &mut Connection, user_id: i64) -> Result<Vec<Address>, Error> {
    Ok(addresses::table
        .filter(addresses::user_id.eq(user_id))
        .order((addresses::is_default.desc(), addresses::id.desc()))
        .select(Address::as_select())
        .load(&mut connection.link)?)
}

/// Returns an address of a user.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, user_id: i64, id: i64) -> Result<Option<Address>, Error> {
    Ok(addresses::table
        .find(id)
        .filter(addresses::user_id.eq(user_id))
        .select(Address::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Changes an address of a user. Returns whether the address exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, user_id: i64, id: i64, address: &NewAddress) -> Result<bool, Error> {
    let own = addresses::table
        .find(id)
        .filter(addresses::user_id.eq(user_id));
    let changed = diesel::update(own)
        .set((address, addresses::updated_at.eq(tx.now())))
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Removes an address of a user.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(tx: &mut Tx<'_>, user_id: i64, id: i64) -> Result<(), Error> {
    let own = addresses::table
        .find(id)
        .filter(addresses::user_id.eq(user_id));
    diesel::delete(own).execute(&mut tx.link)?;
    Ok(())
}

/// Makes one address of a user the only default address.
///
/// # Errors
/// [`Error::Query`].
pub fn set_default(tx: &mut Tx<'_>, user_id: i64, id: i64) -> Result<(), Error> {
    let of_user = addresses::table.filter(addresses::user_id.eq(user_id));
    diesel::update(of_user)
        .set(addresses::is_default.eq(addresses::id.eq(id)))
        .execute(&mut tx.link)?;
    Ok(())
}
