//! The tags of posts.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::tags;

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tags)]
pub struct Tag {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its sort order: the smallest value comes first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// A tag as an operator enters it. The fields have the same meaning as in [`Tag`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = tags)]
pub struct NewTag {
    /// See [`Tag::name`].
    pub name: String,
    /// See [`Tag::listorder`].
    pub listorder: i64,
}

/// Adds a tag that clients see, and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the name is taken.
pub fn insert(tx: &mut Tx<'_>, new: &NewTag) -> Result<i64, Error> {
    signet_store::sql::insert_live!(tx, tags, new)
}

/// Replaces the fields of a tag that operators edit. Returns whether the tag exists.
///
/// # Errors
/// [`Error::Duplicate`] if the name is taken.
pub fn update(tx: &mut Tx<'_>, id: i64, new: &NewTag) -> Result<bool, Error> {
    signet_store::sql::update_row!(tx, tags, id, new)
}

/// Sets the state of a tag. Returns whether the tag exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    signet_store::sql::set_state!(tx, tags, id, state)
}

/// Returns the tags that clients see, in their order.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<Tag>, Error> {
    let query = tags::table
        .filter(tags::state.eq(State::Live))
        .order((tags::listorder, tags::id));
    Ok(query.select(Tag::as_select()).load(&mut connection.link)?)
}

/// Returns the number of these different tags that clients see.
///
/// # Errors
/// [`Error::Query`].
pub fn count_live(connection: &mut Connection, ids: &[i64]) -> Result<i64, Error> {
    let live = tags::table
        .filter(tags::id.eq_any(ids))
        .filter(tags::state.eq(State::Live));
    Ok(live.count().get_result(&mut connection.link)?)
}

/// Returns the number of tags in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn count(connection: &mut Connection) -> Result<i64, Error> {
    Ok(tags::table.count().get_result(&mut connection.link)?)
}

/// Returns a page of the tags in any state, in their order.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Tag>, Error> {
    let total = count(connection)?;
    page.read(total, || {
        let query = tags::table
            .order((tags::listorder, tags::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query.select(Tag::as_select()).load(&mut connection.link)?)
    })
}
