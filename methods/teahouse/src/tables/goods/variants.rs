use diesel::dsl::exists;
use diesel::prelude::*;
use signet_store::sql::{last_id, update_row};
use signet_store::{Connection, Error, State, Tx};

use super::{Goods, NewGoods};
use crate::tables::schema::goods::{commons, goods, stores};

/// The values of a variant that operators change; see [`Goods`] for the fields. The stock is not one of them, because buyers change it at
/// the same time.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = goods)]
#[expect(missing_docs, reason = "see Goods")]
pub struct Entered {
    pub gc_id: i64,
    pub name: String,
    pub spec: String,
    pub price: i64,
    pub marketprice: i64,
    pub image_url: String,
    pub middle_url: String,
    pub is_main: bool,
}

/// Adds a variant and returns its id. The variant is sold after [`set_live`] was called, if its article and its store are live.
///
/// # Errors
/// [`Error::Duplicate`] if the article has goods with these values.
pub fn add(tx: &mut Tx<'_>, new: &NewGoods) -> Result<i64, Error> {
    let row = (
        new,
        goods::state.eq(State::Live),
        goods::live.eq(false),
        goods::created_at.eq(tx.now()),
        goods::updated_at.eq(tx.now()),
    );
    diesel::insert_into(goods::table)
        .values(row)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Replaces the values that operators enter for a variant. If the variant was hidden, it is shown again.
///
/// # Errors
/// [`Error::Duplicate`] if the article has other goods with these values.
pub fn update(tx: &mut Tx<'_>, id: i64, entered: &Entered) -> Result<(), Error> {
    let columns = (entered, goods::state.eq(State::Live));
    update_row!(tx, goods, id, columns).map(|_: bool| ())
}

/// Hides a variant, and frees its values for other variants.
///
/// # Errors
/// [`Error::Query`].
pub fn hide(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    // The values of variants are numbers, so no other variant has this text.
    let columns = (
        goods::state.eq(State::Hidden),
        goods::is_main.eq(false),
        goods::spec.eq(format!("#{id}")),
    );
    update_row!(tx, goods, id, columns).map(|_: bool| ())
}

/// The goods whose state may have changed.
#[derive(Clone, Copy, Debug)]
pub enum Changed {
    /// The goods of a store.
    OfStore(i64),
    /// The goods of an article.
    OfCommon(i64),
}

/// Sets whether goods are live. They are live if the states of the goods, of their article and of their store are live. Every transaction
/// that writes one of these three states must call this function.
///
/// # Errors
/// [`Error::Query`].
pub fn set_live(tx: &mut Tx<'_>, changed: Changed) -> Result<(), Error> {
    // The states are read in the statement that writes, so that MySQL locks the rows of the article and the store. No other transaction
    // changes their states in between.
    let common = commons::table
        .filter(commons::id.eq(goods::common_id))
        .filter(commons::state.eq(State::Live));
    let store = stores::table
        .filter(stores::id.eq(goods::store_id))
        .filter(stores::state.eq(State::Live));
    let is_live = goods::state
        .eq(State::Live)
        .and(exists(common))
        .and(exists(store));
    let set = goods::live.eq(is_live);
    match changed {
        Changed::OfStore(id) => diesel::update(goods::table.filter(goods::store_id.eq(id)))
            .set(set)
            .execute(&mut tx.link)?,
        Changed::OfCommon(id) => diesel::update(goods::table.filter(goods::common_id.eq(id)))
            .set(set)
            .execute(&mut tx.link)?,
    };
    Ok(())
}

/// Adds pieces to the stock of goods in any state. A negative number takes pieces from the stock. The goods must be locked and must have
/// enough pieces.
///
/// # Errors
/// [`Error::Query`].
pub fn add_stock(tx: &mut Tx<'_>, id: i64, pieces: i64) -> Result<(), Error> {
    let sum = goods::storage.eq(goods::storage + pieces);
    update_row!(tx, goods, id, sum).map(|_: bool| ())
}

/// Returns the variants of articles in any state, each with its state, by id.
///
/// # Errors
/// [`Error::Query`].
pub fn of_commons(
    connection: &mut Connection,
    common_ids: &[i64],
) -> Result<Vec<(Goods, State)>, Error> {
    let query = goods::table
        .filter(goods::common_id.eq_any(common_ids))
        .order(goods::id);
    Ok(query
        .select((Goods::as_select(), goods::state))
        .load(&mut connection.link)?)
}

/// Returns whether live goods use a freight template.
///
/// # Errors
/// [`Error::Query`].
pub fn use_transport(connection: &mut Connection, transport_id: i64) -> Result<bool, Error> {
    let users = goods::table
        .inner_join(commons::table.on(commons::id.eq(goods::common_id)))
        .filter(commons::transport_id.eq(transport_id))
        .filter(goods::live);
    Ok(diesel::select(exists(users)).get_result(&mut connection.link)?)
}
