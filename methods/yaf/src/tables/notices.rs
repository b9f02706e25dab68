//! Notices to everybody.

use diesel::dsl::AsExprOf;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use signet_store::sql::{MultiBackend, insert_live, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::{notice_reads, notices};

/// The maximum number of notices that are read as candidates for the dialog. The newest dialog of each platform is assumed to be
/// among them.
const DIALOGS: i64 = 50;

diesel::infix_operator!(BitAnd, " & ", BigInt);

/// A notice.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Notice {
    /// Its id.
    pub id: i64,
    /// The title; at most 64 characters.
    pub title: String,
    /// The summary; at most 255 characters.
    pub summary: String,
    /// The whole text, as HTML.
    pub body: String,
    /// The sum of the platforms that show it: 1 iOS, 2 Android, 4 H5, 8 web, 16 any other platform.
    pub platforms: i64,
    /// Whether it is shown as a dialog.
    pub is_dialog: bool,
    /// The last second at which it is shown as a dialog, if there is an end.
    pub dialog_ends_at: Option<i64>,
    /// Whether clients see it.
    pub state: State,
    /// The time of its creation.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// A notice in a list.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = notices)]
pub struct Headline {
    /// Its id.
    pub id: i64,
    /// The title; at most 64 characters.
    pub title: String,
    /// The summary; at most 255 characters.
    pub summary: String,
    /// The time of its creation.
    pub created_at: i64,
}

/// The fields of a notice to add or to update. They have the same meaning as in [`Notice`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = notices, treat_none_as_null = true)]
pub struct NewNotice {
    /// The title; at most 64 characters.
    pub title: String,
    /// The summary; at most 255 characters.
    pub summary: String,
    /// The whole text, as HTML.
    pub body: String,
    /// The platforms that show it: see [`Notice::platforms`].
    pub platforms: i64,
    /// Whether it is shown as a dialog.
    pub is_dialog: bool,
    /// The last second at which it is shown as a dialog, if there is an end.
    pub dialog_ends_at: Option<i64>,
}

/// Returns the live notices to show as a dialog now, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn newest_dialogs(connection: &mut Connection, now: i64) -> Result<Vec<Notice>, Error> {
    let query = notices::table
        .filter(notices::state.eq(State::Live))
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

type Query<'a> = notices::BoxedQuery<'a, MultiBackend>;

/// Returns the query for the notices that a platform shows. `bit` is the value of the platform in [`Notice::platforms`].
fn shown<'a>(bit: i64) -> Query<'a> {
    let bit: AsExprOf<i64, BigInt> = bit.into_sql::<BigInt>();
    notices::table
        .filter(notices::state.eq(State::Live))
        .filter(BitAnd::new(notices::platforms, bit).ne(0))
        .into_boxed()
}

/// Returns a page of the notices that a platform shows, the newest first. `bit` is the value of the platform in
/// [`Notice::platforms`].
///
/// # Errors
/// [`Error::Query`].
pub fn shown_page(
    connection: &mut Connection,
    bit: i64,
    page: PageRequest,
) -> Result<Paged<Headline>, Error> {
    let total = shown(bit).count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = shown(bit)
            .order(notices::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Headline::as_select())
            .load(&mut connection.link)?)
    })
}

/// Returns a notice if the platform shows it. `bit` is the value of the platform in [`Notice::platforms`].
///
/// # Errors
/// [`Error::Query`].
pub fn shown_by_id(
    connection: &mut Connection,
    id: i64,
    bit: i64,
) -> Result<Option<Notice>, Error> {
    Ok(shown(bit)
        .filter(notices::id.eq(id))
        .select(Notice::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns the number of notices that a platform shows and a user has not read. `bit` is the value of the platform in
/// [`Notice::platforms`].
///
/// # Errors
/// [`Error::Query`].
pub fn unread_count(connection: &mut Connection, user_id: i64, bit: i64) -> Result<i64, Error> {
    let read = notice_reads::table
        .filter(notice_reads::user_id.eq(user_id))
        .select(notice_reads::notice_id);
    Ok(shown(bit)
        .filter(notices::id.ne_all(read))
        .count()
        .get_result(&mut connection.link)?)
}

/// Returns a page of all notices, in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Notice>, Error> {
    let total = notices::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = notices::table
            .order(notices::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Notice::as_select())
            .load(&mut connection.link)?)
    })
}

/// Adds a live notice and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, notice: &NewNotice) -> Result<i64, Error> {
    insert_live!(tx, notices, notice)
}

/// Replaces the fields of a notice that operators edit. Returns whether the notice exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, notice: &NewNotice) -> Result<bool, Error> {
    update_row!(tx, notices, id, notice)
}

/// Sets the state of a notice. Returns whether the notice exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, notices, id, state)
}
