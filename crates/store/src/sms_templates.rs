//! The texts of short messages.

use diesel::prelude::*;

use crate::schema::sms_templates;
use crate::{Connection, Error};

/// A text.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
pub struct SmsTemplate {
    /// Its name on the wire.
    pub send_key: String,
    /// Its name for operators.
    pub title: String,
    /// The text, with `%CODE%` where the code goes; at most 255 characters.
    pub body: String,
    /// The classes of apps that may ask for it, with commas between them.
    pub classes: String,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// A text by its key.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, send_key: &str) -> Result<Option<SmsTemplate>, Error> {
    let query = sms_templates::table
        .find(send_key)
        .select(SmsTemplate::as_select());
    Ok(query.first(&mut connection.link).optional()?)
}

/// All texts, by key.
///
/// # Errors
/// [`Error::Query`].
pub fn all(connection: &mut Connection) -> Result<Vec<SmsTemplate>, Error> {
    let query = sms_templates::table.order(sms_templates::send_key);
    Ok(query
        .select(SmsTemplate::as_select())
        .load(&mut connection.link)?)
}

/// Adds a text, or changes the one of this key, which keeps its `created_at`; in a transaction.
///
/// # Errors
/// [`Error::Query`].
pub fn upsert(connection: &mut Connection, template: &SmsTemplate) -> Result<(), Error> {
    insert_or_ignore!(connection, sms_templates::table, template)?;
    let change = (
        sms_templates::title.eq(&template.title),
        sms_templates::body.eq(&template.body),
        sms_templates::classes.eq(&template.classes),
        sms_templates::updated_at.eq(template.updated_at),
    );
    diesel::update(sms_templates::table.find(&template.send_key))
        .set(change)
        .execute(&mut connection.link)?;
    Ok(())
}
