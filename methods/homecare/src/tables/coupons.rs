//! Coupons. Values are in fen.

use diesel::prelude::*;
use signet_store::sql::last_id;
use signet_store::{Connection, Error, Tx};

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
    /// Where it comes from, 1 to 5.
    pub kind: i64,
    /// Its value.
    pub value: i64,
    /// The second from which on it cannot be used.
    pub deadline: i64,
    /// What it was granted for; unique.
    pub source: String,
    /// When it was made.
    pub created_at: i64,
    /// When the account got it.
    pub owned_at: i64,
    /// When it was used, if it is.
    pub used_at: Option<i64>,
    /// The order that it is used for.
    pub order_id: Option<i64>,
}

/// A coupon to add; the fields are those of [`Coupon`].
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
/// [`Error::Duplicate`] if the number is taken, or one was granted for the same source.
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

/// Returns a coupon that an account can use now.
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

/// Uses a coupon for an order, if it can still be used. Returns whether it could.
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

/// Frees a coupon that an order uses; its deadline stays. Returns whether the order used it.
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
