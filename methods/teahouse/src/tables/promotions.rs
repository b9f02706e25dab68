//! Promotions of goods: group buying and flash sales.

mod entered;

use std::collections::BTreeMap;

use diesel::prelude::*;
use signet_store::sql::{MultiBackend, insert_or_ignore};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::case::by_key;
use crate::tables::goods::Goods;
use crate::tables::schema::goods::goods;
use crate::tables::schema::promotions::{promotion_sales, promotions};

pub use entered::{Search, goods_of, highest_price, lock, overlaps, page, set_state, update};

signet_store::sql::text_enum! {
    /// The kind of a promotion.
    PromotionKind {
        /// Group buying.
        Groupbuy = "groupbuy",
        /// A flash sale.
        Xianshi = "xianshi",
    }
}

/// A promotion.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = promotions)]
pub struct Promotion {
    /// Its number.
    pub id: i64,
    /// Its kind.
    pub kind: PromotionKind,
    /// The goods.
    pub goods_id: i64,
    /// Their store.
    pub store_id: i64,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its explanation.
    pub note: String,
    /// The price of a piece in fen.
    pub price: i64,
    /// The time of its start, in unix seconds.
    pub starts_at: i64,
    /// The time of its end (exclusive), in unix seconds.
    pub ends_at: i64,
    /// The minimum number of pieces for the price; 1 or more.
    pub lower_limit: i64,
    /// The maximum number of pieces that a member may buy during the whole promotion; 0 for no limit.
    pub upper_limit: i64,
    /// The maximum number of pieces that are sold at the price; 0 for no limit.
    pub quota: i64,
    /// The pieces that were sold at the price.
    pub sold: i64,
    /// Whether it is shown before others.
    pub recommend: bool,
    /// Whether it is live.
    pub state: State,
}

impl Promotion {
    /// Returns whether the quota has at least this number of pieces left.
    pub fn covers(&self, pieces: i64) -> bool {
        self.quota == 0 || self.sold.saturating_add(pieces) <= self.quota
    }
}

/// The values that an operator enters; see [`Promotion`] for the fields.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = promotions)]
#[expect(missing_docs, reason = "see Promotion")]
pub struct NewPromotion {
    pub kind: PromotionKind,
    pub goods_id: i64,
    pub store_id: i64,
    pub name: String,
    pub title: String,
    pub note: String,
    pub price: i64,
    pub starts_at: i64,
    pub ends_at: i64,
    pub lower_limit: i64,
    pub upper_limit: i64,
    pub quota: i64,
    pub recommend: bool,
}

/// Adds a live promotion and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, new: &NewPromotion) -> Result<i64, Error> {
    signet_store::sql::insert_live!(tx, promotions, new)
}

/// Returns the running promotions of goods, by id. A promotion whose quota is used up is not running any more.
///
/// # Errors
/// [`Error::Query`].
pub fn running(
    connection: &mut Connection,
    goods_ids: &[i64],
    now: i64,
) -> Result<Vec<Promotion>, Error> {
    if goods_ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = promotions::table
        .filter(promotions::goods_id.eq_any(goods_ids))
        .filter(promotions::state.eq(State::Live))
        .filter(promotions::starts_at.le(now))
        .filter(promotions::ends_at.gt(now))
        .filter(has_pieces())
        .order(promotions::id);
    Ok(query
        .select(Promotion::as_select())
        .load(&mut connection.link)?)
}

#[diesel::dsl::auto_type]
fn has_pieces() -> _ {
    promotions::quota
        .eq(0_i64)
        .or(promotions::sold.lt(promotions::quota))
}

/// Returns the end of the running flash sale that ends first.
///
/// # Errors
/// [`Error::Query`].
pub fn soonest_end(connection: &mut Connection, now: i64) -> Result<Option<i64>, Error> {
    let query = promotions::table
        .filter(promotions::kind.eq(PromotionKind::Xianshi))
        .filter(promotions::state.eq(State::Live))
        .filter(promotions::starts_at.le(now))
        .filter(promotions::ends_at.gt(now))
        .filter(has_pieces())
        .order(promotions::ends_at);
    let found = query
        .select(promotions::ends_at)
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// The times of flash sales that are listed.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// They start at this time or later.
    pub from: i64,
    /// They start before this time.
    pub before: i64,
    /// They end after this time.
    pub ends_after: i64,
}

#[diesel::dsl::auto_type]
fn of_goods() -> _ {
    let same = goods::id.eq(promotions::goods_id);
    promotions::table.inner_join(goods::table.on(same))
}

type Listed<'a> = diesel::helper_types::IntoBoxed<'a, of_goods, MultiBackend>;

fn listed<'a>(window: Window) -> Listed<'a> {
    of_goods()
        .into_boxed()
        .filter(promotions::kind.eq(PromotionKind::Xianshi))
        .filter(promotions::state.eq(State::Live))
        .filter(goods::live)
        .filter(promotions::starts_at.ge(window.from))
        .filter(promotions::starts_at.lt(window.before))
        .filter(promotions::ends_at.gt(window.ends_after))
        .filter(has_pieces())
}

/// Returns a page of flash sales of live goods: recommended sales first, and otherwise the sales that end first.
///
/// # Errors
/// [`Error::Query`].
pub fn flash_sales(
    connection: &mut Connection,
    window: Window,
    page: PageRequest,
) -> Result<Paged<(Promotion, Goods)>, Error> {
    let total = listed(window).count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = listed(window)
            .order((
                promotions::recommend.desc(),
                promotions::ends_at,
                promotions::id,
            ))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select((Promotion::as_select(), Goods::as_select()))
            .load(&mut connection.link)?)
    })
}

/// Returns the numbers of pieces that a user bought at the prices of some promotions, each after its promotion.
///
/// # Errors
/// [`Error::Query`].
pub fn bought_by(
    connection: &mut Connection,
    user_id: i64,
    ids: &[i64],
) -> Result<Vec<(i64, i64)>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = promotion_sales::table
        .filter(promotion_sales::user_id.eq(user_id))
        .filter(promotion_sales::promotion_id.eq_any(ids));
    let columns = (promotion_sales::promotion_id, promotion_sales::quantity);
    Ok(query.select(columns).load(&mut connection.link)?)
}

/// Counts the pieces of each promotion as sold to a user at its price. Returns whether all promotions are running and their quotas cover
/// the pieces: a quota is never exceeded. If not, some pieces may have been counted, so the caller must roll back. The function does not
/// check the limits for a user: the caller must lock the user first and then check the limits with [`bought_by`].
///
/// # Errors
/// [`Error::Query`].
pub fn take(tx: &mut Tx<'_>, user_id: i64, pieces: &BTreeMap<i64, i64>) -> Result<bool, Error> {
    if pieces.is_empty() {
        return Ok(true);
    }
    let now = tx.now();
    let sold = || promotions::sold + by_key("id", pieces);
    let covered = promotions::table
        .filter(promotions::id.eq_any(pieces.keys()))
        .filter(promotions::state.eq(State::Live))
        .filter(promotions::starts_at.le(now))
        .filter(promotions::ends_at.gt(now))
        .filter(promotions::quota.eq(0_i64).or(sold().le(promotions::quota)));
    let change = promotions::sold.eq(sold());
    let taken = diesel::update(covered).set(change).execute(&mut tx.link)?;
    if taken != pieces.len() {
        return Ok(false);
    }
    let none = pieces.keys().map(|id| {
        (
            promotion_sales::promotion_id.eq(*id),
            promotion_sales::user_id.eq(user_id),
            promotion_sales::quantity.eq(0_i64),
        )
    });
    insert_or_ignore!(tx, promotion_sales::table, none.collect::<Vec<_>>())?;
    change_bought(tx, user_id, pieces, 1)?;
    Ok(true)
}

/// Counts the pieces of each promotion as not sold to a user. The promotions may be in any state. The function does not check that the
/// pieces were counted: the caller gives back the lines of an order only once, which the state of the order ensures.
///
/// # Errors
/// [`Error::Query`].
pub fn give_back(tx: &mut Tx<'_>, user_id: i64, pieces: &BTreeMap<i64, i64>) -> Result<(), Error> {
    if pieces.is_empty() {
        return Ok(());
    }
    diesel::update(promotions::table.filter(promotions::id.eq_any(pieces.keys())))
        .set(promotions::sold.eq(promotions::sold - by_key("id", pieces)))
        .execute(&mut tx.link)?;
    change_bought(tx, user_id, pieces, -1)
}

/// Changes the numbers of pieces that a user bought at the prices of promotions.
fn change_bought(
    tx: &mut Tx<'_>,
    user_id: i64,
    pieces: &BTreeMap<i64, i64>,
    sign: i64,
) -> Result<(), Error> {
    let own = promotion_sales::table
        .filter(promotion_sales::promotion_id.eq_any(pieces.keys()))
        .filter(promotion_sales::user_id.eq(user_id));
    let change = by_key("promotion_id", pieces) * sign;
    diesel::update(own)
        .set(promotion_sales::quantity.eq(promotion_sales::quantity + change))
        .execute(&mut tx.link)?;
    Ok(())
}
