//! Files that were uploaded.

use diesel::prelude::*;

use crate::schema::uploads;
use crate::{Connection, Error, Tx};

/// A file to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUpload {
    /// The realm of its owner; empty if an operator owns it.
    pub realm: String,
    /// The user who owns it; 0 if an operator or a guest does.
    pub user_id: i64,
    /// The identity of the guest that owns it, such as a mobile, at most 64 characters; empty for other owners.
    pub guest: String,
    /// Its path under the base of all files, unique, at most 128 characters.
    pub path: String,
    /// The content type, such as `image/jpeg`.
    pub media_type: String,
    /// Its size, in bytes.
    pub bytes: i64,
    /// The width, in pixels.
    pub width: i64,
    /// The height, in pixels.
    pub height: i64,
    /// The time of the upload.
    pub created_at: i64,
}

/// A file that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = uploads)]
pub struct Upload {
    /// Its id.
    pub id: i64,
    /// The realm of its owner; empty if an operator owns it.
    pub realm: String,
    /// The user who owns it; 0 if an operator or a guest does.
    pub user_id: i64,
    /// The identity of the guest that owns it, such as a mobile, at most 64 characters; empty for other owners.
    pub guest: String,
    /// Its path under the base of all files.
    pub path: String,
    /// The content type, such as `image/jpeg`.
    pub media_type: String,
    /// Its size, in bytes.
    pub bytes: i64,
    /// The width, in pixels.
    pub width: i64,
    /// The height, in pixels.
    pub height: i64,
    /// The time of the upload.
    pub created_at: i64,
}

/// Adds a file and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if there is a file under this path.
pub fn insert(tx: &mut Tx<'_>, upload: &NewUpload) -> Result<i64, Error> {
    let row = (
        uploads::realm.eq(&upload.realm),
        uploads::user_id.eq(upload.user_id),
        uploads::guest.eq(&upload.guest),
        uploads::path.eq(&upload.path),
        uploads::media_type.eq(&upload.media_type),
        uploads::bytes.eq(upload.bytes),
        uploads::width.eq(upload.width),
        uploads::height.eq(upload.height),
        uploads::created_at.eq(upload.created_at),
    );
    diesel::insert_into(uploads::table)
        .values(row)
        .execute(&mut tx.link)?;
    crate::sql::last_id(tx)
}

/// Deletes the row of a file.
///
/// # Errors
/// [`Error::Query`].
pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    diesel::delete(uploads::table.find(id)).execute(&mut tx.link)?;
    Ok(())
}

/// Returns the files of a user, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_user(connection: &mut Connection, user_id: i64) -> Result<Vec<Upload>, Error> {
    let rows = uploads::table
        .filter(uploads::user_id.eq(user_id))
        .order(uploads::id.desc())
        .select(Upload::as_select())
        .load(&mut connection.link)?;
    Ok(rows)
}

/// Returns the file under a path, if it belongs to the user.
///
/// # Errors
/// [`Error::Query`].
pub fn by_path(
    connection: &mut Connection,
    user_id: i64,
    path: &str,
) -> Result<Option<Upload>, Error> {
    let row = uploads::table
        .filter(uploads::path.eq(path))
        .filter(uploads::user_id.eq(user_id))
        .select(Upload::as_select());
    Ok(row.first(&mut connection.link).optional()?)
}

/// Returns the times and the sizes in bytes of at most `most` files of a user, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn newest_of_user(
    connection: &mut Connection,
    user_id: i64,
    most: i64,
) -> Result<Vec<(i64, i64)>, Error> {
    let rows = uploads::table
        .filter(uploads::user_id.eq(user_id))
        .order(uploads::id.desc())
        .limit(most)
        .select((uploads::created_at, uploads::bytes))
        .load(&mut connection.link)?;
    Ok(rows)
}
