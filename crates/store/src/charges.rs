//! Charges: the amounts that orders have to pay, and the states of the payments.
//!
//! A charge is changed in three steps of one transaction: lock it, change the fields, [`save`] it. The locks are writes, so that
//! they hold on a cluster that compares transactions when they commit, and so that the current row is read.

use std::collections::HashMap;

use diesel::dsl;
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::link::MultiBackend;
use crate::schema::charges;
use crate::sql::last_id;
use crate::{Connection, Error, PageRequest, Paged, Tx};

text_enum! {
    /// The state of a charge.
    ChargeState {
        /// The money has not come yet.
        Pending = "pending",
        /// The money came.
        Paid = "paid",
        /// The time to pay is over, or the provider reported a failure. If the money comes nevertheless, the charge is paid.
        Failed = "failed",
        /// Its order closed it. If money comes, it is refunded.
        Closed = "closed",
        /// Refunds of the whole amount are requested, and not all of them are made.
        Refunding = "refunding",
        /// Refunds of the whole amount are made.
        Refunded = "refunded",
    }
}

/// A charge. All amounts are in fen, all times in unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = charges, treat_none_as_null = true)]
pub struct Charge {
    /// Its id.
    pub id: i64,
    /// The realm of the order.
    pub realm: String,
    /// The order, or the pay number of several orders.
    pub order_no: String,
    /// The order's number at the provider: `order_no`, and `order_no-2` and so on for later charges of one order.
    pub number: String,
    /// The amount.
    pub fen: i64,
    /// The channel, as the provider names it.
    pub channel: String,
    /// The title that the payer sees; at most 32 characters.
    pub subject: String,
    /// The description that the payer sees; at most 128 characters.
    pub body: String,
    /// The address of the client that ordered.
    pub client_ip: String,
    /// The state.
    pub state: ChargeState,
    /// The provider's id, once it is known.
    pub provider_id: Option<String>,
    /// The provider's charge in JSON, as it was when the charge was announced; at most 64 KiB.
    pub detail: Option<String>,
    /// The sum of the refunds that were requested.
    pub requested: i64,
    /// The sum of the refunds that were made.
    pub refunded: i64,
    /// The time at which it was made.
    pub created_at: i64,
    /// The end of the time to pay.
    pub expires_at: i64,
    /// The last time the provider was queried about it.
    pub checked_at: Option<i64>,
    /// The next time at which reconciliation checks it; `None` if nothing can change by itself.
    pub check_at: Option<i64>,
    /// The time at which the money came.
    pub paid_at: Option<i64>,
    /// The time at which it failed or was closed.
    pub ended_at: Option<i64>,
}

impl Charge {
    /// Returns whether the charge waits for the money.
    pub fn is_pending(&self) -> bool {
        self.state == ChargeState::Pending
    }

    /// Returns whether the money came, refunded or not.
    pub fn is_paid(&self) -> bool {
        self.paid_at.is_some()
    }

    /// Returns whether the money came, and not all of it goes back.
    pub fn is_kept(&self) -> bool {
        self.is_paid() && self.requested < self.fen
    }

    /// Returns whether a refund of at least a part was requested.
    pub fn is_refund_requested(&self) -> bool {
        self.requested > 0
    }

    /// Returns whether the whole amount was refunded.
    pub fn is_refunded(&self) -> bool {
        self.state == ChargeState::Refunded
    }
}

/// A charge to insert; the fields are as in [`Charge`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = charges)]
#[expect(missing_docs, reason = "see Charge")]
pub struct NewCharge {
    pub realm: String,
    pub order_no: String,
    pub number: String,
    pub fen: i64,
    pub channel: String,
    pub subject: String,
    pub body: String,
    pub client_ip: String,
    pub state: ChargeState,
    pub created_at: i64,
    pub expires_at: i64,
    pub check_at: Option<i64>,
}

/// Inserts a charge and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if there is a charge with this number.
pub fn insert(tx: &mut Tx<'_>, charge: &NewCharge) -> Result<i64, Error> {
    diesel::insert_into(charges::table)
        .values(charge)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Writes a charge that this transaction has locked.
///
/// # Errors
/// [`Error::Query`].
pub fn save(tx: &mut Tx<'_>, charge: &Charge) -> Result<(), Error> {
    diesel::update(charges::table.find(charge.id))
        .set(charge)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns a charge, locked until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Charge>, Error> {
    diesel::update(charges::table.find(id))
        .set(charges::turns.eq(charges::turns + 1))
        .execute(&mut tx.link)?;
    by_id(tx, id)
}

/// Returns the charge with a number at the provider, locked until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<Charge>, Error> {
    let of_number = charges::number.eq(number);
    diesel::update(charges::table.filter(of_number))
        .set(charges::turns.eq(charges::turns + 1))
        .execute(&mut tx.link)?;
    Ok(charges::table
        .filter(of_number)
        .select(Charge::as_select())
        .first(&mut tx.link)
        .optional()?)
}

/// Returns the newest charge of an order; all of its charges are locked until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_order(tx: &mut Tx<'_>, realm: &str, order_no: &str) -> Result<Option<Charge>, Error> {
    let of_order = charges::order_no.eq(order_no).and(charges::realm.eq(realm));
    diesel::update(charges::table.filter(of_order))
        .set(charges::turns.eq(charges::turns + 1))
        .execute(&mut tx.link)?;
    newest(tx, realm, order_no)
}

/// Returns a charge.
///
/// # Errors
/// [`Error::Query`].
pub fn by_id(connection: &mut Connection, id: i64) -> Result<Option<Charge>, Error> {
    Ok(charges::table
        .find(id)
        .select(Charge::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns the newest charge of an order.
///
/// # Errors
/// [`Error::Query`].
pub fn newest(
    connection: &mut Connection,
    realm: &str,
    order_no: &str,
) -> Result<Option<Charge>, Error> {
    Ok(charges::table
        .filter(charges::order_no.eq(order_no))
        .filter(charges::realm.eq(realm))
        .order(charges::id.desc())
        .select(Charge::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns the newest charge of each of these orders, by the order's number. Runs one query, for a page of a list.
///
/// # Errors
/// [`Error::Query`].
pub fn newest_of(
    connection: &mut Connection,
    realm: &str,
    order_nos: &[&str],
) -> Result<HashMap<String, Charge>, Error> {
    let rows: Vec<Charge> = charges::table
        .filter(charges::order_no.eq_any(order_nos))
        .filter(charges::realm.eq(realm))
        .order(charges::id)
        .select(Charge::as_select())
        .load(&mut connection.link)?;
    // A later charge of an order replaces an earlier one.
    let by_order = rows.into_iter().map(|row| (row.order_no.clone(), row));
    Ok(by_order.collect())
}

/// The condition of [`is_paid`].
pub type PaidCondition =
    SqlLiteral<Bool, UncheckedBind<SqlLiteral<Bool>, dsl::AsExprOf<&'static str, Text>>>;

/// Returns the condition that the money of an order came, refunded or not. `order_no` is the column with the order number in a
/// pack's table.
pub fn is_paid(order_no: &'static str, realm: &'static str) -> PaidCondition {
    let start = format!("{order_no} IN (SELECT order_no FROM charges WHERE realm = ");
    dsl::sql::<Bool>(&start)
        .bind::<Text, _>(realm)
        .sql(" AND paid_at IS NOT NULL)")
}

/// Returns the newest charge of an order in each realm that has one.
///
/// # Errors
/// [`Error::Query`].
pub fn newest_in_realms(
    connection: &mut Connection,
    order_no: &str,
) -> Result<HashMap<String, Charge>, Error> {
    let rows: Vec<Charge> = charges::table
        .filter(charges::order_no.eq(order_no))
        .order(charges::id)
        .select(Charge::as_select())
        .load(&mut connection.link)?;
    let by_realm = rows.into_iter().map(|row| (row.realm.clone(), row));
    Ok(by_realm.collect())
}

/// Returns the number of charges of an order number, over all realms.
///
/// # Errors
/// [`Error::Query`].
pub fn count_of(connection: &mut Connection, order_no: &str) -> Result<i64, Error> {
    let of_order = charges::table.filter(charges::order_no.eq(order_no));
    Ok(of_order.count().get_result(&mut connection.link)?)
}

/// Returns the charges that reconciliation has to check by a time and whose id is greater than `after`, in the order of their ids.
///
/// # Errors
/// [`Error::Query`].
pub fn due(
    connection: &mut Connection,
    by: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<Charge>, Error> {
    Ok(charges::table
        .filter(charges::check_at.le(by))
        .filter(charges::id.gt(after))
        .order(charges::id)
        .limit(limit)
        .select(Charge::as_select())
        .load(&mut connection.link)?)
}

/// A filter of charges; every condition that is set has to hold.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The realm.
    pub realm: Option<String>,
    /// The order.
    pub order_no: Option<String>,
    /// The id.
    pub id: Option<i64>,
    /// The channel.
    pub channel: Option<String>,
    /// The state.
    pub state: Option<ChargeState>,
    /// The first second of the period in which they were made.
    pub since: Option<i64>,
    /// The last second of that period.
    pub until: Option<i64>,
}

type Query<'a> = charges::BoxedQuery<'a, MultiBackend>;

/// Returns a page of the charges that match a filter, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<Charge>, Error> {
    let total = matching(search).count().get_result(&mut connection.link)?;
    page.read(total, || {
        Ok(matching(search)
            .order(charges::id.desc())
            .offset(page.offset)
            .limit(page.limit)
            .select(Charge::as_select())
            .load(&mut connection.link)?)
    })
}

fn matching(search: &Search) -> Query<'_> {
    let mut query = charges::table.into_boxed();
    if let Some(realm) = &search.realm {
        query = query.filter(charges::realm.eq(realm));
    }
    if let Some(order_no) = &search.order_no {
        query = query.filter(charges::order_no.eq(order_no));
    }
    if let Some(id) = search.id {
        query = query.filter(charges::id.eq(id));
    }
    if let Some(channel) = &search.channel {
        query = query.filter(charges::channel.eq(channel));
    }
    if let Some(state) = search.state {
        query = query.filter(charges::state.eq(state));
    }
    if let Some(since) = search.since {
        query = query.filter(charges::created_at.ge(since));
    }
    if let Some(until) = search.until {
        query = query.filter(charges::created_at.le(until));
    }
    query
}
