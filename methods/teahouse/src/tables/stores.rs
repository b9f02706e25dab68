//! Stores, and the areas in which they take cash on delivery.

use diesel::prelude::*;
use signet_store::sql::{find_locked, insert_or_ignore, last_id, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::goods::{offpay_areas, stores};

/// A store.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = stores)]
pub struct Store {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The amount of goods in fen from which delivery is free; 0 for never.
    pub free_price: i64,
    /// Whether it takes cash on delivery, in the areas of its list.
    pub offpay: bool,
    /// Whether its goods are sold.
    pub state: State,
}

/// The values that an operator enters; see [`Store`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = stores)]
#[expect(missing_docs, reason = "see Store")]
pub struct NewStore {
    pub name: String,
    pub free_price: i64,
    pub offpay: bool,
}

/// Adds a live store and returns its id. If an id is given, it is used.
///
/// # Errors
/// [`Error::Duplicate`] if the given id is taken.
pub fn insert(tx: &mut Tx<'_>, id: Option<i64>, new: &NewStore) -> Result<i64, Error> {
    let row = (
        new,
        stores::state.eq(State::Live),
        stores::created_at.eq(tx.now()),
        stores::updated_at.eq(tx.now()),
    );
    match id {
        None => diesel::insert_into(stores::table)
            .values(row)
            .execute(&mut tx.link)?,
        Some(id) => diesel::insert_into(stores::table)
            .values((stores::id.eq(id), row))
            .execute(&mut tx.link)?,
    };
    last_id(tx)
}

/// Replaces the values that operators enter. Returns whether the store exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, new: &NewStore) -> Result<bool, Error> {
    update_row!(tx, stores, id, new)
}

/// Sets the state of a store. Returns whether the store exists. The caller must also call [`set_live`](super::goods::set_live) for the
/// goods of the store.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, stores, id, state)
}

/// Returns whether a store exists, in any state, and locks it until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<bool, Error> {
    let found: Option<i64> = find_locked(tx, stores::table.find(id).select(stores::id))?;
    Ok(found.is_some())
}

/// Returns a page of the stores in any state, by id.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Store>, Error> {
    let total = stores::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = stores::table
            .order(stores::id)
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Store::as_select())
            .load(&mut connection.link)?)
    })
}

/// Removes the areas in which a store takes cash on delivery.
///
/// # Errors
/// [`Error::Query`].
pub fn remove_offpay_areas(tx: &mut Tx<'_>, store_id: i64) -> Result<(), Error> {
    let own = offpay_areas::table.filter(offpay_areas::store_id.eq(store_id));
    diesel::delete(own).execute(&mut tx.link)?;
    Ok(())
}

/// Returns the areas in which some stores take cash on delivery, by store and code.
///
/// # Errors
/// [`Error::Query`].
pub fn offpay_areas_of(connection: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, i64)>, Error> {
    let query = offpay_areas::table
        .filter(offpay_areas::store_id.eq_any(ids))
        .order((offpay_areas::store_id, offpay_areas::code));
    Ok(query.load(&mut connection.link)?)
}

/// Adds an area in which a store takes cash on delivery: the code of a province, a city or a district.
///
/// # Errors
/// [`Error::Query`].
pub fn add_offpay_area(tx: &mut Tx<'_>, store_id: i64, code: i64) -> Result<(), Error> {
    let row = (
        offpay_areas::store_id.eq(store_id),
        offpay_areas::code.eq(code),
    );
    insert_or_ignore!(tx, offpay_areas::table, row)?;
    Ok(())
}

/// Returns all stores, hidden ones too, by id.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<Store>, Error> {
    let query = stores::table.order(stores::id).select(Store::as_select());
    Ok(query.load(&mut connection.link)?)
}

/// Returns the ids of the given stores that take cash in one of the given areas.
///
/// # Errors
/// [`Error::Query`].
pub fn with_offpay(
    connection: &mut Connection,
    ids: &[i64],
    codes: &[i64],
) -> Result<Vec<i64>, Error> {
    let query = stores::table
        .inner_join(offpay_areas::table.on(offpay_areas::store_id.eq(stores::id)))
        .filter(stores::id.eq_any(ids))
        .filter(stores::offpay)
        .filter(offpay_areas::code.eq_any(codes));
    Ok(query
        .select(stores::id)
        .distinct()
        .load(&mut connection.link)?)
}
