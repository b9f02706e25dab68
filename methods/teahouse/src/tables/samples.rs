//! Free samples, and the members who have them.

mod entered;

use diesel::prelude::*;
use signet_store::sql::last_id;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::goods::goods;
use crate::tables::schema::promotions::{sample_claims, samples};

pub use entered::{Claim, claims, goods_of, lock, overlaps, page, set_state, update};

/// A sample.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = samples)]
pub struct Sample {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// JSON: its pictures, each as a URL and the URL of its middle size.
    pub images: String,
    /// The place that it comes from.
    pub origin_place: String,
    /// Its weight, as it is shown.
    pub weight: String,
    /// Its price in fen.
    pub price: i64,
    /// Its freight in fen.
    pub freight: i64,
    /// The number of pieces.
    pub limit_number: i64,
    /// The pieces that were given.
    pub received: i64,
    /// The goods by which it is ordered.
    pub link_goods_id: i64,
    /// The time of its start, in unix seconds.
    pub starts_at: i64,
    /// The time of its end (exclusive), in unix seconds.
    pub ends_at: i64,
    /// The time that is shown as the time of its announcement.
    pub added_at: i64,
    /// Whether clients see it.
    pub state: State,
}

/// The values that an operator enters; see [`Sample`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = samples)]
#[expect(missing_docs, reason = "see Sample")]
pub struct NewSample {
    pub name: String,
    pub images: String,
    pub origin_place: String,
    pub weight: String,
    pub price: i64,
    pub freight: i64,
    pub limit_number: i64,
    pub link_goods_id: i64,
    pub starts_at: i64,
    pub ends_at: i64,
    pub added_at: i64,
}

/// Adds a sample that clients see, and returns its id. If an id is given, it is used.
///
/// # Errors
/// [`Error::Duplicate`] if the given id is taken.
pub fn insert(tx: &mut Tx<'_>, id: Option<i64>, new: &NewSample) -> Result<i64, Error> {
    let row = (
        new,
        samples::state.eq(State::Live),
        samples::created_at.eq(tx.now()),
        samples::updated_at.eq(tx.now()),
    );
    match id {
        None => diesel::insert_into(samples::table)
            .values(row)
            .execute(&mut tx.link)?,
        Some(id) => diesel::insert_into(samples::table)
            .values((samples::id.eq(id), row))
            .execute(&mut tx.link)?,
    };
    last_id(tx)
}

/// Returns the sample that is shown: the running sample that ends last, else the next sample, else the sample that ended last.
///
/// # Errors
/// [`Error::Query`].
pub fn current(connection: &mut Connection, now: i64) -> Result<Option<Sample>, Error> {
    let running = running(connection, now)?;
    if running.is_some() {
        return Ok(running);
    }
    let live = samples::table.filter(samples::state.eq(State::Live));
    let next = live
        .filter(samples::ends_at.gt(now))
        .order((samples::starts_at, samples::id))
        .select(Sample::as_select())
        .first(&mut connection.link)
        .optional()?;
    if next.is_some() {
        return Ok(next);
    }
    let past = live
        .order((samples::ends_at.desc(), samples::id))
        .select(Sample::as_select());
    Ok(past.first(&mut connection.link).optional()?)
}

/// Returns the running sample. If there are several, the sample that ends last is returned.
///
/// # Errors
/// [`Error::Query`].
pub fn running(connection: &mut Connection, now: i64) -> Result<Option<Sample>, Error> {
    let query = samples::table
        .filter(samples::state.eq(State::Live))
        .filter(samples::starts_at.le(now))
        .filter(samples::ends_at.gt(now))
        .order((samples::ends_at.desc(), samples::id));
    let found = query
        .select(Sample::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns a page of the samples that have ended, the latest end first, each with the price of its goods in fen, if the goods exist.
///
/// # Errors
/// [`Error::Query`].
pub fn past(
    connection: &mut Connection,
    now: i64,
    page: PageRequest,
) -> Result<Paged<(Sample, Option<i64>)>, Error> {
    let ended = samples::table
        .filter(samples::state.eq(State::Live))
        .filter(samples::ends_at.le(now));
    let total = ended.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = ended
            .left_join(goods::table.on(goods::id.eq(samples::link_goods_id)))
            .order((samples::ends_at.desc(), samples::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select((Sample::as_select(), goods::price.nullable()))
            .load(&mut connection.link)?)
    })
}

/// Returns whether a member has a sample.
///
/// # Errors
/// [`Error::Query`].
pub fn is_claimed(connection: &mut Connection, id: i64, user_id: i64) -> Result<bool, Error> {
    let claim = sample_claims::table.find((id, user_id));
    Ok(diesel::select(diesel::dsl::exists(claim)).get_result(&mut connection.link)?)
}

/// Returns the running sample that is ordered by some goods.
///
/// # Errors
/// [`Error::Query`].
pub fn of_goods(
    connection: &mut Connection,
    goods_id: i64,
    now: i64,
) -> Result<Option<Sample>, Error> {
    let query = samples::table
        .filter(samples::link_goods_id.eq(goods_id))
        .filter(samples::state.eq(State::Live))
        .filter(samples::starts_at.le(now))
        .filter(samples::ends_at.gt(now))
        .order(samples::id);
    let found = query
        .select(Sample::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Gives one piece of a sample to a user by an order, and counts it. Returns whether the sample is running and has a piece left: the number
/// of given pieces never exceeds the number of the sample.
///
/// # Errors
/// [`Error::Duplicate`] if the user already has the sample: no user gets it twice.
pub fn take(tx: &mut Tx<'_>, id: i64, user_id: i64, order_id: i64) -> Result<bool, Error> {
    let now = tx.now();
    let left = samples::table
        .find(id)
        .filter(samples::state.eq(State::Live))
        .filter(samples::starts_at.le(now))
        .filter(samples::ends_at.gt(now))
        .filter(samples::received.lt(samples::limit_number));
    let change = samples::received.eq(samples::received + 1);
    if diesel::update(left).set(change).execute(&mut tx.link)? == 0 {
        return Ok(false);
    }
    let row = (
        sample_claims::sample_id.eq(id),
        sample_claims::user_id.eq(user_id),
        sample_claims::order_id.eq(order_id),
    );
    diesel::insert_into(sample_claims::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(true)
}

/// Takes a sample back from a user who got it by an order: the piece counts as not given, and the user may get the sample again. Does
/// nothing if the user has no piece by that order.
///
/// # Errors
/// [`Error::Query`].
pub fn give_back(tx: &mut Tx<'_>, id: i64, user_id: i64, order_id: i64) -> Result<(), Error> {
    let claim = sample_claims::table
        .find((id, user_id))
        .filter(sample_claims::order_id.eq(order_id));
    if diesel::delete(claim).execute(&mut tx.link)? > 0 {
        diesel::update(samples::table.find(id))
            .set(samples::received.eq(samples::received - 1))
            .execute(&mut tx.link)?;
    }
    Ok(())
}
