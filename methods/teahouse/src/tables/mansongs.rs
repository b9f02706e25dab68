//! Campaigns of stores: a discount or a gift if the goods reach an amount.

use diesel::prelude::*;
use signet_store::sql::load_locked;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

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
    /// The time of its end (exclusive), in unix seconds.
    pub ends_at: i64,
}

/// A rule of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mansong_rules)]
pub struct MansongRule {
    /// The campaign.
    pub mansong_id: i64,
    /// The amount of goods in fen from which the rule applies.
    pub price: i64,
    /// The discount in fen.
    pub discount: i64,
    /// The goods of which one piece is given as a gift; 0 for none.
    pub gift_goods_id: i64,
}

/// The values that an operator enters; see [`Mansong`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = mansongs)]
#[expect(missing_docs, reason = "see Mansong")]
pub struct NewMansong {
    pub store_id: i64,
    pub name: String,
    pub starts_at: i64,
    pub ends_at: i64,
}

signet_store::sql::edited!(mansongs, NewMansong);

/// Returns whether another live campaign of the store overlaps the window. The store must be locked.
///
/// # Errors
/// [`Error::Query`].
pub fn overlaps(tx: &mut Tx<'_>, new: &NewMansong, except: i64) -> Result<bool, Error> {
    // A locking read returns the newest committed rows, even if the transaction has read older rows before.
    let others: Vec<i64> = load_locked(
        tx,
        mansongs::table
            .filter(mansongs::store_id.eq(new.store_id))
            .filter(mansongs::ends_at.gt(new.starts_at))
            .filter(mansongs::starts_at.lt(new.ends_at))
            .filter(mansongs::state.eq(State::Live))
            .filter(mansongs::id.ne(except))
            .select(mansongs::id),
    )?;
    Ok(!others.is_empty())
}

/// Returns the values that operators entered for a campaign, and its state.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, id: i64) -> Result<Option<(NewMansong, State)>, Error> {
    let query = mansongs::table
        .find(id)
        .select((NewMansong::as_select(), mansongs::state));
    Ok(query.first(&mut connection.link).optional()?)
}

/// Returns a page of campaigns in any state, the newest first, each with its state.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    page: PageRequest,
) -> Result<Paged<(Mansong, State)>, Error> {
    let total = mansongs::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = mansongs::table
            .order(mansongs::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select((Mansong::as_select(), mansongs::state))
            .load(&mut connection.link)?)
    })
}

/// Removes the rules of a campaign.
///
/// # Errors
/// [`Error::Query`].
pub fn remove_rules(tx: &mut Tx<'_>, mansong_id: i64) -> Result<(), Error> {
    let own = mansong_rules::table.filter(mansong_rules::mansong_id.eq(mansong_id));
    diesel::delete(own).execute(&mut tx.link)?;
    Ok(())
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

/// Returns the live campaigns that have not ended, by id.
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

/// Returns the rules of campaigns. The rules of each campaign are in the order of their amounts, the smallest first.
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
