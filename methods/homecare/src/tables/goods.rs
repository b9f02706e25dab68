//! Goods; prices are in fen.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::goods;

/// Goods with all their fields. Clients call the id `sid`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = goods)]
pub struct Goods {
    /// Their id.
    pub id: i64,
    /// The part of a group that they are in.
    pub oid: i64,
    /// Their title.
    pub title: String,
    /// The URL of the picture, or empty.
    pub picture: String,
    /// The original price.
    pub origin_price: i64,
    /// The price.
    pub real_price: i64,
    /// The price of their installation.
    pub repair_price: i64,
    /// The brand, or empty.
    pub brand: String,
    /// The maker, or empty.
    pub made_by: String,
    /// The place where they are made, or empty.
    pub made_in: String,
    /// The material, or empty.
    pub material: String,
    /// The description.
    pub content: String,
    /// Additional text.
    pub plus: String,
    /// The weight in lists of recommended goods. The largest weight comes first.
    pub recommand: i64,
    /// Their position in lists. The smallest number comes first.
    pub listorder: i64,
    /// Whether clients see them.
    pub state: State,
    /// The time at which they were made.
    pub created_at: i64,
    /// The time of their last change.
    pub updated_at: i64,
}

/// The values of goods that an operator enters. See [`Goods`] for the fields.
#[derive(Clone, Debug, Default, Insertable, AsChangeset)]
#[diesel(table_name = goods)]
pub struct NewGoods {
    /// [`Goods::oid`]
    pub oid: i64,
    /// [`Goods::title`]
    pub title: String,
    /// [`Goods::picture`]
    pub picture: String,
    /// [`Goods::origin_price`]
    pub origin_price: i64,
    /// [`Goods::real_price`]
    pub real_price: i64,
    /// [`Goods::repair_price`]
    pub repair_price: i64,
    /// [`Goods::brand`]
    pub brand: String,
    /// [`Goods::made_by`]
    pub made_by: String,
    /// [`Goods::made_in`]
    pub made_in: String,
    /// [`Goods::material`]
    pub material: String,
    /// [`Goods::content`]
    pub content: String,
    /// [`Goods::plus`]
    pub plus: String,
    /// [`Goods::recommand`]
    pub recommand: i64,
    /// [`Goods::listorder`]
    pub listorder: i64,
}

signet_store::sql::edited!(goods, NewGoods);

/// Goods as lists show them. See [`Goods`] for the fields.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = goods)]
pub struct Listed {
    /// [`Goods::id`]
    pub id: i64,
    /// [`Goods::oid`]
    pub oid: i64,
    /// [`Goods::title`]
    pub title: String,
    /// [`Goods::picture`]
    pub picture: String,
    /// [`Goods::origin_price`]
    pub origin_price: i64,
    /// [`Goods::real_price`]
    pub real_price: i64,
    /// [`Goods::repair_price`]
    pub repair_price: i64,
    /// [`Goods::recommand`]
    pub recommand: i64,
}

/// Returns the goods that are not hidden, in the order in which they are shown within each part. Their part or group may be
/// hidden.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<Listed>, Error> {
    let query = goods::table
        .filter(goods::state.eq(State::Live))
        .order((goods::listorder, goods::id));
    Ok(query
        .select(Listed::as_select())
        .load(&mut connection.link)?)
}

/// Returns goods if they are not hidden. Their part or group may be hidden.
///
/// # Errors
/// [`Error::Query`].
pub fn live(connection: &mut Connection, id: i64) -> Result<Option<Goods>, Error> {
    let query = goods::table.find(id).filter(goods::state.eq(State::Live));
    let found = query.select(Goods::as_select()).first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns the number of goods in a part of a group, in any state. The goods with the id `without` are not counted.
///
/// # Errors
/// [`Error::Query`].
pub fn count(connection: &mut Connection, oid: i64, without: i64) -> Result<i64, Error> {
    let of_part = goods::table
        .filter(goods::oid.eq(oid))
        .filter(goods::id.ne(without));
    Ok(of_part.count().get_result(&mut connection.link)?)
}

/// Returns a page of the goods in a part of a group, in any state and in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    oid: i64,
    page: PageRequest,
) -> Result<Paged<Goods>, Error> {
    let total = count(connection, oid, 0)?;
    page.read(total, || {
        let query = goods::table
            .filter(goods::oid.eq(oid))
            .order((goods::listorder, goods::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Goods::as_select())
            .load(&mut connection.link)?)
    })
}
