//! Links to friends of the house.

use diesel::prelude::*;
use signet_store::sql::{insert_live, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::links;

/// A link.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Link {
    /// Its number.
    pub id: i64,
    /// The category that it is in.
    pub category_id: i64,
    /// Its name.
    pub name: String,
    /// The target of the link.
    pub url: String,
    /// The URL of the picture, or empty.
    pub image_url: String,
    /// Its place among others, the smallest first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
    /// The time of its creation.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// A link as an operator enters it; the fields are those of [`Link`].
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
    /// Its place among others, the smallest first.
    pub listorder: i64,
}

/// The links that are shown, in the order in which they are shown within each category.
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

/// A page of the links of a category in the order in which they are shown, in whatever state.
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
/// [`Error::Query`], also if there is no such category.
pub fn insert(tx: &mut Tx<'_>, link: &NewLink) -> Result<i64, Error> {
    insert_live!(tx, links, link)
}

/// Replaces what an operator says of a link; whether there is such a link.
///
/// # Errors
/// [`Error::Query`], also if there is no such category.
pub fn update(tx: &mut Tx<'_>, id: i64, link: &NewLink) -> Result<bool, Error> {
    update_row!(tx, links, id, link)
}

/// Sets the state of a link; whether there is such a link.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, links, id, state)
}
