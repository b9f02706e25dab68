//! The invoice details that members have entered.

use std::fmt;

use diesel::prelude::*;
use signet_store::sql::last_id;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::members::invoices;

/// The details of an invoice.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = invoices)]
pub struct Invoice {
    /// Its number.
    pub id: i64,
    /// Its kind: 1 ordinary, 2 with VAT.
    pub kind: i64,
    /// The person or company.
    pub title: String,
    /// The number of the tax payer, or empty.
    pub code: String,
    /// The text for the goods that are invoiced.
    pub content: String,
    /// Whether it is the default invoice of the member.
    pub is_default: bool,
}

/// Shows only the number: the other fields are personal data.
impl fmt::Debug for Invoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invoice")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The values that a member enters; see [`Invoice`] for the fields.
#[derive(Clone, Insertable)]
#[diesel(table_name = invoices)]
#[expect(missing_docs, reason = "see Invoice")]
pub struct NewInvoice {
    pub kind: i64,
    pub title: String,
    pub code: String,
    pub content: String,
}

/// Adds an invoice of a user and returns its id. It is the default invoice if `is_default` is true.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(
    tx: &mut Tx<'_>,
    user_id: i64,
    new: &NewInvoice,
    is_default: bool,
) -> Result<i64, Error> {
    let row = (
        new,
        invoices::user_id.eq(user_id),
        invoices::is_default.eq(is_default),
        invoices::created_at.eq(tx.now()),
    );
    diesel::insert_into(invoices::table)
        .values(row)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Returns an invoice of a user.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, user_id: i64, id: i64) -> Result<Option<Invoice>, Error> {
    let query = invoices::table
        .find(id)
        .filter(invoices::user_id.eq(user_id));
    let found = query
        .select(Invoice::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns the default invoice of a user, if there is one.
///
/// # Errors
/// [`Error::Query`].
pub fn usual(connection: &mut Connection, user_id: i64) -> Result<Option<Invoice>, Error> {
    let query = invoices::table
        .filter(invoices::user_id.eq(user_id))
        .filter(invoices::is_default)
        .order(invoices::id.desc());
    let found = query
        .select(Invoice::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns the invoices of a user: the default one, then the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_user(connection: &mut Connection, user_id: i64) -> Result<Vec<Invoice>, Error> {
    let query = invoices::table
        .filter(invoices::user_id.eq(user_id))
        .order((invoices::is_default.desc(), invoices::id.desc()));
    Ok(query
        .select(Invoice::as_select())
        .load(&mut connection.link)?)
}

/// Removes an invoice of a user. Returns whether it existed.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(tx: &mut Tx<'_>, user_id: i64, id: i64) -> Result<bool, Error> {
    let own = invoices::table
        .find(id)
        .filter(invoices::user_id.eq(user_id));
    Ok(diesel::delete(own).execute(&mut tx.link)? > 0)
}

/// Makes an invoice the default invoice. Its user must have no other default invoice.
///
/// # Errors
/// [`Error::Query`].
pub fn set_default(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    diesel::update(invoices::table.find(id))
        .set(invoices::is_default.eq(true))
        .execute(&mut tx.link)?;
    Ok(())
}
