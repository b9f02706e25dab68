//! Who redeemed whose invite code; an account redeems one.

use diesel::prelude::*;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::invites;

/// Returns the account whose code an account redeemed.
///
/// # Errors
/// [`Error::Query`].
pub fn inviter_of(connection: &mut Connection, user_id: i64) -> Result<Option<i64>, Error> {
    let inviter = invites::table.find(user_id).select(invites::inviter_id);
    Ok(inviter.first(&mut connection.link).optional()?)
}

/// Notes that an account redeemed the code of another.
///
/// # Errors
/// [`Error::Duplicate`] if it redeemed one before.
pub fn insert(tx: &mut Tx<'_>, user_id: i64, inviter_id: i64) -> Result<(), Error> {
    let row = (
        invites::user_id.eq(user_id),
        invites::inviter_id.eq(inviter_id),
        invites::created_at.eq(tx.now()),
    );
    diesel::insert_into(invites::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}
