//! Messages to one user.

use diesel::prelude::*;
use signet_store::sql::{MultiBackend, last_id, on_either};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::messages;

/// The kind of a message from the system that is not about a benefit.
pub const SYSTEM: i64 = 1;

/// The maximum number of rows in one statement: databases accept only some ten thousand values.
const ROWS: usize = 500;

/// A message.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Message {
    /// Its id.
    pub id: i64,
    /// The user.
    pub user_id: i64,
    /// Its kind: 1 from the system, 2 about a benefit.
    pub msg_type: i64,
    /// The id of its subject, in the table of its kind; or 0.
    pub type_ref_id: i64,
    /// Whether the user has read it.
    pub is_read: bool,
    /// The title; at most 64 characters.
    pub title: String,
    /// The text; at most 255 characters.
    pub content: String,
    /// The target of its link, or empty.
    pub url: String,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was sent.
    pub created_at: i64,
}

/// A message to add.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = messages)]
pub struct NewMessage {
    /// The receiver.
    pub user_id: i64,
    /// Its kind.
    pub msg_type: i64,
    /// The id of its subject, in the table of its kind; or 0.
    pub type_ref_id: i64,
    /// The title; at most 64 characters.
    pub title: String,
    /// The text; at most 255 characters.
    pub content: String,
    /// The target of its link, or empty.
    pub url: String,
    /// The time at which it was sent.
    pub created_at: i64,
}

/// The new values of a message. The fields have the same meaning as in [`Message`].
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = messages)]
pub struct Edited {
    /// Its kind.
    pub msg_type: i64,
    /// The id of its subject, in the table of its kind; or 0.
    pub type_ref_id: i64,
    /// The title; at most 64 characters.
    pub title: String,
    /// The text; at most 255 characters.
    pub content: String,
    /// The target of its link, or empty.
    pub url: String,
}

/// Adds an unread message and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, message: &NewMessage) -> Result<i64, Error> {
    insert_all(tx, std::slice::from_ref(message))?;
    last_id(tx)
}

/// Adds unread messages, with several statements if there are many.
///
/// # Errors
/// [`Error::Query`].
pub fn insert_all(tx: &mut Tx<'_>, messages: &[NewMessage]) -> Result<(), Error> {
    for some in messages.chunks(ROWS) {
        let unread = |message| {
            (
                message,
                messages::is_read.eq(false),
                messages::state.eq(State::Live),
            )
        };
        let rows: Vec<_> = some.iter().map(unread).collect();
        on_either!(tx, link => diesel::insert_into(messages::table).values(rows).execute(link))?;
    }
    Ok(())
}

/// Returns a page of the messages that a user sees, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn shown_page(
    connection: &mut Connection,
    user_id: i64,
    page: PageRequest,
) -> Result<Paged<Message>, Error> {
    let total = count_of_user(connection, user_id)?;
    page.read(total, || {
        let query = messages::table
            .filter(messages::user_id.eq(user_id))
            .filter(messages::state.eq(State::Live))
            .order(messages::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Message::as_select())
            .load(&mut connection.link)?)
    })
}

/// Returns the number of messages that a user sees.
///
/// # Errors
/// [`Error::Query`].
pub fn count_of_user(connection: &mut Connection, user_id: i64) -> Result<i64, Error> {
    let of_user = messages::table
        .filter(messages::user_id.eq(user_id))
        .filter(messages::state.eq(State::Live));
    Ok(of_user.count().get_result(&mut connection.link)?)
}

/// Marks a message of a user as read. Returns whether the user has a live message with this id.
///
/// # Errors
/// [`Error::Query`].
pub fn mark_read(tx: &mut Tx<'_>, id: i64, user_id: i64) -> Result<bool, Error> {
    let own = messages::table
        .find(id)
        .filter(messages::user_id.eq(user_id))
        .filter(messages::state.eq(State::Live));
    Ok(diesel::update(own)
        .set(messages::is_read.eq(true))
        .execute(&mut tx.link)?
        > 0)
}

type Query<'a> = messages::BoxedQuery<'a, MultiBackend>;

/// Returns a page of all messages, or of the messages of one user, in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    user_id: Option<i64>,
    page: PageRequest,
) -> Result<Paged<Message>, Error> {
    let found = || -> Query<'_> {
        let all = messages::table.into_boxed();
        match user_id {
            Some(id) => all.filter(messages::user_id.eq(id)),
            None => all,
        }
    };
    let total = found().count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = found()
            .order(messages::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Message::as_select())
            .load(&mut connection.link)?)
    })
}

/// Replaces the fields of a message that operators edit. Returns whether the message exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, message: &Edited) -> Result<bool, Error> {
    Ok(diesel::update(messages::table.find(id))
        .set(message)
        .execute(&mut tx.link)?
        > 0)
}

/// Sets the state of a message. Returns whether the message exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    Ok(diesel::update(messages::table.find(id))
        .set(messages::state.eq(state))
        .execute(&mut tx.link)?
        > 0)
}
