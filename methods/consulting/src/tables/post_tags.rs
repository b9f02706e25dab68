//! The tags of each post, and the lists of open posts.

use std::collections::HashMap;

use diesel::prelude::*;
use signet_store::{Connection, Error, Tx};

use crate::tables::schema::post_tags;

/// Replaces the tags of a post. `listed_at` is the time at which the post was opened, if the post is listed.
///
/// # Errors
/// [`Error::Query`].
pub fn replace(
    tx: &mut Tx<'_>,
    post_id: i64,
    tag_ids: &[i64],
    listed_at: Option<i64>,
) -> Result<(), Error> {
    diesel::delete(post_tags::table.filter(post_tags::post_id.eq(post_id)))
        .execute(&mut tx.link)?;
    for tag_id in tag_ids {
        let row = (
            post_tags::post_id.eq(post_id),
            post_tags::tag_id.eq(tag_id),
            post_tags::listed_at.eq(listed_at),
        );
        diesel::insert_into(post_tags::table)
            .values(row)
            .execute(&mut tx.link)?;
    }
    Ok(())
}

/// Lists a post under its tags, with the time at which it was opened; `None` removes it from the lists.
///
/// # Errors
/// [`Error::Query`].
pub fn list(tx: &mut Tx<'_>, post_id: i64, listed_at: Option<i64>) -> Result<(), Error> {
    diesel::update(post_tags::table.filter(post_tags::post_id.eq(post_id)))
        .set(post_tags::listed_at.eq(listed_at))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the tags of some posts, by post, in the order of the ids of the tags.
///
/// # Errors
/// [`Error::Query`].
pub fn of_posts(
    connection: &mut Connection,
    post_ids: &[i64],
) -> Result<HashMap<i64, Vec<i64>>, Error> {
    let rows: Vec<(i64, i64)> = post_tags::table
        .filter(post_tags::post_id.eq_any(post_ids))
        .order((post_tags::post_id, post_tags::tag_id))
        .select((post_tags::post_id, post_tags::tag_id))
        .load(&mut connection.link)?;
    let mut tags: HashMap<i64, Vec<i64>> = HashMap::new();
    for (post_id, tag_id) in rows {
        tags.entry(post_id).or_default().push(tag_id);
    }
    Ok(tags)
}
