//! The tests of accounts in shops.

use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::tests;

/// A test.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tests)]
pub struct Test {
    /// Its id.
    pub id: i64,
    /// The account that was tested.
    pub user_id: i64,
    /// The shop.
    pub shop_id: i64,
    /// The number that the shop gave it.
    pub ref_no: String,
    /// The time at which it was finished, if it is.
    pub finished_at: Option<i64>,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
}

/// A test to add. The fields have the same meaning as in [`Test`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = tests)]
pub struct NewTest {
    /// See [`Test::user_id`].
    pub user_id: i64,
    /// See [`Test::shop_id`].
    pub shop_id: i64,
    /// See [`Test::ref_no`].
    pub ref_no: String,
    /// See [`Test::finished_at`].
    pub finished_at: Option<i64>,
}

/// The conditions of a search by an operator. A field that is `None` matches all tests.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// See [`Test::user_id`].
    pub user_id: Option<i64>,
    /// See [`Test::shop_id`].
    pub shop_id: Option<i64>,
}

/// Adds a test that clients see, and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the shop has a test with the number already.
pub fn insert(tx: &mut Tx<'_>, new: &NewTest) -> Result<i64, Error> {
    signet_store::sql::insert_live!(tx, tests, new)
}

/// Records the end of a test that is not finished. Returns whether it was recorded.
///
/// # Errors
/// [`Error::Query`].
pub fn finish(tx: &mut Tx<'_>, id: i64) -> Result<bool, Error> {
    let unfinished = tests::table.find(id).filter(tests::finished_at.is_null());
    let change = (
        tests::finished_at.eq(tx.now()),
        tests::updated_at.eq(tx.now()),
    );
    let changed = diesel::update(unfinished)
        .set(change)
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Sets the state of a test. Returns whether the test exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    signet_store::sql::set_state!(tx, tests, id, state)
}

/// Returns whether a test exists, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn exists(connection: &mut Connection, id: i64) -> Result<bool, Error> {
    let found = diesel::dsl::exists(tests::table.find(id));
    Ok(diesel::select(found).get_result(&mut connection.link)?)
}

/// Returns a page of the tests that match a search, in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<Test>, Error> {
    let found = || -> tests::BoxedQuery<'_, MultiBackend> {
        let mut query = tests::table.into_boxed();
        if let Some(user_id) = search.user_id {
            query = query.filter(tests::user_id.eq(user_id));
        }
        if let Some(shop_id) = search.shop_id {
            query = query.filter(tests::shop_id.eq(shop_id));
        }
        query
    };
    let total = found().count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = found()
            .order(tests::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query.select(Test::as_select()).load(&mut connection.link)?)
    })
}
