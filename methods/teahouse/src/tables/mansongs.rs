//! Campaigns of stores: from an amount on, a discount or a gift.

use diesel::prelude::*;
use signet_store::{Connection, Error, State, Tx};

use crate::tables::schema::promotions::{mansong_rules, mansongs};

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mansongs)]
pub struct Mansong {
    /// Its number.
    pub id: i64,
    /// The store.
    pub store_id: i64,
    /// Its name.
    pub name: String,
    /// The time of its start, in unix seconds.
    pub starts_at: i64,
    /// The time of its end, which is not in it any more.
    pub ends_at: i64,
}

/// A rule of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mansong_rules)]
pub struct MansongRule {
    /// The campaign.
    pub mansong_id: i64,
    /// The amount of goods in fen from which it holds.
    pub price: i64,
    /// The discount in fen.
    pub discount: i64,
    /// The goods of which a piece is given; 0 for none.
    pub gift_goods_id: i64,
}

/// The values that an operator enters; the fields are those of [`Mansong`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = mansongs)]
#[expect(missing_docs, reason = "see Mansong")]
pub struct NewMansong {
    pub store_id: i64,
    pub name: String,
    pub starts_at: i64,
    pub ends_at: i64,
}

/// Adds a campaign that holds, and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, new: &NewMansong) -> Result<i64, Error> {
    signet_store::sql::insert_live!(tx, mansongs, new)
}

/// Adds a rule.
///
/// # Errors
/// [`Error::Query`].
pub fn insert_rule(tx: &mut Tx<'_>, rule: &MansongRule) -> Result<(), Error> {
    let row = (
        mansong_rules::mansong_id.eq(rule.mansong_id),
        mansong_rules::price.eq(rule.price),
        mansong_rules::discount.eq(rule.discount),
        mansong_rules::gift_goods_id.eq(rule.gift_goods_id),
    );
    diesel::insert_into(mansong_rules::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the campaigns that hold and have not ended, by id.
///
/// # Errors
/// [`Error::Query`].
pub fn not_ended(connection: &mut Connection, now: i64) -> Result<Vec<Mansong>, Error> {
    let query = mansongs::table
        .filter(mansongs::state.eq(State::Live))
        .filter(mansongs::ends_at.gt(now))
        .order(mansongs::id);
    Ok(query
        .select(Mansong::as_select())
        .load(&mut connection.link)?)
}

/// Returns the rules of campaigns, each campaign's with the smallest amount first.
///
/// # Errors
/// [`Error::Query`].
pub fn rules(connection: &mut Connection, mansong_ids: &[i64]) -> Result<Vec<MansongRule>, Error> {
    if mansong_ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = mansong_rules::table
        .filter(mansong_rules::mansong_id.eq_any(mansong_ids))
        .order((mansong_rules::mansong_id, mansong_rules::price));
    Ok(query
        .select(MansongRule::as_select())
        .load(&mut connection.link)?)
}
