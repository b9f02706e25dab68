//! The pictures of appointments.

use diesel::prelude::*;
use signet_store::sql::{find_locked, replace};
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::order_pictures;

/// A picture of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_pictures)]
pub struct Picture {
    /// The appointment.
    pub order_id: i64,
    /// Its place among the pictures of the appointment.
    pub picindex: i64,
    /// The uploaded file.
    pub upload_id: i64,
    /// The path of the file.
    pub path: String,
    /// The time at which it was uploaded.
    pub created_at: i64,
}

/// Puts a picture in its place. Returns the picture that was there before.
///
/// # Errors
/// [`Error::Query`].
pub fn put(tx: &mut Tx<'_>, picture: &Picture) -> Result<Option<Picture>, Error> {
    let place = (picture.order_id, picture.picindex);
    let there: Option<Picture> = find_locked(
        tx,
        order_pictures::table
            .find(place)
            .select(Picture::as_select()),
    )?;
    replace!(tx, order_pictures::table, picture)?;
    Ok(there)
}

/// Returns the pictures of an appointment, ordered by place.
///
/// # Errors
/// [`Error::Query`].
pub fn of_order(connection: &mut Connection, order_id: i64) -> Result<Vec<Picture>, Error> {
    let query = order_pictures::table
        .filter(order_pictures::order_id.eq(order_id))
        .order(order_pictures::picindex);
    Ok(query
        .select(Picture::as_select())
        .load(&mut connection.link)?)
}
