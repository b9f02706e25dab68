//! Ads.

use diesel::prelude::*;

use crate::schema::ads;
use crate::{Connection, Error};

/// The state of an ad that is shown.
const LIVE: i64 = 1;

/// An ad.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Ad {
    /// Its number.
    pub id: i64,
    /// Where it is shown.
    pub position_id: i64,
    /// Its name.
    pub name: String,
    /// The URL of the picture.
    pub image_url: String,
    /// The URL of the picture for tall iPhones, or empty.
    pub iphone_image_url: String,
    /// Where it leads, or empty.
    pub url: String,
    /// Where it is shown, added up: 1 iOS, 2 Android, 4 H5, 8 web, 16 anything else.
    pub platforms: i64,
    /// The first second at which it is shown.
    pub starts_at: i64,
    /// The last second at which it is shown.
    pub ends_at: i64,
    /// Its place among others, the smallest first.
    pub listorder: i64,
    /// 1 if it is shown.
    pub state: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// An ad to add; the fields are those of [`Ad`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = ads)]
pub struct NewAd {
    /// Where it is shown.
    pub position_id: i64,
    /// Its name.
    pub name: String,
    /// The URL of the picture.
    pub image_url: String,
    /// The URL of the picture for tall iPhones, or empty.
    pub iphone_image_url: String,
    /// Where it leads, or empty.
    pub url: String,
    /// Where it is shown, added up: see [`Ad::platforms`].
    pub platforms: i64,
    /// The first second at which it is shown.
    pub starts_at: i64,
    /// The last second at which it is shown.
    pub ends_at: i64,
    /// Its place among others, the smallest first.
    pub listorder: i64,
    /// 1 if it is shown.
    pub state: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// The ads that are shown now or will be, in the order in which they are shown within each position.
///
/// # Errors
/// [`Error::Query`].
pub fn current(connection: &mut Connection, now: i64) -> Result<Vec<Ad>, Error> {
    let query = ads::table
        .filter(ads::state.eq(LIVE))
        .filter(ads::ends_at.ge(now))
        .order((ads::position_id, ads::listorder, ads::id.desc()));
    Ok(query.select(Ad::as_select()).load(&mut connection.link)?)
}

/// Adds an ad and returns its id.
///
/// # Errors
/// [`Error::Query`], also if there is no such position.
pub fn insert(connection: &mut Connection, ad: &NewAd) -> Result<i64, Error> {
    diesel::insert_into(ads::table)
        .values(ad)
        .execute(&mut connection.link)?;
    crate::dialect::last_id(connection)
}
