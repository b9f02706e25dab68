//! The templates of short messages.

use diesel::prelude::*;

use crate::schema::sms_templates;
use crate::{Connection, Error, PageRequest, Paged, State, Tx};

/// A template.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct SmsTemplate {
    /// The realm whose mobiles get it.
    pub realm: String,
    /// Its name on the wire.
    pub send_key: String,
    /// Its name for operators.
    pub title: String,
    /// The text, with `%CODE%` where the code goes; at most 255 characters.
    pub body: String,
    /// The classes of apps that may request it, with commas between them.
    pub classes: String,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
    /// Whether it may be sent.
    pub state: State,
}

/// A template to store; the fields are as in [`SmsTemplate`].
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = sms_templates, primary_key(realm, send_key))]
pub struct NewSmsTemplate {
    /// The realm whose mobiles get it.
    pub realm: String,
    /// Its name on the wire.
    pub send_key: String,
    /// Its name for operators.
    pub title: String,
    /// The text, with `%CODE%` where the code goes; at most 255 characters.
    pub body: String,
    /// The classes of apps that may request it, with commas between them.
    pub classes: String,
}

/// Returns the templates that may be sent, of all realms, by key.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<SmsTemplate>, Error> {
    let query = sms_templates::table
        .filter(sms_templates::state.eq(State::Live))
        .order((sms_templates::send_key, sms_templates::realm));
    Ok(query
        .select(SmsTemplate::as_select())
        .load(&mut connection.link)?)
}

/// Returns a page of all templates of a realm, by key.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    realm: &str,
    page: PageRequest,
) -> Result<Paged<SmsTemplate>, Error> {
    let total = sms_templates::table
        .filter(sms_templates::realm.eq(realm))
        .count()
        .get_result(&mut connection.link)?;
    page.read(total, || {
        let query = sms_templates::table
            .filter(sms_templates::realm.eq(realm))
            .order(sms_templates::send_key)
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(SmsTemplate::as_select())
            .load(&mut connection.link)?)
    })
}

/// Adds a template that may be sent.
///
/// # Errors
/// [`Error::Duplicate`] if the key is taken.
pub fn insert(tx: &mut Tx<'_>, template: &NewSmsTemplate) -> Result<(), Error> {
    let row = (
        template,
        sms_templates::state.eq(State::Live),
        sms_templates::created_at.eq(tx.now()),
        sms_templates::updated_at.eq(tx.now()),
    );
    diesel::insert_into(sms_templates::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Replaces a template. Returns whether the template exists.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, template: &NewSmsTemplate) -> Result<bool, Error> {
    let key = (&template.realm, &template.send_key);
    update_row!(tx, sms_templates, key, template)
}

/// Sets the state of a template. Returns whether the template exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(
    tx: &mut Tx<'_>,
    realm: &str,
    send_key: &str,
    state: State,
) -> Result<bool, Error> {
    set_state!(tx, sms_templates, (realm, send_key), state)
}
