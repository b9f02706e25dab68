//! Refunds of charges: at most one for each order of a charge. A transaction that changes a refund has locked its charge.

use diesel::prelude::*;

use crate::schema::refunds;
use crate::sql::load_locked;
use crate::{Connection, Error, Tx};

text_enum! {
    /// The state of a refund.
    RefundState {
        /// It has to be sent to the provider, which may have received it already.
        Pending = "pending",
        /// The provider has accepted it.
        Sent = "sent",
        /// The provider has made it.
        Made = "made",
        /// The provider has refused it.
        Failed = "failed",
    }
}

/// A refund of a charge, or of a part of it. All amounts are in fen, all times in unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = refunds, treat_none_as_null = true)]
pub struct Refund {
    /// Its id.
    pub id: i64,
    /// The charge.
    pub charge_id: i64,
    /// The order that it belongs to.
    pub order_no: String,
    /// The amount.
    pub fen: i64,
    /// The reason; at most 100 characters.
    pub reason: String,
    /// The state.
    pub state: RefundState,
    /// The provider's id, once it is known.
    pub provider_id: Option<String>,
    /// The number of times it was sent.
    pub tries: i64,
    /// The time at which it was requested.
    pub created_at: i64,
    /// The next time at which it is sent, or the provider is queried about it; `None` if nothing can change by itself.
    pub next_at: Option<i64>,
    /// The time at which the provider made it.
    pub refunded_at: Option<i64>,
}

/// A refund to insert; the fields are as in [`Refund`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = refunds)]
#[expect(missing_docs, reason = "see Refund")]
pub struct NewRefund {
    pub charge_id: i64,
    pub order_no: String,
    pub fen: i64,
    pub reason: String,
    pub state: RefundState,
    pub created_at: i64,
    pub next_at: Option<i64>,
}

/// Inserts a refund, unless the order has one. Returns whether it was inserted.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, refund: &NewRefund) -> Result<bool, Error> {
    Ok(insert_or_ignore!(tx, refunds::table, refund)? > 0)
}

/// Writes a refund.
///
/// # Errors
/// [`Error::Query`].
pub fn save(tx: &mut Tx<'_>, refund: &Refund) -> Result<(), Error> {
    diesel::update(refunds::table.find(refund.id))
        .set(refund)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the refunds of a charge, the oldest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_charge(connection: &mut Connection, charge_id: i64) -> Result<Vec<Refund>, Error> {
    of_charges(connection, &[charge_id])
}

/// Returns the refunds of a charge, the oldest first, locked and as they are at this moment.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_of_charge(tx: &mut Tx<'_>, charge_id: i64) -> Result<Vec<Refund>, Error> {
    load_locked(
        tx,
        refunds::table
            .filter(refunds::charge_id.eq(charge_id))
            .order(refunds::id)
            .select(Refund::as_select()),
    )
}

/// Returns the refunds of charges, the oldest first. Runs one query, for a page of a list.
///
/// # Errors
/// [`Error::Query`].
pub fn of_charges(connection: &mut Connection, charge_ids: &[i64]) -> Result<Vec<Refund>, Error> {
    Ok(refunds::table
        .filter(refunds::charge_id.eq_any(charge_ids))
        .order(refunds::id)
        .select(Refund::as_select())
        .load(&mut connection.link)?)
}

/// Returns the charges with refunds that are to be sent or queried, the longest overdue first.
///
/// # Errors
/// [`Error::Query`].
pub fn due(connection: &mut Connection, now: i64, limit: i64) -> Result<Vec<i64>, Error> {
    Ok(refunds::table
        .filter(refunds::next_at.le(now))
        .order(refunds::next_at)
        .limit(limit)
        .select(refunds::charge_id)
        .load(&mut connection.link)?)
}
