use diesel::prelude::*;
use signet_store::sql::{find_locked, load_locked, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use super::{NewSample, Sample};
use crate::tables::schema::orders::orders;
use crate::tables::schema::promotions::{sample_claims, samples};

impl Sample {
    /// Returns the values that an operator entered.
    pub fn entered(&self) -> NewSample {
        NewSample {
            name: self.name.clone(),
            images: self.images.clone(),
            origin_place: self.origin_place.clone(),
            weight: self.weight.clone(),
            price: self.price,
            freight: self.freight,
            limit_number: self.limit_number,
            link_goods_id: self.link_goods_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            added_at: self.added_at,
        }
    }
}

/// Replaces the values that operators enter. Returns whether the sample exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, new: &NewSample) -> Result<bool, Error> {
    update_row!(tx, samples, id, new)
}

/// Sets whether clients see a sample. Returns whether the sample exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, samples, id, state)
}

/// Returns the goods by which a sample is ordered.
///
/// # Errors
/// [`Error::Query`].
pub fn goods_of(connection: &mut Connection, id: i64) -> Result<Option<i64>, Error> {
    let query = samples::table.find(id).select(samples::link_goods_id);
    Ok(query.first(&mut connection.link).optional()?)
}

/// Returns a sample as it is now, and locks it until the transaction ends. Its goods must be locked before.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Sample>, Error> {
    find_locked(tx, samples::table.find(id).select(Sample::as_select()))
}

/// Returns whether another live sample of the goods overlaps the window. The goods must be locked.
///
/// # Errors
/// [`Error::Query`].
pub fn overlaps(tx: &mut Tx<'_>, new: &NewSample, except: i64) -> Result<bool, Error> {
    // A locking read returns the newest committed rows, even if the transaction has read older rows before.
    let others: Vec<i64> = load_locked(
        tx,
        samples::table
            .filter(samples::link_goods_id.eq(new.link_goods_id))
            .filter(samples::ends_at.gt(new.starts_at))
            .filter(samples::starts_at.lt(new.ends_at))
            .filter(samples::state.eq(State::Live))
            .filter(samples::id.ne(except))
            .select(samples::id),
    )?;
    Ok(!others.is_empty())
}

/// Returns a page of samples in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Sample>, Error> {
    let total = samples::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = samples::table
            .order(samples::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Sample::as_select())
            .load(&mut connection.link)?)
    })
}

/// A member who has a sample.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Claim {
    /// The member.
    pub user_id: i64,
    /// The number of the order.
    pub order_sn: String,
    /// The state of the order.
    pub order_state: i64,
    /// The time of the order, in unix seconds.
    pub created_at: i64,
}

/// Returns a page of the members who have a sample, the newest order first.
///
/// # Errors
/// [`Error::Query`].
pub fn claims(
    connection: &mut Connection,
    id: i64,
    page: PageRequest,
) -> Result<Paged<Claim>, Error> {
    let own = || {
        sample_claims::table
            .inner_join(orders::table.on(orders::id.eq(sample_claims::order_id)))
            .filter(sample_claims::sample_id.eq(id))
    };
    let total = own().count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = own()
            .order(sample_claims::order_id.desc())
            .offset(page.offset)
            .limit(page.limit);
        let columns = (
            sample_claims::user_id,
            orders::order_sn,
            orders::state,
            orders::created_at,
        );
        Ok(query.select(columns).load(&mut connection.link)?)
    })
}
