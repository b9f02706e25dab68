//! Messages to one user.

use diesel::prelude::*;

use crate::schema::messages;
use crate::{Connection, Error};

/// The state of a message that is shown.
const LIVE: i64 = 1;

/// A message to add.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Who gets it.
    pub user_id: i64,
    /// What kind it is.
    pub msg_type: i64,
    /// What it is about, in the table that its kind says; or 0.
    pub type_ref_id: i64,
    /// At most 64 characters.
    pub title: String,
    /// At most 255 characters.
    pub content: String,
    /// Where it leads, or empty.
    pub url: String,
    /// When it was sent.
    pub created_at: i64,
}

/// Adds an unread message and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(connection: &mut Connection, message: &NewMessage) -> Result<i64, Error> {
    let row = (
        messages::user_id.eq(message.user_id),
        messages::msg_type.eq(message.msg_type),
        messages::type_ref_id.eq(message.type_ref_id),
        messages::is_read.eq(false),
        messages::title.eq(&message.title),
        messages::content.eq(&message.content),
        messages::url.eq(&message.url),
        messages::state.eq(LIVE),
        messages::created_at.eq(message.created_at),
    );
    diesel::insert_into(messages::table)
        .values(row)
        .execute(&mut connection.link)?;
    crate::dialect::last_id(connection)
}

/// How many messages a user has.
///
/// # Errors
/// [`Error::Query`].
pub fn count_of_user(connection: &mut Connection, user_id: i64) -> Result<i64, Error> {
    let of_user = messages::table
        .filter(messages::user_id.eq(user_id))
        .filter(messages::state.eq(LIVE));
    Ok(of_user.count().get_result(&mut connection.link)?)
}
