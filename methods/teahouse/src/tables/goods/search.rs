use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged};

use super::Goods;
use crate::tables::schema::goods::goods;

type Query<'a> = diesel::helper_types::IntoBoxed<'a, goods::table, MultiBackend>;

fn shown<'a>() -> Query<'a> {
    goods::table
        .filter(goods::live)
        .filter(goods::is_main)
        .into_boxed()
}

/// Returns a page of the goods that lists show. Goods of the given classes come first; then the number of views decides. This takes one
/// query, or two if a later page is empty.
///
/// # Errors
/// [`Error::Query`].
pub fn by_labels(
    connection: &mut Connection,
    classes: &[i64],
    page: PageRequest,
) -> Result<Paged<Goods>, Error> {
    let query = shown()
        .order((
            goods::gc_id.eq_any(classes).desc(),
            goods::click.desc(),
            goods::id,
        ))
        .offset(page.offset)
        .limit(page.limit);
    let rows = query
        .select((Goods::as_select(), shown().count().single_value()))
        .load(&mut connection.link)?;
    page.counted(rows, || {
        Ok(shown().count().get_result(&mut connection.link)?)
    })
}

/// Returns some live goods of a store, without the goods of one article. The best-selling goods come first.
///
/// # Errors
/// [`Error::Query`].
pub fn commended(
    connection: &mut Connection,
    store_id: i64,
    except_common: i64,
    limit: i64,
) -> Result<Vec<Goods>, Error> {
    let query = goods::table
        .filter(goods::store_id.eq(store_id))
        .filter(goods::live)
        .filter(goods::is_main)
        .filter(goods::common_id.ne(except_common))
        .order((goods::salenum.desc(), goods::id))
        .limit(limit);
    Ok(query
        .select(Goods::as_select())
        .load(&mut connection.link)?)
}
