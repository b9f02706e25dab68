//! Mobiles that get no short messages.

use diesel::prelude::*;

use crate::schema::sms_blacklist;
use crate::{Connection, Error};

/// Whether a mobile is on the list.
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

/// Puts a mobile on the list; whether it was not on it.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(connection: &mut Connection, mobile: &str, now: i64) -> Result<bool, Error> {
    let row = (
        sms_blacklist::mobile.eq(mobile),
        sms_blacklist::created_at.eq(now),
    );
    Ok(insert_or_ignore!(connection, sms_blacklist::table, row)? > 0)
}

/// Takes a mobile off the list; whether it was on it.
///
/// # Errors
/// [`Error::Query`].
pub fn remove(connection: &mut Connection, mobile: &str) -> Result<bool, Error> {
    Ok(diesel::delete(sms_blacklist::table.find(mobile)).execute(&mut connection.link)? > 0)
}
