//! The invite codes that accounts redeemed, and the number of unknown codes that each account tried. An account redeems at most
//! one code.

use diesel::prelude::*;
use signet_store::sql::replace;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::{invite_tries, invites};

/// Returns the owner of the invite code that an account redeemed.
///
/// # Errors
/// [`Error::Query`].
pub fn inviter_of(connection: &mut Connection, user_id: i64) -> Result<Option<i64>, Error> {
    let inviter = invites::table.find(user_id).select(invites::inviter_id);
    Ok(inviter.first(&mut connection.link).optional()?)
}

/// Returns the accounts in `user_ids` that redeemed a code, each with the account that owns the code.
///
/// # Errors
/// [`Error::Query`].
pub fn inviters_of(
    connection: &mut Connection,
    user_ids: &[i64],
) -> Result<Vec<(i64, i64)>, Error> {
    let query = invites::table.filter(invites::user_id.eq_any(user_ids));
    Ok(query
        .select((invites::user_id, invites::inviter_id))
        .load(&mut connection.link)?)
}

/// Records that an account redeemed the code of another account.
///
/// # Errors
/// [`Error::Duplicate`] if the account has already redeemed a code.
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

/// Returns how many unknown codes an account tried on a day.
///
/// # Errors
/// [`Error::Query`].
pub fn unknown_tries(connection: &mut Connection, user_id: i64, day: &str) -> Result<i64, Error> {
    let of_day = invite_tries::table
        .find(user_id)
        .filter(invite_tries::day.eq(day));
    let tries = of_day
        .select(invite_tries::tries)
        .first(&mut connection.link);
    Ok(tries.optional()?.unwrap_or_default())
}

/// Sets how many unknown codes an account tried on a day. The row of the account must be locked.
///
/// # Errors
/// [`Error::Query`].
pub fn set_unknown_tries(
    tx: &mut Tx<'_>,
    user_id: i64,
    day: &str,
    tries: i64,
) -> Result<(), Error> {
    let row = (
        invite_tries::user_id.eq(user_id),
        invite_tries::day.eq(day),
        invite_tries::tries.eq(tries),
    );
    replace!(tx, invite_tries::table, row)?;
    Ok(())
}
