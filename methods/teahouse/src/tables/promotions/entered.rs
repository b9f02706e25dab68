use diesel::dsl::max;
use diesel::prelude::*;
use signet_store::sql::{MultiBackend, find_locked, load_locked, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use super::{NewPromotion, Promotion, PromotionKind};
use crate::tables::schema::promotions::promotions;

impl Promotion {
    /// Returns the values that an operator entered.
    pub fn entered(&self) -> NewPromotion {
        NewPromotion {
            kind: self.kind,
            goods_id: self.goods_id,
            store_id: self.store_id,
            name: self.name.clone(),
            title: self.title.clone(),
            note: self.note.clone(),
            price: self.price,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            lower_limit: self.lower_limit,
            upper_limit: self.upper_limit,
            quota: self.quota,
            recommend: self.recommend,
        }
    }
}

/// Replaces the values that operators enter. Returns whether the promotion exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, new: &NewPromotion) -> Result<bool, Error> {
    update_row!(tx, promotions, id, new)
}

/// Sets whether a promotion is live. Returns whether the promotion exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, promotions, id, state)
}

/// Returns the goods of a promotion.
///
/// # Errors
/// [`Error::Query`].
pub fn goods_of(connection: &mut Connection, id: i64) -> Result<Option<i64>, Error> {
    let query = promotions::table.find(id).select(promotions::goods_id);
    Ok(query.first(&mut connection.link).optional()?)
}

/// Returns a promotion as it is now, and locks it until the transaction ends. Its goods must be locked before.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Promotion>, Error> {
    find_locked(
        tx,
        promotions::table.find(id).select(Promotion::as_select()),
    )
}

/// Returns whether another live promotion of the same kind and goods overlaps the window. The goods must be locked.
///
/// # Errors
/// [`Error::Query`].
pub fn overlaps(tx: &mut Tx<'_>, new: &NewPromotion, except: i64) -> Result<bool, Error> {
    // A locking read returns the newest committed rows, even if the transaction has read older rows before.
    let others: Vec<i64> = load_locked(
        tx,
        promotions::table
            .filter(promotions::goods_id.eq(new.goods_id))
            .filter(promotions::ends_at.gt(new.starts_at))
            .filter(promotions::starts_at.lt(new.ends_at))
            .filter(promotions::kind.eq(new.kind))
            .filter(promotions::state.eq(State::Live))
            .filter(promotions::id.ne(except))
            .select(promotions::id),
    )?;
    Ok(!others.is_empty())
}

/// Returns the highest price of the live promotions of goods that have not ended. The goods must be locked.
///
/// # Errors
/// [`Error::Query`].
pub fn highest_price(
    connection: &mut Connection,
    goods_id: i64,
    now: i64,
) -> Result<Option<i64>, Error> {
    let query = promotions::table
        .filter(promotions::goods_id.eq(goods_id))
        .filter(promotions::ends_at.gt(now))
        .filter(promotions::state.eq(State::Live));
    Ok(query
        .select(max(promotions::price))
        .first(&mut connection.link)?)
}

/// The filter for the promotions that operators list; `None` for all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Search {
    /// The kind.
    pub kind: Option<PromotionKind>,
    /// The goods.
    pub goods_id: Option<i64>,
}

fn matching<'a>(search: Search) -> promotions::BoxedQuery<'a, MultiBackend> {
    let mut query = promotions::table.into_boxed();
    if let Some(kind) = search.kind {
        query = query.filter(promotions::kind.eq(kind));
    }
    if let Some(goods_id) = search.goods_id {
        query = query.filter(promotions::goods_id.eq(goods_id));
    }
    query
}

/// Returns a page of promotions in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: Search,
    page: PageRequest,
) -> Result<Paged<Promotion>, Error> {
    let total = matching(search).count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = matching(search)
            .order(promotions::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Promotion::as_select())
            .load(&mut connection.link)?)
    })
}
