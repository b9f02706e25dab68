//! Messages to one account, or to all.

use diesel::prelude::*;
use signet_store::sql::{MultiBackend, insert_or_ignore, last_id, on_either};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::{message_reads, messages};

/// The receiver of a message to all accounts.
pub const EVERYBODY: i64 = 0;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = messages)]
pub struct Message {
    /// Its id.
    pub id: i64,
    /// The account that it is for, or [`EVERYBODY`].
    pub user_id: i64,
    /// The text.
    pub content: String,
    /// The first second at which clients do not see it any more.
    pub deadline: i64,
    /// Whether clients see it.
    pub state: State,
    /// The time at which it was sent.
    pub created_at: i64,
}

/// The values of a message that an operator enters. See [`Message`] for the fields.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = messages)]
pub struct Edited {
    /// [`Message::content`]
    pub content: String,
    /// [`Message::deadline`]
    pub deadline: i64,
}

/// Adds a message for each receiver.
///
/// # Errors
/// [`Error::Query`].
pub fn insert_all(tx: &mut Tx<'_>, receivers: &[i64], message: &Edited) -> Result<(), Error> {
    let now = tx.now();
    let row = |user_id: &i64| {
        (
            messages::user_id.eq(*user_id),
            messages::content.eq(&message.content),
            messages::deadline.eq(message.deadline),
            messages::state.eq(State::Live),
            messages::created_at.eq(now),
        )
    };
    let rows: Vec<_> = receivers.iter().map(row).collect();
    on_either!(tx, link => diesel::insert_into(messages::table).values(rows).execute(link))?;
    Ok(())
}

/// Adds a message for one receiver, and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, receiver: i64, message: &Edited) -> Result<i64, Error> {
    insert_all(tx, &[receiver], message)?;
    last_id(tx)
}

/// Returns the newest messages that an account sees at the time `now`, each with whether the account has read it.
///
/// # Errors
/// [`Error::Query`].
pub fn shown(
    connection: &mut Connection,
    user_id: i64,
    now: i64,
    most: i64,
) -> Result<Vec<(Message, bool)>, Error> {
    let of_user = message_reads::message_id
        .eq(messages::id)
        .and(message_reads::user_id.eq(user_id));
    let query = messages::table
        .left_join(message_reads::table.on(of_user))
        .filter(
            messages::user_id
                .eq(EVERYBODY)
                .or(messages::user_id.eq(user_id)),
        )
        .filter(messages::state.eq(State::Live))
        .filter(messages::deadline.gt(now))
        .order(messages::id.desc())
        .limit(most);
    let rows: Vec<(Message, Option<i64>)> = query
        .select((Message::as_select(), message_reads::created_at.nullable()))
        .load(&mut connection.link)?;
    let with_read = |(message, read_at): (Message, Option<i64>)| (message, read_at.is_some());
    Ok(rows.into_iter().map(with_read).collect())
}

/// Returns the number of messages that an account sees at the time `now` and has not read.
///
/// # Errors
/// [`Error::Query`].
pub fn count_unread(connection: &mut Connection, user_id: i64, now: i64) -> Result<i64, Error> {
    let of_user = message_reads::message_id
        .eq(messages::id)
        .and(message_reads::user_id.eq(user_id));
    let unread = messages::table
        .left_join(message_reads::table.on(of_user))
        .filter(
            messages::user_id
                .eq(EVERYBODY)
                .or(messages::user_id.eq(user_id)),
        )
        .filter(messages::state.eq(State::Live))
        .filter(messages::deadline.gt(now))
        .filter(message_reads::created_at.is_null());
    Ok(unread.count().get_result(&mut connection.link)?)
}

/// Records that an account has read a message. Returns whether the account sees the message.
///
/// # Errors
/// [`Error::Query`].
pub fn mark_read(tx: &mut Tx<'_>, id: i64, user_id: i64) -> Result<bool, Error> {
    let seen = messages::table
        .find(id)
        .filter(
            messages::user_id
                .eq(EVERYBODY)
                .or(messages::user_id.eq(user_id)),
        )
        .filter(messages::state.eq(State::Live))
        .filter(messages::deadline.gt(tx.now()));
    let count: i64 = seen.count().get_result(&mut tx.link)?;
    if count == 0 {
        return Ok(false);
    }
    let row = (
        message_reads::user_id.eq(user_id),
        message_reads::message_id.eq(id),
        message_reads::created_at.eq(tx.now()),
    );
    insert_or_ignore!(tx, message_reads::table, row)?;
    Ok(true)
}

/// Returns a page of the messages in any state, the newest first. If `receiver` is set, returns only messages to this receiver.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    receiver: Option<i64>,
    page: PageRequest,
) -> Result<Paged<Message>, Error> {
    let found = || -> messages::BoxedQuery<'_, MultiBackend> {
        let all = messages::table.into_boxed();
        match receiver {
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

/// Replaces the fields of a message that operators enter. Returns whether the message exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, message: &Edited) -> Result<bool, Error> {
    let changed = diesel::update(messages::table.find(id))
        .set(message)
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Sets the state of a message. Returns whether the message exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    let changed = diesel::update(messages::table.find(id))
        .set(messages::state.eq(state))
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}
