//! Every change of a user's points.

use diesel::prelude::*;

use crate::link::MultiBackend;
use crate::schema::points_ledger;
use crate::{Connection, Error, PageRequest, Paged, Tx};

/// A change to record.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = points_ledger)]
pub struct NewEntry {
    /// The user.
    pub user_id: i64,
    /// The difference.
    pub delta: i64,
    /// The points after the change.
    pub balance: i64,
    /// The reason, in a word.
    pub reason: String,
    /// The purpose, such as the number of an order; or empty.
    pub ref_id: String,
    /// The time.
    pub created_at: i64,
}

/// A recorded change.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = points_ledger)]
pub struct Entry {
    /// Its id.
    pub id: i64,
    /// The difference.
    pub delta: i64,
    /// The points after the change.
    pub balance: i64,
    /// The reason, in a word.
    pub reason: String,
    /// The purpose, such as the number of an order; or empty.
    pub ref_id: String,
    /// The time.
    pub created_at: i64,
}

/// Records a change, in the transaction that makes it, and returns the id of the record.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, entry: &NewEntry) -> Result<i64, Error> {
    diesel::insert_into(points_ledger::table)
        .values(entry)
        .execute(&mut tx.link)?;
    crate::sql::last_id(tx)
}

type Query<'a> = points_ledger::BoxedQuery<'a, MultiBackend>;

/// Returns a page of the changes of a user's points, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_user(
    connection: &mut Connection,
    user_id: i64,
    page: PageRequest,
) -> Result<Paged<Entry>, Error> {
    let of_user = || -> Query<'static> {
        let all = points_ledger::table.into_boxed();
        all.filter(points_ledger::user_id.eq(user_id))
    };
    let rows = of_user()
        .order(points_ledger::id.desc())
        .offset(page.offset)
        .limit(page.limit)
        .select((Entry::as_select(), of_user().count().single_value()))
        .load(&mut connection.link)?;
    page.counted(rows, || {
        Ok(of_user().count().get_result(&mut connection.link)?)
    })
}
