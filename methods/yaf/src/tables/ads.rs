//! Ads.

use diesel::prelude::*;
use signet_store::sql::{insert_live, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::ads;

/// An ad.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Ad {
    /// Its id.
    pub id: i64,
    /// The position that shows it.
    pub position_id: i64,
    /// Its name.
    pub name: String,
    /// The URL of the picture.
    pub image_url: String,
    /// The URL of the picture for iOS; empty if iOS shows the same picture.
    pub iphone_image_url: String,
    /// The target of its link, or empty.
    pub url: String,
    /// The sum of the platforms that show it: 1 iOS, 2 Android, 4 H5, 8 web, 16 any other platform.
    pub platforms: i64,
    /// The first second at which it is shown.
    pub starts_at: i64,
    /// The last second at which it is shown.
    pub ends_at: i64,
    /// Its sort order: the smallest value comes first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
    /// The time of its creation.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// An ad as an operator enters it. The fields have the same meaning as in [`Ad`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = ads)]
pub struct NewAd {
    /// The position that shows it.
    pub position_id: i64,
    /// Its name.
    pub name: String,
    /// The URL of the picture.
    pub image_url: String,
    /// The URL of the picture for iOS; empty if iOS shows the same picture.
    pub iphone_image_url: String,
    /// The target of its link, or empty.
    pub url: String,
    /// The platforms that show it: see [`Ad::platforms`].
    pub platforms: i64,
    /// The first second at which it is shown.
    pub starts_at: i64,
    /// The last second at which it is shown.
    pub ends_at: i64,
    /// Its sort order: the smallest value comes first.
    pub listorder: i64,
}

/// Returns the live ads that have not ended, by position and then in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`].
pub fn current(connection: &mut Connection, now: i64) -> Result<Vec<Ad>, Error> {
    let query = ads::table
        .filter(ads::state.eq(State::Live))
        .filter(ads::ends_at.ge(now))
        .order((ads::position_id, ads::listorder, ads::id.desc()));
    Ok(query.select(Ad::as_select()).load(&mut connection.link)?)
}

/// Returns a page of the ads of a position, in any state, in the order in which they are shown.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    position_id: i64,
    page: PageRequest,
) -> Result<Paged<Ad>, Error> {
    let of_position = ads::table.filter(ads::position_id.eq(position_id));
    let total = of_position.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = of_position
            .order((ads::listorder, ads::id.desc()))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query.select(Ad::as_select()).load(&mut connection.link)?)
    })
}

/// Adds a live ad and returns its id.
///
/// # Errors
/// [`Error::Query`], also if the position does not exist.
pub fn insert(tx: &mut Tx<'_>, ad: &NewAd) -> Result<i64, Error> {
    insert_live!(tx, ads, ad)
}

/// Replaces the fields of an ad that operators edit. Returns whether the ad exists.
///
/// # Errors
/// [`Error::Query`], also if the position does not exist.
pub fn update(tx: &mut Tx<'_>, id: i64, ad: &NewAd) -> Result<bool, Error> {
    update_row!(tx, ads, id, ad)
}

/// Sets the state of an ad. Returns whether the ad exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, ads, id, state)
}
