//! The history of posts and orders: each move from one state to another. Rows are added and never changed.

use std::collections::HashMap;

use diesel::prelude::*;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::moves;

/// A move.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = moves)]
pub struct Move {
    /// The post.
    pub post_id: i64,
    /// The side that moved it: `buyer:7`, `consultant:8`, `operator`, `payment`, `sweep`.
    pub actor: String,
    /// The step: the last part of the name of the method.
    pub what: String,
    /// The state before, or empty.
    pub from_state: String,
    /// The state afterwards.
    pub to_state: String,
    /// The reason that an operator gave, or empty.
    pub reason: String,
    /// The time.
    pub created_at: i64,
}

/// A move to add. The fields have the same meaning as in [`Move`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = moves)]
#[expect(missing_docs, reason = "see Move")]
pub struct NewMove<'a> {
    pub post_id: i64,
    pub actor: &'a str,
    pub what: &'a str,
    pub from_state: &'a str,
    pub to_state: &'a str,
    pub reason: &'a str,
}

/// Adds a move.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, new: &NewMove<'_>) -> Result<(), Error> {
    diesel::insert_into(moves::table)
        .values((new, moves::created_at.eq(tx.now())))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the moves of some posts, by post, the oldest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_posts(
    connection: &mut Connection,
    post_ids: &[i64],
) -> Result<HashMap<i64, Vec<Move>>, Error> {
    let rows: Vec<Move> = moves::table
        .filter(moves::post_id.eq_any(post_ids))
        .order(moves::id)
        .select(Move::as_select())
        .load(&mut connection.link)?;
    let mut of_posts: HashMap<i64, Vec<Move>> = HashMap::new();
    for row in rows {
        of_posts.entry(row.post_id).or_default().push(row);
    }
    Ok(of_posts)
}
