//! Links to partner sites.

use diesel::prelude::*;
use signet_store::sql::{insert_live, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::links;

/// A link.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Link {
    /// Its id.
    pub id: i64,
    /// The category that it is in.
    pub category_id: i64,
    /// Its name.
    pub name: String,
    /// The target of the link.
    pub url: String,
    /// The URL of the picture, or empty.
    pub image_url: String,
    /// Its sort order: the smallest value comes first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
    /// The time of its creation.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// A link as an operator enters it. The fields have the same meaning as in [`Link`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = links)]
pub struct NewLink {
    /// The category that it is in.
    pub category_id: i64,
    /// Its name.
    pub name: String,
    /// The target of the link.
    pub url: String,
    /// The URL of the picture, or empty.
    pub image_url: String,
    /// Its sort order: the smallest value comes first.
    pub listorder: i64,
}

/// Returns the links that are shown, by category and then in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<Link>, Error> {
    let query = links::table.filter(links::state.eq(State::Live)).order((
        links::category_id,
        links::listorder,
        links::id,
    ));
    Ok(query.select(Link::as_select()).load(&mut connection.link)?)
}

/// Returns a page of the links of a category, in any state, in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    category_id: i64,
    page: PageRequest,
) -> Result<Paged<Link>, Error> {
    let of_category = links::table.filter(links::category_id.eq(category_id));
    let total = of_category.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = of_category
            .order((links::listorder, links::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query.select(Link::as_select()).load(&mut connection.link)?)
    })
}

/// Adds a live link and returns its id.
///
/// # Errors
/// [`Error::Query`], also if the category does not exist.
pub fn insert(tx: &mut Tx<'_>, link: &NewLink) -> Result<i64, Error> {
    insert_live!(tx, links, link)
}

/// Replaces the fields of a link that operators edit. Returns whether the link exists.
///
/// # Errors
/// [`Error::Query`], also if the category does not exist.
pub fn update(tx: &mut Tx<'_>, id: i64, link: &NewLink) -> Result<bool, Error> {
    update_row!(tx, links, id, link)
}

/// Sets the state of a link. Returns whether the link exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, links, id, state)
}
