//! Articles: what the variants of goods have in common.

use std::collections::HashMap;

use diesel::prelude::*;
use signet_store::sql::{MultiBackend, find_locked};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::goods::commons;

/// An article, without its description, which may be long.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = commons)]
pub struct Common {
    /// Its number.
    pub id: i64,
    /// The store that sells it.
    pub store_id: i64,
    /// Its class.
    pub gc_id: i64,
    /// Its name.
    pub name: String,
    /// The line below its name.
    pub jingle: String,
    /// JSON: its specs, each a name and its values.
    pub specs: String,
    /// Its freight template; 0 for none.
    pub transport_id: i64,
    /// Its freight in fen if there is no template.
    pub freight: i64,
    /// Whether there are invoices with VAT for it.
    pub has_vat: bool,
    /// Whether it is a right, which is not sent as a parcel.
    pub is_virtual: bool,
    /// The time until which the right is valid, in unix seconds.
    pub virtual_indate: i64,
    /// The maximum number of pieces of the right that a member may buy.
    pub virtual_limit: i64,
    /// Whether it is sold only for an F-code.
    pub is_fcode: bool,
    /// Whether it is sold on appointment.
    pub is_appoint: bool,
    /// Whether it is sold before it is available.
    pub is_presell: bool,
    /// Whether it is a sample.
    pub is_sample: bool,
    /// The place that it comes from.
    pub origin: String,
    /// Whether it is sold.
    pub state: State,
}

/// The values that an operator enters: the fields of [`Common`], and the description, which is HTML that was cleaned.
#[derive(Clone, Debug, Default, Insertable, AsChangeset)]
#[diesel(table_name = commons)]
#[expect(missing_docs, reason = "see Common")]
pub struct NewCommon {
    pub store_id: i64,
    pub gc_id: i64,
    pub name: String,
    pub jingle: String,
    pub specs: String,
    pub body: String,
    pub transport_id: i64,
    pub freight: i64,
    pub has_vat: bool,
    pub is_virtual: bool,
    pub virtual_indate: i64,
    pub virtual_limit: i64,
    pub is_fcode: bool,
    pub is_appoint: bool,
    pub is_presell: bool,
    pub is_sample: bool,
    pub origin: String,
}

// After a change of the state, `goods::set_live` must be called for the goods of the article.
signet_store::sql::edited!(commons, NewCommon);

/// Returns an article in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, id: i64) -> Result<Option<Common>, Error> {
    Ok(of_ids(connection, &[id])?.into_iter().next())
}

/// Returns an article in any state, and locks it until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Common>, Error> {
    find_locked(tx, commons::table.find(id).select(Common::as_select()))
}

/// The filter for the articles that operators list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Search {
    /// The store; `None` for all.
    pub store_id: Option<i64>,
    /// The class; `None` for all.
    pub gc_id: Option<i64>,
    /// Whether only articles that are sold for an F-code are returned.
    pub is_fcode: bool,
}

type Query<'a> = commons::BoxedQuery<'a, MultiBackend>;

fn matching<'a>(search: Search) -> Query<'a> {
    let mut query = commons::table.into_boxed();
    if let Some(store_id) = search.store_id {
        query = query.filter(commons::store_id.eq(store_id));
    }
    if let Some(gc_id) = search.gc_id {
        query = query.filter(commons::gc_id.eq(gc_id));
    }
    if search.is_fcode {
        query = query.filter(commons::is_fcode);
    }
    query
}

/// Returns a page of articles in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: Search,
    page: PageRequest,
) -> Result<Paged<Common>, Error> {
    let total = matching(search).count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = matching(search)
            .order(commons::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Common::as_select())
            .load(&mut connection.link)?)
    })
}

/// Returns the descriptions of articles, by article.
///
/// # Errors
/// [`Error::Query`].
pub fn bodies(connection: &mut Connection, ids: &[i64]) -> Result<HashMap<i64, String>, Error> {
    let query = commons::table.filter(commons::id.eq_any(ids));
    let rows = query.select((commons::id, commons::body));
    let rows: Vec<(i64, String)> = rows.load(&mut connection.link)?;
    Ok(rows.into_iter().collect())
}

/// Returns articles in no particular order. Articles that do not exist are left out.
///
/// # Errors
/// [`Error::Query`].
pub fn of_ids(connection: &mut Connection, ids: &[i64]) -> Result<Vec<Common>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = commons::table.filter(commons::id.eq_any(ids));
    Ok(query
        .select(Common::as_select())
        .load(&mut connection.link)?)
}
