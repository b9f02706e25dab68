//! The brands of salons.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::brands;

/// A brand.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = brands)]
pub struct Brand {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The name of its founder, or empty.
    pub founder_name: String,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// A brand as an operator enters it. The fields have the same meaning as in [`Brand`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = brands)]
pub struct NewBrand {
    /// See [`Brand::name`].
    pub name: String,
    /// See [`Brand::founder_name`].
    pub founder_name: String,
}

/// Adds a brand that clients see, and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, new: &NewBrand) -> Result<i64, Error> {
    signet_store::sql::insert_live!(tx, brands, new)
}

/// Replaces the fields of a brand that operators edit. Returns whether the brand exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, new: &NewBrand) -> Result<bool, Error> {
    signet_store::sql::update_row!(tx, brands, id, new)
}

/// Sets the state of a brand. Returns whether the brand exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    signet_store::sql::set_state!(tx, brands, id, state)
}

/// Returns whether a brand exists, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn exists(connection: &mut Connection, id: i64) -> Result<bool, Error> {
    let found = diesel::dsl::exists(brands::table.find(id));
    Ok(diesel::select(found).get_result(&mut connection.link)?)
}

/// Returns a page of the brands in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Brand>, Error> {
    let total = brands::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = brands::table
            .order(brands::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Brand::as_select())
            .load(&mut connection.link)?)
    })
}
