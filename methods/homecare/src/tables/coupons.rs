//! Coupons. Values are in fen.

use diesel::prelude::*;
use signet_store::sql::{MultiBackend, last_id, load_locked};
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::schema::coupons;

/// A coupon.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = coupons)]
pub struct Coupon {
    /// Its number inside the gateway.
    pub id: i64,
    /// Its number for clients.
    pub cou_id: String,
    /// The account that owns it.
    pub user_id: i64,
    /// Its origin, 1 to 5.
    pub kind: i64,
    /// Its value.
    pub value: i64,
    /// The first second at which it cannot be used any more.
    pub deadline: i64,
    /// The reason of the grant; unique.
    pub source: String,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time at which the account got it.
    pub owned_at: i64,
    /// The time at which it was used; `None` while it is unused.
    pub used_at: Option<i64>,
    /// The order that it is used for.
    pub order_id: Option<i64>,
}

/// A coupon to add. See [`Coupon`] for the fields.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = coupons)]
#[expect(missing_docs, reason = "see Coupon")]
pub struct NewCoupon {
    pub cou_id: String,
    pub user_id: i64,
    pub kind: i64,
    pub value: i64,
    pub deadline: i64,
    pub source: String,
    pub created_at: i64,
    pub owned_at: i64,
    pub used_at: Option<i64>,
    pub order_id: Option<i64>,
}

/// Inserts a coupon and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the number is taken, or if a coupon was already granted for the same source.
pub fn insert(tx: &mut Tx<'_>, coupon: &NewCoupon) -> Result<i64, Error> {
    diesel::insert_into(coupons::table)
        .values(coupon)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Returns a coupon by its number inside the gateway.
///
/// # Errors
/// [`Error::Query`].
pub fn by_id(connection: &mut Connection, id: i64) -> Result<Option<Coupon>, Error> {
    let query = coupons::table.find(id);
    Ok(query
        .select(Coupon::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns a coupon by its number for clients.
///
/// # Errors
/// [`Error::Query`].
pub fn by_cou_id(connection: &mut Connection, cou_id: &str) -> Result<Option<Coupon>, Error> {
    let query = coupons::table.filter(coupons::cou_id.eq(cou_id));
    Ok(query
        .select(Coupon::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns the number of coupons of each account in `user_ids`. Accounts without coupons are left out.
///
/// # Errors
/// [`Error::Query`].
pub fn counts(connection: &mut Connection, user_ids: &[i64]) -> Result<Vec<(i64, i64)>, Error> {
    let query = coupons::table
        .filter(coupons::user_id.eq_any(user_ids))
        .group_by(coupons::user_id)
        .select((coupons::user_id, diesel::dsl::count_star()));
    Ok(query.load(&mut connection.link)?)
}

/// Returns whether a coupon was granted for a source. The read takes a lock, so that the result is current.
///
/// # Errors
/// [`Error::Query`].
pub fn has_source(tx: &mut Tx<'_>, source: &str) -> Result<bool, Error> {
    let granted: Vec<i64> = load_locked(
        tx,
        coupons::table
            .filter(coupons::source.eq(source))
            .select(coupons::id),
    )?;
    Ok(!granted.is_empty())
}

/// Returns the coupon with a number if an account can use it now.
///
/// # Errors
/// [`Error::Query`].
pub fn usable(tx: &mut Tx<'_>, user_id: i64, cou_id: &str) -> Result<Option<Coupon>, Error> {
    let query = coupons::table
        .filter(coupons::cou_id.eq(cou_id))
        .filter(coupons::user_id.eq(user_id))
        .filter(coupons::used_at.is_null())
        .filter(coupons::deadline.gt(tx.now()));
    Ok(query
        .select(Coupon::as_select())
        .first(&mut tx.link)
        .optional()?)
}

/// Marks a coupon as used for an order if the coupon can still be used. Returns whether it was marked.
///
/// # Errors
/// [`Error::Query`].
pub fn bind(tx: &mut Tx<'_>, id: i64, order_id: i64) -> Result<bool, Error> {
    let now = tx.now();
    let usable = coupons::table
        .find(id)
        .filter(coupons::used_at.is_null())
        .filter(coupons::deadline.gt(now));
    let change = (coupons::used_at.eq(now), coupons::order_id.eq(order_id));
    Ok(diesel::update(usable).set(change).execute(&mut tx.link)? > 0)
}

/// Sets the order that a coupon was used for, without a check of its deadline. The demo needs this.
///
/// # Errors
/// [`Error::Query`].
pub fn set_used(tx: &mut Tx<'_>, id: i64, order_id: i64, used_at: i64) -> Result<(), Error> {
    let change = (coupons::used_at.eq(used_at), coupons::order_id.eq(order_id));
    diesel::update(coupons::table.find(id))
        .set(change)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Frees a coupon that an order uses. The deadline does not change. Returns whether the order used the coupon.
///
/// # Errors
/// [`Error::Query`].
pub fn release(tx: &mut Tx<'_>, id: i64, order_id: i64) -> Result<bool, Error> {
    let used = coupons::table
        .find(id)
        .filter(coupons::order_id.eq(order_id));
    let change = (
        coupons::used_at.eq(None::<i64>),
        coupons::order_id.eq(None::<i64>),
    );
    Ok(diesel::update(used).set(change).execute(&mut tx.link)? > 0)
}

/// Returns the newest coupons of an account, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn newest_of_user(
    connection: &mut Connection,
    user_id: i64,
    most: i64,
) -> Result<Vec<Coupon>, Error> {
    let query = coupons::table
        .filter(coupons::user_id.eq(user_id))
        .order(coupons::id.desc())
        .limit(most);
    Ok(query
        .select(Coupon::as_select())
        .load(&mut connection.link)?)
}

/// Ends the life of an unused coupon now, unless its life has already ended. Returns whether the coupon exists and is unused.
///
/// # Errors
/// [`Error::Query`].
pub fn revoke(tx: &mut Tx<'_>, cou_id: &str) -> Result<bool, Error> {
    let unused = coupons::table
        .filter(coupons::cou_id.eq(cou_id))
        .filter(coupons::used_at.is_null());
    let count: i64 = unused.count().get_result(&mut tx.link)?;
    let live = unused.filter(coupons::deadline.gt(tx.now()));
    diesel::update(live)
        .set(coupons::deadline.eq(tx.now()))
        .execute(&mut tx.link)?;
    Ok(count > 0)
}

/// The states of a coupon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CouponState {
    /// It can be used.
    Usable,
    /// It is used.
    Used,
    /// Its life ended before it was used.
    Expired,
}

/// The conditions of an operator's search. `None` matches every coupon.
#[derive(Clone, Copy, Debug, Default)]
pub struct Search {
    /// The account.
    pub user_id: Option<i64>,
    /// The type.
    pub kind: Option<i64>,
    /// The state at the time of the search.
    pub state: Option<CouponState>,
}

/// Returns a page of the coupons that match a search at the time `now`, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: &Search,
    now: i64,
    page: PageRequest,
) -> Result<Paged<Coupon>, Error> {
    let found = || -> coupons::BoxedQuery<'_, MultiBackend> {
        let mut query = coupons::table.into_boxed();
        if let Some(user_id) = search.user_id {
            query = query.filter(coupons::user_id.eq(user_id));
        }
        if let Some(kind) = search.kind {
            query = query.filter(coupons::kind.eq(kind));
        }
        match search.state {
            Some(CouponState::Used) => query.filter(coupons::used_at.is_not_null()),
            Some(CouponState::Usable) => query
                .filter(coupons::used_at.is_null())
                .filter(coupons::deadline.gt(now)),
            Some(CouponState::Expired) => query
                .filter(coupons::used_at.is_null())
                .filter(coupons::deadline.le(now)),
            None => query,
        }
    };
    let total = found().count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = found()
            .order(coupons::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Coupon::as_select())
            .load(&mut connection.link)?)
    })
}
