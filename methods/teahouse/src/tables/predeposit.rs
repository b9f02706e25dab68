//! The money that the shop holds for members, and its ledger. Rows of the ledger are added and never changed.

use diesel::prelude::*;
use signet_store::sql::on_either;
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::schema::members::{members, predeposit_log};

signet_store::sql::text_enum! {
    /// The reason of a change.
    Reason {
        /// The member added money.
        Topup = "topup",
        /// An order was paid with it.
        Order = "order",
        /// An order that was paid with it was closed.
        OrderClose = "order_close",
        /// An operator corrected the balance.
        Adjust = "adjust",
    }
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = predeposit_log)]
pub struct Row {
    /// Its number.
    pub id: i64,
    /// The member.
    pub user_id: i64,
    /// The change in fen; negative if the balance decreases.
    pub delta: i64,
    /// The balance afterwards, in fen.
    pub balance: i64,
    /// The reason.
    pub reason: Reason,
    /// The number of the order, or the reference that an operator gave.
    pub ref_id: String,
    /// The time in unix seconds.
    pub created_at: i64,
}

/// A change to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// [`Row::ref_id`]
    pub ref_id: String,
    /// [`Row::delta`]
    pub delta: i64,
}

/// Changes the predeposit of a member who has a row in `members`, and adds a row to the ledger for each change. Returns whether the
/// predeposit covers the changes: it never falls below 0. If not, nothing is changed. The member must be locked, so that each balance in
/// the ledger continues the balance before it.
///
/// # Errors
/// [`Error::Duplicate`] if the ledger of the member already has a row with the reason and one of the references: each change is made only
/// once. The caller must roll back in this case.
pub fn change(
    tx: &mut Tx<'_>,
    user_id: i64,
    reason: Reason,
    changes: &[Change],
) -> Result<bool, Error> {
    let sum: i64 = changes.iter().map(|change| change.delta).sum();
    let changed = members::predeposit + sum;
    let covered = members::table.find(user_id).filter(changed.ge(0_i64));
    let set = (
        members::predeposit.eq(changed),
        members::updated_at.eq(tx.now()),
    );
    if diesel::update(covered).set(set).execute(&mut tx.link)? == 0 {
        return Ok(false);
    }
    let mut balance = members::table
        .find(user_id)
        .select(members::predeposit)
        .first::<i64>(&mut tx.link)?
        - sum;
    let now = tx.now();
    let rows = changes.iter().map(|change| {
        balance += change.delta;
        (
            predeposit_log::user_id.eq(user_id),
            predeposit_log::delta.eq(change.delta),
            predeposit_log::balance.eq(balance),
            predeposit_log::reason.eq(reason),
            predeposit_log::ref_id.eq(&change.ref_id),
            predeposit_log::created_at.eq(now),
        )
    });
    let rows: Vec<_> = rows.collect();
    on_either!(tx, link => diesel::insert_into(predeposit_log::table).values(rows).execute(link))?;
    Ok(true)
}

/// Returns the row of the ledger of a member with a reason and a reference.
///
/// # Errors
/// [`Error::Query`].
pub fn find(
    connection: &mut Connection,
    user_id: i64,
    reason: Reason,
    ref_id: &str,
) -> Result<Option<Row>, Error> {
    let query = predeposit_log::table
        .filter(predeposit_log::user_id.eq(user_id))
        .filter(predeposit_log::reason.eq(reason))
        .filter(predeposit_log::ref_id.eq(ref_id));
    let found = query.select(Row::as_select()).first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns a page of the ledger of a member, the newest row first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    user_id: i64,
    page: PageRequest,
) -> Result<Paged<Row>, Error> {
    let own = || predeposit_log::table.filter(predeposit_log::user_id.eq(user_id));
    let total = own().count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = own()
            .order(predeposit_log::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query.select(Row::as_select()).load(&mut connection.link)?)
    })
}
