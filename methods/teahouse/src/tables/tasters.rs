//! The recommendations of tea masters.

use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::goods::Goods;
use crate::tables::schema::goods::{commons, goods, tasters};

/// A recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tasters)]
pub struct Taster {
    /// The goods.
    pub goods_id: i64,
    /// The score, 1 to 10.
    pub score: i64,
    /// The taste.
    pub taste: String,
    /// The colour of the tea in the light.
    pub light: String,
    /// The smell.
    pub aroma: String,
    /// The leaf.
    pub leaf: String,
}

/// The values that an operator enters; see [`Taster`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = tasters)]
#[expect(missing_docs, reason = "see Taster")]
pub struct NewTaster {
    pub goods_id: i64,
    pub score: i64,
    pub taste: String,
    pub light: String,
    pub aroma: String,
    pub leaf: String,
    pub listorder: i64,
}

signet_store::sql::edited!(tasters, NewTaster);

/// Returns a page of the recommendations in any state, in their order: the id, the values that were entered, and the state.
///
/// # Errors
/// [`Error::Query`].
pub fn entered(
    connection: &mut Connection,
    page: PageRequest,
) -> Result<Paged<(i64, NewTaster, State)>, Error> {
    let total = tasters::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = tasters::table
            .order((tasters::listorder, tasters::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select((tasters::id, NewTaster::as_select(), tasters::state))
            .load(&mut connection.link)?)
    })
}

/// The recommendations that are listed, and their order. They are sorted by each field with a direction, in the order of the fields. `true`
/// means descending order.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The classes of the goods; `None` for all.
    pub classes: Option<Vec<i64>>,
    /// The direction of the order by price.
    pub price: Option<bool>,
    /// The direction of the order by the pieces that were sold.
    pub sales: Option<bool>,
    /// The direction of the order by the views of the goods.
    pub clicks: Option<bool>,
}

#[diesel::dsl::auto_type]
fn shown() -> _ {
    let of_goods = goods::id.eq(tasters::goods_id);
    let of_common = commons::id.eq(goods::common_id);
    tasters::table
        .inner_join(goods::table.on(of_goods))
        .inner_join(commons::table.on(of_common))
}

type Query<'a> = diesel::helper_types::IntoBoxed<'a, shown, MultiBackend>;

fn matching(search: &Search) -> Query<'_> {
    let query = shown()
        .into_boxed()
        .filter(tasters::state.eq(State::Live))
        .filter(goods::live);
    match &search.classes {
        None => query,
        Some(classes) => query.filter(goods::gc_id.eq_any(classes)),
    }
}

/// Adds a sort order to a query, if a direction is given.
macro_rules! ordered {
    ($query:expr, $direction:expr, $column:expr) => {
        match $direction {
            None => $query,
            Some(true) => $query.then_order_by($column.desc()),
            Some(false) => $query.then_order_by($column.asc()),
        }
    };
}

/// Returns the first recommendations of live goods, each with the goods and the place that they come from.
///
/// # Errors
/// [`Error::Query`].
pub fn first(
    connection: &mut Connection,
    limit: i64,
) -> Result<Vec<(Taster, Goods, String)>, Error> {
    let all = Search::default();
    let query = matching(&all)
        .order((tasters::listorder, tasters::id))
        .limit(limit);
    Ok(query
        .select((Taster::as_select(), Goods::as_select(), commons::origin))
        .load(&mut connection.link)?)
}

/// Returns a page of recommendations of live goods, each with the goods and the place that they come from.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<(Taster, Goods, String)>, Error> {
    let total = matching(search).count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = matching(search);
        let query = ordered!(query, search.price, goods::price);
        let query = ordered!(query, search.sales, goods::salenum);
        let query = ordered!(query, search.clicks, goods::click);
        let query = query
            .then_order_by((tasters::listorder, tasters::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select((Taster::as_select(), Goods::as_select(), commons::origin))
            .load(&mut connection.link)?)
    })
}
