//! Feedback of clients about the company.

use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::schema::feedback;

/// A feedback.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = feedback)]
pub struct Feedback {
    /// Its id.
    pub id: i64,
    /// The phone that the client entered. It is not verified.
    pub phone: String,
    /// The text.
    pub content: String,
    /// The IP address that it came from.
    pub ip: String,
    /// The note of the operator, or empty.
    pub note: String,
    /// The time at which an operator handled it; `None` if it is not handled.
    pub handled_at: Option<i64>,
    /// The time at which it came.
    pub created_at: i64,
}

/// A feedback to add. See [`Feedback`] for the fields.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = feedback)]
pub struct NewFeedback {
    /// [`Feedback::phone`]
    pub phone: String,
    /// [`Feedback::content`]
    pub content: String,
    /// [`Feedback::ip`]
    pub ip: String,
}

/// The conditions of an operator's search.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Whether the feedback is handled; `None` matches both.
    pub is_handled: Option<bool>,
    /// The phone; `None` matches any phone.
    pub phone: Option<String>,
}

/// Adds a feedback that is not handled.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, new: &NewFeedback) -> Result<(), Error> {
    let row = (
        new,
        feedback::note.eq(""),
        feedback::created_at.eq(tx.now()),
    );
    diesel::insert_into(feedback::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Records that an operator handled a feedback. Returns whether the feedback exists.
///
/// # Errors
/// [`Error::Query`].
pub fn handle(tx: &mut Tx<'_>, id: i64, note: &str) -> Result<bool, Error> {
    let change = (
        feedback::note.eq(note),
        feedback::handled_at.eq(Some(tx.now())),
    );
    let changed = diesel::update(feedback::table.find(id))
        .set(change)
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Returns a page of the feedback that matches a search, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<Feedback>, Error> {
    let found = || -> feedback::BoxedQuery<'_, MultiBackend> {
        let mut query = feedback::table.into_boxed();
        if let Some(phone) = &search.phone {
            query = query.filter(feedback::phone.eq(phone));
        }
        match search.is_handled {
            Some(true) => query.filter(feedback::handled_at.is_not_null()),
            Some(false) => query.filter(feedback::handled_at.is_null()),
            None => query,
        }
    };
    let total = found().count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = found()
            .order(feedback::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Feedback::as_select())
            .load(&mut connection.link)?)
    })
}
