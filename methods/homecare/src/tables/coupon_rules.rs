//! The value and life of coupons, by type.

use diesel::prelude::*;
use signet_store::sql::update_row;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::coupon_rules;

/// The rule of a type of coupons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = coupon_rules)]
pub struct Rule {
    /// The type.
    pub kind: i64,
    /// The value, in fen; 0 if no coupons of the type are granted.
    pub value: i64,
    /// The life, in days.
    pub days: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// Returns the rule of a type if coupons of the type are granted.
///
/// # Errors
/// [`Error::Query`].
pub fn on(connection: &mut Connection, kind: i64) -> Result<Option<Rule>, Error> {
    let query = coupon_rules::table
        .find(kind)
        .filter(coupon_rules::value.gt(0));
    Ok(query
        .select(Rule::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns the rules of all types.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<Rule>, Error> {
    let query = coupon_rules::table.order(coupon_rules::kind);
    Ok(query.select(Rule::as_select()).load(&mut connection.link)?)
}

/// Changes the rule of a type. The value 0 switches the rule off. Returns whether the rule exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, kind: i64, value: i64, days: i64) -> Result<bool, Error> {
    let change = (coupon_rules::value.eq(value), coupon_rules::days.eq(days));
    update_row!(tx, coupon_rules, kind, change)
}
