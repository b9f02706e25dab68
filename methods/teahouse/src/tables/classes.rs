//! The classes of goods: a tree.

use diesel::prelude::*;
use signet_store::{Connection, Error, State, Tx};

use crate::tables::schema::goods::classes;

/// A class.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = classes)]
pub struct Class {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The class above it; 0 for none.
    pub parent_id: i64,
    /// Its place among others, the smallest first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
}

/// The values that an operator enters; the fields are those of [`Class`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = classes)]
#[expect(missing_docs, reason = "see Class")]
pub struct NewClass {
    pub name: String,
    pub parent_id: i64,
    pub listorder: i64,
}

/// Adds a class that clients see, and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, new: &NewClass) -> Result<i64, Error> {
    signet_store::sql::insert_live!(tx, classes, new)
}

/// Returns the classes that clients see, in their order.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<Class>, Error> {
    let query = classes::table
        .filter(classes::state.eq(State::Live))
        .order((classes::listorder, classes::id));
    Ok(query
        .select(Class::as_select())
        .load(&mut connection.link)?)
}
