//! The tree of categories.
//!
//! The code of a category is its place in the tree. It has 30 digits: three for each level from the top down to the category,
//! then zeros.

use diesel::prelude::*;
use signet_store::sql::{insert_live, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::categories;

/// The number of digits of a code for each level.
pub const LEVEL_DIGITS: usize = 3;

/// A category.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = categories)]
pub struct Category {
    /// Its id.
    pub id: i64,
    /// The kind of its items: 1 news, 2 links, 3 goods.
    pub cat_type: i64,
    /// Its name.
    pub name: String,
    /// The id of the parent category; 0 at the top.
    pub parent_id: i64,
    /// Its depth, from 1 at the top.
    pub level: i64,
    /// The code of its place in the tree.
    pub cat_code: String,
    /// Its sort order among its siblings: the smallest value comes first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
    /// The time of its creation.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

impl Category {
    /// Returns the prefix of the codes of this category and of all below it.
    pub fn prefix(&self) -> &str {
        let digits = usize::try_from(self.level)
            .unwrap_or_default()
            .saturating_mul(LEVEL_DIGITS);
        self.cat_code.get(..digits).unwrap_or(&self.cat_code)
    }
}

/// A category to add. The fields have the same meaning as in [`Category`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = categories)]
pub struct NewCategory {
    /// The kind of its items: 1 news, 2 links, 3 goods.
    pub cat_type: i64,
    /// Its name.
    pub name: String,
    /// The id of the parent category; 0 at the top.
    pub parent_id: i64,
    /// Its depth, from 1 at the top.
    pub level: i64,
    /// The code of its place in the tree.
    pub cat_code: String,
    /// Its sort order among its siblings: the smallest value comes first.
    pub listorder: i64,
}

/// Returns the live categories, each after its ancestors. This includes live categories under a hidden category.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<Category>, Error> {
    let query = categories::table
        .filter(categories::state.eq(State::Live))
        .order(categories::cat_code);
    Ok(query
        .select(Category::as_select())
        .load(&mut connection.link)?)
}

/// Returns a category, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn by_id(connection: &mut Connection, id: i64) -> Result<Option<Category>, Error> {
    Ok(categories::table
        .find(id)
        .select(Category::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns the highest code of the direct children of a category, or of the top level if `parent_id` is 0. The children may be in
/// any state.
///
/// # Errors
/// [`Error::Query`].
pub fn last_code(connection: &mut Connection, parent_id: i64) -> Result<Option<String>, Error> {
    let siblings = categories::table.filter(categories::parent_id.eq(parent_id));
    Ok(siblings
        .select(diesel::dsl::max(categories::cat_code))
        .first(&mut connection.link)?)
}

/// Returns a page of the categories of one type, in the order of the tree.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    cat_type: i64,
    page: PageRequest,
) -> Result<Paged<Category>, Error> {
    let of_type = categories::table.filter(categories::cat_type.eq(cat_type));
    let total = of_type.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = of_type
            .order(categories::cat_code)
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Category::as_select())
            .load(&mut connection.link)?)
    })
}

/// Adds a live category and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the code is taken.
pub fn insert(tx: &mut Tx<'_>, category: &NewCategory) -> Result<i64, Error> {
    insert_live!(tx, categories, category)
}

/// Sets the name and the sort order of a category. Returns whether the category exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, name: &str, listorder: i64) -> Result<bool, Error> {
    let change = (
        categories::name.eq(name),
        categories::listorder.eq(listorder),
    );
    update_row!(tx, categories, id, change)
}

/// Sets the state of a category. Returns whether the category exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, categories, id, state)
}
