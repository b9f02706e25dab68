//! Goods of the points shop: what is shown of them, and their pictures. What is bought is a
//! [product](crate::tables::products).

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
    /// Its number.
    pub id: i64,
    /// The category that lists it.
    pub category_id: i64,
    /// At most 100 characters.
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
    /// The number that were ever sold.
    pub buy_count: i64,
    /// The number that a user may buy; 0 for any number.
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

/// Goods to add, or new values for those that are there; the fields are those of [`Goods`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = goods)]
pub struct NewGoods {
    /// The category that lists it.
    pub category_id: i64,
    /// At most 100 characters.
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
    /// The number that a user may buy; 0 for any number.
    pub limit_count: i64,
    /// The whole text, as HTML.
    pub description: String,
}

/// The search of a client.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// A part of the name, in whatever case; empty for any.
    pub name: String,
    /// The categories; `None` for all.
    pub category_ids: Option<Vec<i64>>,
    /// Goods that have a product for no less.
    pub at_least: Option<i64>,
    /// Goods that have a product for no more.
    pub at_most: Option<i64>,
}

/// Goods in a list, and how many of it were sold of late.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct Listed {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The lowest price, in points.
    pub min_price: i64,
    /// The highest price, in points.
    pub max_price: i64,
    /// The URL of the main picture, or empty.
    pub image_url: String,
    /// The number that were ever sold.
    pub buy_count: i64,
    /// The number that were sold since the day of the search.
    pub recent_count: i64,
}

define_sql_function! {
    /// The position of a text in another, from 1; 0 if it is not in it.
    fn instr(text: Text, part: Text) -> BigInt;
}

define_sql_function! {
    /// A text in lower case.
    fn lower(text: Text) -> Text;
}

type Query<'a> = goods::BoxedQuery<'a, MultiBackend>;

/// The sum of what was sold of each row of `goods` from a day on, as `goods_sales` counts it: the day is its number
/// since 1970 in UTC.
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
/// [`Error::Query`], also if there is no such category.
pub fn insert(tx: &mut Tx<'_>, new: &NewGoods) -> Result<i64, Error> {
    insert_live!(tx, goods, (new, goods::buy_count.eq(0)))
}

/// Changes goods; whether there are such.
///
/// # Errors
/// [`Error::Query`], also if there is no such category.
pub fn update(tx: &mut Tx<'_>, id: i64, new: &NewGoods) -> Result<bool, Error> {
    update_row!(tx, goods, id, new)
}

/// Shows or hides goods; whether there are such.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, goods, id, state)
}

/// Live goods, and how many of it were sold since a day.
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

/// Live goods that are looked for, the newest first.
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
    // Goods that are live have a product that is: to look for it in each of a million rows takes seconds.
    let mut query = goods::table
        .filter(goods::state.eq(State::Live))
        .into_boxed();
    if !search.name.is_empty() {
        // Not LIKE: nothing in a name that a client looks for is a wildcard.
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

/// All goods, hidden ones too, the newest first.
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

/// The pictures of some goods, each with the id of its goods: by goods, then in the order in which they are shown.
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
/// [`Error::Query`], also if there are no such goods.
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
