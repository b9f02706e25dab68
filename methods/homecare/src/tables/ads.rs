//! Ads.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::ads;

/// An ad.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = ads)]
pub struct Ad {
    /// Its id.
    pub id: i64,
    /// The id of the only city that shows it; 0 if all cities show it.
    pub area: i64,
    /// Its title.
    pub title: String,
    /// Its text.
    pub content: String,
    /// The URL of the picture, or empty.
    pub photo: String,
    /// A number that operators set for clients. The gateway does not use it.
    pub kind: i64,
    /// Whether clients mark it as new.
    pub is_new: bool,
    /// The page of the client that it opens, as a code of the API document.
    pub first_jump: i64,
    /// The page below `first_jump`, as a code of the API document.
    pub second_jump: Option<i64>,
    /// The id of the goods or the service that it opens.
    pub third_jump: Option<i64>,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The values of an ad that an operator enters. See [`Ad`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = ads, treat_none_as_null = true)]
pub struct NewAd {
    /// [`Ad::area`]
    pub area: i64,
    /// [`Ad::title`]
    pub title: String,
    /// [`Ad::content`]
    pub content: String,
    /// [`Ad::photo`]
    pub photo: String,
    /// [`Ad::kind`]
    pub kind: i64,
    /// [`Ad::is_new`]
    pub is_new: bool,
    /// [`Ad::first_jump`]
    pub first_jump: i64,
    /// [`Ad::second_jump`]
    pub second_jump: Option<i64>,
    /// [`Ad::third_jump`]
    pub third_jump: Option<i64>,
}

signet_store::sql::edited!(ads, NewAd);

/// Returns the ads that clients see, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<Ad>, Error> {
    let query = ads::table
        .filter(ads::state.eq(State::Live))
        .order(ads::id.desc());
    Ok(query.select(Ad::as_select()).load(&mut connection.link)?)
}

/// Returns a page of the ads in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Ad>, Error> {
    let total = ads::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = ads::table
            .order(ads::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query.select(Ad::as_select()).load(&mut connection.link)?)
    })
}
