//! Mobiles that get no short messages.

use diesel::prelude::*;

use crate::schema::sms_blacklist;
use crate::{Connection, Error, PageRequest, Paged, Tx};

/// A mobile on the list.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = sms_blacklist)]
pub struct Blocked {
    /// The mobile.
    pub mobile: String,
    /// The time since which it is on the list.
    pub created_at: i64,
}

/// Returns whether a mobile is on the list.
///
/// # Errors
/// [`Error::Query`].
pub fn contains(connection: &mut Connection, mobile: &str) -> Result<bool, Error> {
    Ok(sms_blacklist::table
        .find(mobile)
        .count()
        .get_result::<i64>(&mut connection.link)?
        > 0)
}

/// Returns a page of the list, by mobile.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Blocked>, Error> {
    let total = sms_blacklist::table
        .count()
        .get_result(&mut connection.link)?;
    page.read(total, || {
        let query = sms_blacklist::table
            .order(sms_blacklist::mobile)
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Blocked::as_select())
            .load(&mut connection.link)?)
    })
}

/// Puts mobiles on the list. Returns the number that were not on it.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, mobiles: &[&str]) -> Result<usize, Error> {
    let row = |&mobile| {
        (
            sms_blacklist::mobile.eq(mobile),
            sms_blacklist::created_at.eq(tx.now()),
        )
    };
    let rows: Vec<_> = mobiles.iter().map(row).collect();
    Ok(insert_or_ignore!(tx, sms_blacklist::table, &rows)?)
}

/// Takes a mobile off the list. Returns whether it was on it.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(tx: &mut Tx<'_>, mobile: &str) -> Result<bool, Error> {
    Ok(diesel::delete(sms_blacklist::table.find(mobile)).execute(&mut tx.link)? > 0)
}
