//! The notices that users have read.

use diesel::prelude::*;
use signet_store::sql::insert_or_ignore;
use signet_store::{Connection, Error};

use crate::tables::schema::notice_reads;

/// Records that a user has read a notice, unless this is recorded already.
///
/// # Errors
/// [`Error::Query`].
pub fn note(
    connection: &mut Connection,
    user_id: i64,
    notice_id: i64,
    now: i64,
) -> Result<(), Error> {
    let noted = notice_reads::table
        .find((user_id, notice_id))
        .select(notice_reads::created_at)
        .first::<i64>(&mut connection.link)
        .optional()?;
    // Most notices are opened more than once, and a read is cheaper than a write that changes nothing.
    if noted.is_none() {
        let row = (
            notice_reads::user_id.eq(user_id),
            notice_reads::notice_id.eq(notice_id),
            notice_reads::created_at.eq(now),
        );
        insert_or_ignore!(connection, notice_reads::table, row)?;
    }
    Ok(())
}
