//! The classes of goods: a tree.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

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
    /// Its position in lists; the smallest number is first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
}

/// The values that an operator enters; see [`Class`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = classes)]
#[expect(missing_docs, reason = "see Class")]
pub struct NewClass {
    pub name: String,
    pub parent_id: i64,
    pub listorder: i64,
}

signet_store::sql::edited!(classes, NewClass);

/// Returns whether a class exists, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn exists(connection: &mut Connection, id: i64) -> Result<bool, Error> {
    let class = classes::table.find(id);
    Ok(diesel::select(diesel::dsl::exists(class)).get_result(&mut connection.link)?)
}

/// Returns all classes in any state: the id of each class, and the id of the class above it.
///
/// # Errors
/// [`Error::Query`].
pub fn tree(connection: &mut Connection) -> Result<Vec<(i64, i64)>, Error> {
    let columns = (classes::id, classes::parent_id);
    Ok(classes::table.select(columns).load(&mut connection.link)?)
}

/// Returns a page of the classes in any state. The classes under the same class are together and in their order.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Class>, Error> {
    let total = classes::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = classes::table
            .order((classes::parent_id, classes::listorder, classes::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Class::as_select())
            .load(&mut connection.link)?)
    })
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
