//! The ledgers of consultants: what they earned, what was taken back, and what was paid out. Rows are added and never changed.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::schema::ledger;

signet_store::sql::text_enum! {
    /// Why a balance has changed.
    Reason {
        /// An order was done.
        Earned = "earned",
        /// An operator refunded an order that was done.
        TakenBack = "taken_back",
        /// The consultant was paid outside of the gateway.
        Payout = "payout",
    }
}

/// A row. All amounts are in fen, times in unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = ledger)]
pub struct Row {
    /// Its id.
    pub id: i64,
    /// The consultant.
    pub consultant_id: i64,
    /// The post; `None` for a payout.
    pub post_id: Option<i64>,
    /// The amount; negative if the balance decreases.
    pub delta: i64,
    /// The balance afterwards.
    pub balance: i64,
    /// The reason.
    pub reason: Reason,
    /// A note of operators, or empty.
    pub note: String,
    /// The time.
    pub created_at: i64,
}

/// A row to add. The fields have the same meaning as in [`Row`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = ledger)]
#[expect(missing_docs, reason = "see Row")]
pub struct NewRow {
    pub consultant_id: i64,
    pub post_id: Option<i64>,
    pub delta: i64,
    pub balance: i64,
    pub reason: Reason,
    pub note: String,
    /// The request token of a payout. No two rows have the same token.
    pub request_token: Option<String>,
}

/// Adds a row and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the post has a row with this reason already, or if a row has the request token already.
pub fn insert(tx: &mut Tx<'_>, new: &NewRow) -> Result<i64, Error> {
    diesel::insert_into(ledger::table)
        .values((new, ledger::created_at.eq(tx.now())))
        .execute(&mut tx.link)?;
    signet_store::sql::last_id(tx)
}

/// Returns the row that was added with a request token.
///
/// # Errors
/// [`Error::Query`].
pub fn by_request_token(connection: &mut Connection, token: &str) -> Result<Option<Row>, Error> {
    let found = ledger::table
        .filter(ledger::request_token.eq(token))
        .select(Row::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns a page of the rows of a consultant, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    consultant_id: i64,
    page: PageRequest,
) -> Result<Paged<Row>, Error> {
    let own = || ledger::table.filter(ledger::consultant_id.eq(consultant_id));
    let total = own().count().get_result(&mut connection.link)?;
    page.read(total, || {
        Ok(own()
            .order(ledger::id.desc())
            .offset(page.offset)
            .limit(page.limit)
            .select(Row::as_select())
            .load(&mut connection.link)?)
    })
}
