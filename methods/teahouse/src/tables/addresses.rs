//! Delivery addresses.

use std::fmt;

use diesel::prelude::*;
use signet_store::sql::last_id;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::members::addresses;

/// An address.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = addresses)]
pub struct Address {
    /// Its number.
    pub id: i64,
    /// The name of the receiver.
    pub true_name: String,
    /// The code of the city, as [`city_above`](signet_domain::districts::city_above) returns it.
    pub city_id: i64,
    /// The code of the district.
    pub area_id: i64,
    /// The rest of the address.
    pub address: String,
    /// The landline, or empty.
    pub tel_phone: String,
    /// The mobile, or empty.
    pub mob_phone: String,
    /// Whether apps offer it first.
    pub is_default: bool,
}

/// Shows only the number: the other fields are personal data.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The values that a member enters; see [`Address`] for the fields.
#[derive(Clone, Insertable, AsChangeset)]
#[diesel(table_name = addresses)]
#[expect(missing_docs, reason = "see Address")]
pub struct NewAddress {
    pub true_name: String,
    pub city_id: i64,
    pub area_id: i64,
    pub address: String,
    pub tel_phone: String,
    pub mob_phone: String,
}

impl NewAddress {
    /// Returns whether an address has all of these values.
    pub fn is_same(&self, address: &Address) -> bool {
        self.true_name == address.true_name
            && (self.city_id, self.area_id) == (address.city_id, address.area_id)
            && self.address == address.address
            && self.tel_phone == address.tel_phone
            && self.mob_phone == address.mob_phone
    }
}

/// Adds an address of a user and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(
    tx: &mut Tx<'_>,
    user_id: i64,
    new: &NewAddress,
    is_default: bool,
) -> Result<i64, Error> {
    let row = (
        new,
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

/// Returns the addresses of a user: the default one, then the newest first.
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
pub fn update(tx: &mut Tx<'_>, user_id: i64, id: i64, new: &NewAddress) -> Result<bool, Error> {
    let own = addresses::table
        .find(id)
        .filter(addresses::user_id.eq(user_id));
    let changed = diesel::update(own)
        .set((new, addresses::updated_at.eq(tx.now())))
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Removes an address of a user, if it exists.
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

/// Makes one address of a user the default. The other addresses of the user stop being the default.
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
