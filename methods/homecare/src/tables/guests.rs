//! Guests: phones that were confirmed by an SMS code. Each has one consumer token at a time.

use diesel::prelude::*;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::guests;

/// A guest.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = guests)]
pub struct Guest {
    /// The phone.
    pub mobile: String,
    /// SHA-256 of the consumer token, in hexadecimal digits.
    pub token_hash: String,
    /// The time at which the phone was confirmed.
    pub created_at: i64,
    /// The first second at which the token is not valid any more.
    pub expires_at: i64,
}

/// Inserts a guest. If the phone already has a guest, the new guest replaces it, so that only the new token is valid.
///
/// # Errors
/// [`Error::Query`].
pub fn replace(tx: &mut Tx<'_>, guest: &Guest) -> Result<(), Error> {
    signet_store::sql::replace!(tx, guests::table, guest)?;
    Ok(())
}

/// Returns whether a token of a guest is live.
///
/// # Errors
/// [`Error::Query`].
pub fn is_live(
    connection: &mut Connection,
    mobile: &str,
    token_hash: &str,
    now: i64,
) -> Result<bool, Error> {
    let live = guests::table
        .find(mobile)
        .filter(guests::token_hash.eq(token_hash))
        .filter(guests::expires_at.gt(now));
    let count: i64 = live.count().get_result(&mut connection.link)?;
    Ok(count > 0)
}

/// Locks a guest until the transaction ends, if the token is live, so that transactions of one guest run one after the other.
/// Returns whether the token is live.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_live(tx: &mut Tx<'_>, mobile: &str, token_hash: &str) -> Result<bool, Error> {
    let live = guests::table
        .find(mobile)
        .filter(guests::token_hash.eq(token_hash))
        .filter(guests::expires_at.gt(tx.now()));
    // The lock is a write, because a cluster that detects conflicts only at commit ignores locks of reads.
    let turn = guests::turns.eq(guests::turns + 1);
    Ok(diesel::update(live).set(turn).execute(&mut tx.link)? > 0)
}

/// Locks the guest of a phone until the transaction ends, if the guest exists.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, mobile: &str) -> Result<(), Error> {
    diesel::update(guests::table.find(mobile))
        .set(guests::turns.eq(guests::turns + 1))
        .execute(&mut tx.link)?;
    Ok(())
}
