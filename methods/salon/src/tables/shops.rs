//! The shops of brands.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::brands::Brand;
use crate::tables::schema::{brands, shops, tests};

/// A shop.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = shops)]
pub struct Shop {
    /// Its id.
    pub id: i64,
    /// Its brand.
    pub brand_id: i64,
    /// Its name.
    pub name: String,
    /// Its address.
    pub street: String,
    /// Its telephone number.
    pub contact_tel: String,
    /// Whether customers can try the products in it.
    pub is_exp: bool,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// A shop as an operator enters it. The fields have the same meaning as in [`Shop`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = shops)]
pub struct NewShop {
    /// See [`Shop::brand_id`].
    pub brand_id: i64,
    /// See [`Shop::name`].
    pub name: String,
    /// See [`Shop::street`].
    pub street: String,
    /// See [`Shop::contact_tel`].
    pub contact_tel: String,
    /// See [`Shop::is_exp`].
    pub is_exp: bool,
}

/// Adds a shop that clients see, and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, new: &NewShop) -> Result<i64, Error> {
    signet_store::sql::insert_live!(tx, shops, new)
}

/// Replaces the fields of a shop that operators edit. Returns whether the shop exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, new: &NewShop) -> Result<bool, Error> {
    signet_store::sql::update_row!(tx, shops, id, new)
}

/// Sets the state of a shop. Returns whether the shop exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    signet_store::sql::set_state!(tx, shops, id, state)
}

/// Returns whether a shop exists, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn is_there(connection: &mut Connection, id: i64) -> Result<bool, Error> {
    let found = exists(shops::table.find(id));
    Ok(diesel::select(found).get_result(&mut connection.link)?)
}

/// Returns a page of the shops of a brand or of all brands, in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    brand_id: Option<i64>,
    page: PageRequest,
) -> Result<Paged<Shop>, Error> {
    let found = || -> shops::BoxedQuery<'_, MultiBackend> {
        let query = shops::table.into_boxed();
        match brand_id {
            Some(brand_id) => query.filter(shops::brand_id.eq(brand_id)),
            None => query,
        }
    };
    let total = found().count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = found()
            .order(shops::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query.select(Shop::as_select()).load(&mut connection.link)?)
    })
}

/// Returns the shops in which an account has a finished test, with their brands, at most `most` shops. Each shop occurs once, and the
/// shop of the latest test comes first. Hidden tests, hidden shops and shops of hidden brands are left out.
///
/// # Errors
/// [`Error::Query`].
pub fn tested_by(
    connection: &mut Connection,
    user_id: i64,
    most: i64,
) -> Result<Vec<(Shop, Brand)>, Error> {
    let later = diesel::alias!(tests as later);
    let finished_later = later.field(tests::finished_at).gt(tests::finished_at);
    let entered_later = later
        .field(tests::finished_at)
        .eq(tests::finished_at)
        .and(later.field(tests::id).gt(tests::id));
    let of_same_shop = later
        .filter(later.field(tests::user_id).eq(user_id))
        .filter(later.field(tests::shop_id).eq(tests::shop_id))
        .filter(later.field(tests::state).eq(State::Live))
        .filter(finished_later.or(entered_later.nullable()));
    let query = tests::table
        .inner_join(shops::table.inner_join(brands::table))
        .filter(tests::user_id.eq(user_id))
        .filter(tests::state.eq(State::Live))
        .filter(tests::finished_at.is_not_null())
        .filter(shops::state.eq(State::Live))
        .filter(brands::state.eq(State::Live))
        .filter(not(exists(of_same_shop)))
        .order((tests::finished_at.desc(), tests::id.desc()))
        .limit(most)
        .select((Shop::as_select(), Brand::as_select()));
    Ok(query.load(&mut connection.link)?)
}
