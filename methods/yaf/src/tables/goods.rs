//! Goods of the points shop: the fields that are shown, and the pictures. Users buy a [product](crate::tables::products) of the
//! goods.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use signet_store::sql::{MultiBackend, insert_live, on_either, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::{goods, goods_images};

/// Goods.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = goods)]
pub struct Goods {
    /// Its id.
    pub id: i64,
    /// The category that lists it.
    pub category_id: i64,
    /// The name; at most 100 characters.
    pub name: String,
    /// The lowest market price of its products.
    pub min_market_price: i64,
    /// The highest market price of its products.
    pub max_market_price: i64,
    /// The lowest price of its products, in points.
    pub min_price: i64,
    /// The highest price of its products, in points.
    pub max_price: i64,
    /// The URL of the main picture, or empty.
    pub image_url: String,
    /// The total number sold.
    pub buy_count: i64,
    /// The maximum number that a user may buy; 0 means no limit.
    pub limit_count: i64,
    /// The whole text, as HTML.
    pub description: String,
    /// Whether clients see it.
    pub state: State,
    /// The time of its creation.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The fields of goods to add or to update. They have the same meaning as in [`Goods`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = goods)]
pub struct NewGoods {
    /// The category that lists it.
    pub category_id: i64,
    /// The name; at most 100 characters.
    pub name: String,
    /// The lowest market price of its products.
    pub min_market_price: i64,
    /// The highest market price of its products.
    pub max_market_price: i64,
    /// The lowest price of its products, in points.
    pub min_price: i64,
    /// The highest price of its products, in points.
    pub max_price: i64,
    /// The URL of the main picture, or empty.
    pub image_url: String,
    /// The maximum number that a user may buy; 0 means no limit.
    pub limit_count: i64,
    /// The whole text, as HTML.
    pub description: String,
}

/// The conditions of a search by a client.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// A part of the name, in upper or lower case; empty for any name.
    pub name: String,
    /// The categories; `None` for all.
    pub category_ids: Option<Vec<i64>>,
    /// Only goods whose highest price is at least this price.
    pub at_least: Option<i64>,
    /// Only goods whose lowest price is at most this price.
    pub at_most: Option<i64>,
}

/// Goods in a list, with the number recently sold.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct Listed {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The lowest price, in points.
    pub min_price: i64,
    /// The highest price, in points.
    pub max_price: i64,
    /// The URL of the main picture, or empty.
    pub image_url: String,
    /// The total number sold.
    pub buy_count: i64,
    /// The number sold since the day that [`search`] takes.
    pub recent_count: i64,
}

define_sql_function! {
    /// Returns the position of `part` in `text`, from 1; 0 if `text` does not contain it.
    fn instr(text: Text, part: Text) -> BigInt;
}

define_sql_function! {
    /// Returns a text in lower case.
    fn lower(text: Text) -> Text;
}

type Query<'a> = goods::BoxedQuery<'a, MultiBackend>;

/// The number sold of each row of `goods` from a day on, as `goods_sales` counts it. The day is the number of days since 1970 in
/// UTC.
macro_rules! sold_since {
    ($day:expr) => {
        sql::<BigInt>(
            "(SELECT CAST(COALESCE(SUM(goods_sales.quantity), 0) AS SIGNED) FROM goods_sales \
             WHERE goods_sales.goods_id = goods.id AND goods_sales.day >= ",
        )
        .bind::<BigInt, _>($day)
        .sql(")")
    };
}

/// Adds live goods and returns the id.
///
/// # Errors
/// [`Error::Query`], also if the category does not exist.
pub fn insert(tx: &mut Tx<'_>, new: &NewGoods) -> Result<i64, Error> {
    insert_live!(tx, goods, (new, goods::buy_count.eq(0)))
}

/// Changes goods. Returns whether the goods exist.
///
/// # Errors
/// [`Error::Query`], also if the category does not exist.
pub fn update(tx: &mut Tx<'_>, id: i64, new: &NewGoods) -> Result<bool, Error> {
    update_row!(tx, goods, id, new)
}

/// Shows or hides goods. Returns whether the goods exist.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, goods, id, state)
}

/// Returns live goods and the number sold since a day.
///
/// # Errors
/// [`Error::Query`].
pub fn live(
    connection: &mut Connection,
    id: i64,
    since_day: i64,
) -> Result<Option<(Goods, i64)>, Error> {
    let query = goods::table
        .find(id)
        .filter(goods::state.eq(State::Live))
        .select((Goods::as_select(), sold_since!(since_day)));
    Ok(query.first(&mut connection.link).optional()?)
}

/// Returns a page of the live goods that match a search, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn search(
    connection: &mut Connection,
    search: &Search,
    since_day: i64,
    page: PageRequest,
) -> Result<Paged<Listed>, Error> {
    let total = found(search).count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = found(search)
            .order(goods::id.desc())
            .offset(page.offset)
            .limit(page.limit)
            .select((
                goods::id,
                goods::name,
                goods::min_price,
                goods::max_price,
                goods::image_url,
                goods::buy_count,
                sold_since!(since_day),
            ));
        Ok(query.load(&mut connection.link)?)
    })
}

fn found(search: &Search) -> Query<'_> {
    // Live goods have a live product. The query does not check this, because the check takes seconds on a million rows.
    let mut query = goods::table
        .filter(goods::state.eq(State::Live))
        .into_boxed();
    if !search.name.is_empty() {
        // Not LIKE: the name that a client searches must not act as a pattern with wildcards.
        query = query.filter(instr(lower(goods::name), lower(&search.name)).gt(0));
    }
    if let Some(category_ids) = &search.category_ids {
        query = query.filter(goods::category_id.eq_any(category_ids));
    }
    if let Some(price) = search.at_least {
        query = query.filter(goods::max_price.ge(price));
    }
    if let Some(price) = search.at_most {
        query = query.filter(goods::min_price.le(price));
    }
    query
}

/// Returns a page of all goods, including hidden ones, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection, page: PageRequest) -> Result<Paged<Goods>, Error> {
    let total = goods::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = goods::table
            .order(goods::id.desc())
            .offset(page.offset)
            .limit(page.limit)
            .select(Goods::as_select());
        Ok(query.load(&mut connection.link)?)
    })
}

/// Returns the pictures of some goods, each with the id of its goods, by goods and then in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`].
pub fn images(connection: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, String)>, Error> {
    Ok(goods_images::table
        .filter(goods_images::goods_id.eq_any(ids))
        .order((
            goods_images::goods_id,
            goods_images::listorder,
            goods_images::id,
        ))
        .select((goods_images::goods_id, goods_images::image_url))
        .load(&mut connection.link)?)
}

/// Replaces the pictures of goods, in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`], also if the goods do not exist.
pub fn set_images(tx: &mut Tx<'_>, id: i64, urls: &[String]) -> Result<(), Error> {
    diesel::delete(goods_images::table.filter(goods_images::goods_id.eq(id)))
        .execute(&mut tx.link)?;
    let rows: Vec<_> = (1_i64..)
        .zip(urls)
        .map(|(place, url)| {
            (
                goods_images::goods_id.eq(id),
                goods_images::image_url.eq(url),
                goods_images::listorder.eq(place),
            )
        })
        .collect();
    if !rows.is_empty() {
        on_either!(tx, link => diesel::insert_into(goods_images::table).values(&rows).execute(link))?;
    }
    Ok(())
}
