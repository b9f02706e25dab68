//! Notices to everybody.

use diesel::prelude::*;

use crate::schema::notices;
use crate::{Connection, Error};

/// The state of a notice that is shown.
const LIVE: i64 = 1;
/// How many notices may compete for the dialog: the newest that a platform shows is among them.
const DIALOGS: i64 = 50;

/// A notice.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Notice {
    /// Its number.
    pub id: i64,
    /// At most 64 characters.
    pub title: String,
    /// At most 255 characters.
    pub summary: String,
    /// The whole text, as HTML.
    pub body: String,
    /// Where it is shown, added up: 1 iOS, 2 Android, 4 H5, 8 web, 16 anything else.
    pub platforms: i64,
    /// Whether it asks for a dialog.
    pub is_dialog: bool,
    /// The last second at which it asks for a dialog, if there is an end.
    pub dialog_ends_at: Option<i64>,
    /// 1 if it is shown.
    pub state: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// A notice to add; the fields are those of [`Notice`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = notices)]
pub struct NewNotice {
    /// At most 64 characters.
    pub title: String,
    /// At most 255 characters.
    pub summary: String,
    /// The whole text, as HTML.
    pub body: String,
    /// Where it is shown, added up: see [`Notice::platforms`].
    pub platforms: i64,
    /// Whether it asks for a dialog.
    pub is_dialog: bool,
    /// The last second at which it asks for a dialog, if there is an end.
    pub dialog_ends_at: Option<i64>,
    /// 1 if it is shown.
    pub state: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// The notices that ask for a dialog now, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn newest_dialogs(connection: &mut Connection, now: i64) -> Result<Vec<Notice>, Error> {
    let query = notices::table
        .filter(notices::state.eq(LIVE))
        .filter(notices::is_dialog.eq(true))
        .filter(
            notices::dialog_ends_at
                .is_null()
                .or(notices::dialog_ends_at.ge(now)),
        )
        .order(notices::id.desc())
        .limit(DIALOGS);
    Ok(query
        .select(Notice::as_select())
        .load(&mut connection.link)?)
}

/// Adds a notice and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(connection: &mut Connection, notice: &NewNotice) -> Result<i64, Error> {
    diesel::insert_into(notices::table)
        .values(notice)
        .execute(&mut connection.link)?;
    crate::dialect::last_id(connection)
}
