//! Goods: the variants of articles. Variants are sold, not articles.

mod search;
mod variants;

use std::collections::BTreeMap;

use diesel::prelude::*;
use signet_store::sql::{last_id, load_locked};
use signet_store::{Connection, Error, State, Tx};

use crate::tables::case::by_key;
use crate::tables::commons::Common;
use crate::tables::schema::goods::{commons, goods};

pub use search::{by_labels, commended};
pub use variants::{
    Changed, Entered, add, add_stock, hide, of_commons, set_live, update, use_transport,
};

/// A variant of an article.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = goods)]
pub struct Goods {
    /// Its number.
    pub id: i64,
    /// The article.
    pub common_id: i64,
    /// The store that sells it.
    pub store_id: i64,
    /// The class of the article.
    pub gc_id: i64,
    /// Its name, with its values.
    pub name: String,
    /// The numbers of its values in ascending order, separated by `|`; empty if the article has no specs.
    pub spec: String,
    /// Its ordinary price in fen.
    pub price: i64,
    /// Its market price in fen, for comparison.
    pub marketprice: i64,
    /// The pieces that are left.
    pub storage: i64,
    /// The pieces that were sold.
    pub salenum: i64,
    /// The number of views.
    pub click: i64,
    /// The number of comments.
    pub commentnum: i64,
    /// The stars of its evaluation.
    pub good_star: i64,
    /// The number of evaluations.
    pub evaluations: i64,
    /// The URL of its picture.
    pub image_url: String,
    /// The URL of its picture in middle size; empty for none.
    pub middle_url: String,
    /// Whether lists show it for its article.
    pub is_main: bool,
    /// Whether it, its article and its store are live.
    pub live: bool,
}

/// The values that an operator enters; see [`Goods`] for the fields.
#[derive(Clone, Debug, Default, Insertable)]
#[diesel(table_name = goods)]
#[expect(missing_docs, reason = "see Goods")]
pub struct NewGoods {
    pub common_id: i64,
    pub store_id: i64,
    pub gc_id: i64,
    pub name: String,
    pub spec: String,
    pub price: i64,
    pub marketprice: i64,
    pub storage: i64,
    pub image_url: String,
    pub middle_url: String,
    pub is_main: bool,
}

/// Adds live goods of a live article and returns their id. If an id is given, it is used.
///
/// # Errors
/// [`Error::Duplicate`] if the article has goods with these values, or the given id is taken.
pub fn insert(tx: &mut Tx<'_>, id: Option<i64>, new: &NewGoods) -> Result<i64, Error> {
    let row = (
        new,
        goods::state.eq(State::Live),
        goods::live.eq(true),
        goods::created_at.eq(tx.now()),
        goods::updated_at.eq(tx.now()),
    );
    match id {
        None => diesel::insert_into(goods::table)
            .values(row)
            .execute(&mut tx.link)?,
        Some(id) => diesel::insert_into(goods::table)
            .values((goods::id.eq(id), row))
            .execute(&mut tx.link)?,
    };
    last_id(tx)
}

/// Returns live goods with their article.
///
/// # Errors
/// [`Error::Query`].
pub fn find_with_common(
    connection: &mut Connection,
    id: i64,
) -> Result<Option<(Goods, Common)>, Error> {
    let query = goods::table
        .inner_join(commons::table.on(commons::id.eq(goods::common_id)))
        .filter(goods::id.eq(id))
        .filter(goods::live);
    let found = query
        .select((Goods::as_select(), Common::as_select()))
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns live goods.
///
/// # Errors
/// [`Error::Query`].
pub fn find_live(connection: &mut Connection, id: i64) -> Result<Option<Goods>, Error> {
    Ok(goods::table
        .find(id)
        .filter(goods::live)
        .select(Goods::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns goods in any state, in no particular order. Goods that do not exist are left out.
///
/// # Errors
/// [`Error::Query`].
pub fn of_ids(connection: &mut Connection, ids: &[i64]) -> Result<Vec<Goods>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = goods::table.filter(goods::id.eq_any(ids));
    Ok(query
        .select(Goods::as_select())
        .load(&mut connection.link)?)
}

/// Returns the live variants of an article, by id.
///
/// # Errors
/// [`Error::Query`].
pub fn variants(connection: &mut Connection, common_id: i64) -> Result<Vec<Goods>, Error> {
    let query = goods::table
        .filter(goods::common_id.eq(common_id))
        .filter(goods::live)
        .order(goods::id);
    Ok(query
        .select(Goods::as_select())
        .load(&mut connection.link)?)
}

/// Returns the name and the description of live goods.
///
/// # Errors
/// [`Error::Query`].
pub fn body(connection: &mut Connection, id: i64) -> Result<Option<(String, String)>, Error> {
    let query = goods::table
        .inner_join(commons::table.on(commons::id.eq(goods::common_id)))
        .filter(goods::id.eq(id))
        .filter(goods::live);
    let found = query
        .select((goods::name, commons::body))
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Adds numbers of views to goods, in one statement.
///
/// # Errors
/// [`Error::Query`].
pub fn add_clicks(tx: &mut Tx<'_>, clicks: &BTreeMap<i64, i64>) -> Result<(), Error> {
    diesel::update(goods::table.filter(goods::id.eq_any(clicks.keys())))
        .set(goods::click.eq(goods::click + by_key("id", clicks)))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Locks goods by id, in any state, until the transaction ends, and returns them as they are now. No other transaction sells, changes or
/// hides them meanwhile. Goods that do not exist are left out.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<Goods>, Error> {
    load_locked(
        tx,
        goods::table
            .filter(goods::id.eq_any(ids))
            .order(goods::id)
            .select(Goods::as_select()),
    )
}

/// Takes the pieces of each id from the stock and counts them as sold, in one statement. Returns whether all goods were live and had enough
/// pieces: the stock never falls below 0. If not, some pieces may have been taken, so the caller must roll back.
///
/// # Errors
/// [`Error::Query`].
pub fn take(tx: &mut Tx<'_>, pieces: &BTreeMap<i64, i64>) -> Result<bool, Error> {
    let covered = goods::table
        .filter(goods::id.eq_any(pieces.keys()))
        .filter(goods::live)
        .filter(goods::storage.ge(by_key("id", pieces)));
    let change = (
        goods::storage.eq(goods::storage - by_key("id", pieces)),
        goods::salenum.eq(goods::salenum + by_key("id", pieces)),
        goods::updated_at.eq(tx.now()),
    );
    let taken = diesel::update(covered).set(change).execute(&mut tx.link)?;
    Ok(taken == pieces.len())
}

/// Puts the pieces of each id back into the stock and counts them as not sold, in one statement. The goods may be in any state. The
/// function does not check that the pieces were taken: the caller gives back the lines of an order only once, which the state of the order
/// ensures.
///
/// # Errors
/// [`Error::Query`].
pub fn give_back(tx: &mut Tx<'_>, pieces: &BTreeMap<i64, i64>) -> Result<(), Error> {
    let change = (
        goods::storage.eq(goods::storage + by_key("id", pieces)),
        goods::salenum.eq(goods::salenum - by_key("id", pieces)),
        goods::updated_at.eq(tx.now()),
    );
    diesel::update(goods::table.filter(goods::id.eq_any(pieces.keys())))
        .set(change)
        .execute(&mut tx.link)?;
    Ok(())
}
