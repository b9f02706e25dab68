//! The row that the pack stores for each account, of buyers and of consultants.

use std::fmt;

use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::schema::people;

signet_store::sql::text_enum! {
    /// The state of a person.
    PersonState {
        /// A buyer.
        Live = "live",
        /// A consultant whom operators have not approved yet.
        Pending = "pending",
        /// A consultant who may take orders.
        Approved = "approved",
        /// A consultant who may only finish running orders.
        Suspended = "suspended",
    }
}

/// The row of an account.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = people)]
pub struct Person {
    /// The account.
    pub user_id: i64,
    /// The gender: 1 male, 0 female; `None` if it is not known.
    pub gender: Option<i64>,
    /// The real name, or empty.
    pub realname: String,
    /// The e-mail address, or empty.
    pub email: String,
    /// The state.
    pub state: PersonState,
    /// The number of orders that a consultant has finished.
    pub finished: i64,
    /// The money that a consultant has earned and that was not paid out yet, in fen.
    pub balance: i64,
    /// The time of the registration.
    pub created_at: i64,
}

/// Prints only the id and the state, because the other fields are personal.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("user_id", &self.user_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// The row of a new account. The fields have the same meaning as in [`Person`].
#[derive(Clone, Insertable)]
#[diesel(table_name = people)]
#[expect(missing_docs, reason = "see Person")]
pub struct NewPerson {
    pub user_id: i64,
    pub gender: Option<i64>,
    pub realname: String,
    pub email: String,
    pub state: PersonState,
}

/// Adds the row of a new account.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, new: &NewPerson) -> Result<(), Error> {
    let row = (
        new,
        people::created_at.eq(tx.now()),
        people::updated_at.eq(tx.now()),
    );
    diesel::insert_into(people::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Locks the row of an account, if the account has one, until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, user_id: i64) -> Result<(), Error> {
    diesel::update(people::table.find(user_id))
        .set(people::turns.eq(people::turns + 1))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the row of an account.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, user_id: i64) -> Result<Option<Person>, Error> {
    let found = people::table
        .find(user_id)
        .select(Person::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Changes the state of a person if the state is in `from`. Returns whether the state was changed.
///
/// # Errors
/// [`Error::Query`].
pub fn advance(
    tx: &mut Tx<'_>,
    user_id: i64,
    from: &[PersonState],
    to: PersonState,
) -> Result<bool, Error> {
    let there = people::table
        .find(user_id)
        .filter(people::state.eq_any(from.to_vec()));
    let change = (people::state.eq(to), people::updated_at.eq(tx.now()));
    Ok(diesel::update(there).set(change).execute(&mut tx.link)? > 0)
}

/// Adds to the balance of a consultant and to the number of finished orders. Returns whether the consultant exists and the balance
/// covers an amount that is taken.
///
/// # Errors
/// [`Error::Query`].
pub fn add(tx: &mut Tx<'_>, user_id: i64, fen: i64, finished: i64) -> Result<bool, Error> {
    // One statement, so that no other transaction changes the balance between the check and the update.
    let covered = people::table
        .find(user_id)
        .filter(people::balance.ge(fen.saturating_neg()));
    let change = (
        people::balance.eq(people::balance + fen),
        people::finished.eq(people::finished + finished),
        people::updated_at.eq(tx.now()),
    );
    Ok(diesel::update(covered).set(change).execute(&mut tx.link)? > 0)
}

/// A filter of consultants. A consultant must meet every condition that is set.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The state.
    pub state: Option<PersonState>,
    /// The account.
    pub user_id: Option<i64>,
}

fn matching(search: &Search) -> people::BoxedQuery<'_, MultiBackend> {
    let mut query = people::table
        .filter(people::state.ne(PersonState::Live))
        .into_boxed();
    if let Some(state) = search.state {
        query = query.filter(people::state.eq(state));
    }
    if let Some(user_id) = search.user_id {
        query = query.filter(people::user_id.eq(user_id));
    }
    query
}

/// Returns a page of consultants, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn consultants(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<Person>, Error> {
    let total = matching(search).count().get_result(&mut connection.link)?;
    page.read(total, || {
        Ok(matching(search)
            .order(people::user_id.desc())
            .offset(page.offset)
            .limit(page.limit)
            .select(Person::as_select())
            .load(&mut connection.link)?)
    })
}
