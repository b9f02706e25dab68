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
    /// The second from which on the token is dead.
    pub expires_at: i64,
}

/// Inserts a guest, or gives the guest of this phone the new token.
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

/// Locks a guest until the transaction ends, if the token is live: what follows happens to one guest once at a time. Returns
/// whether it is.
///
/// # Errors
/// [`Error::Query`].
pub fn lock_live(tx: &mut Tx<'_>, mobile: &str, token_hash: &str) -> Result<bool, Error> {
    let live = guests::table
        .find(mobile)
        .filter(guests::token_hash.eq(token_hash))
        .filter(guests::expires_at.gt(tx.now()));
    // A write: a cluster that detects conflicts only at commit ignores locks of reads.
    let turn = guests::turns.eq(guests::turns + 1);
    Ok(diesel::update(live).set(turn).execute(&mut tx.link)? > 0)
}

/// Locks a guest until the transaction ends, if there is one.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, mobile: &str) -> Result<(), Error> {
    diesel::update(guests::table.find(mobile))
        .set(guests::turns.eq(guests::turns + 1))
        .execute(&mut tx.link)?;
    Ok(())
}
