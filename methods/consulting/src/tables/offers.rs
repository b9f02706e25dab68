//! Offers of consultants to take a post. An offer is standing, that is valid, as long as the post is open, its text has not changed
//! since the offer was made, and the consultant is approved.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::people::PersonState;
use crate::tables::posts::{Post, PostState};
use crate::tables::schema::{offers, people, posts};

/// A standing offer as a buyer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Offered {
    /// The consultant.
    pub consultant_id: i64,
    /// The number of orders that the consultant has finished.
    pub finished: i64,
    /// The time at which it was made.
    pub made_at: i64,
}

/// Makes an offer for a version of a post, or makes it again.
///
/// # Errors
/// [`Error::Query`].
pub fn put(tx: &mut Tx<'_>, post: &Post, consultant_id: i64) -> Result<(), Error> {
    let change = (
        offers::version.eq(post.version),
        offers::withdrawn.eq(false),
        offers::updated_at.eq(tx.now()),
    );
    let there = offers::table.find((post.id, consultant_id));
    if diesel::update(there).set(change).execute(&mut tx.link)? > 0 {
        return Ok(());
    }
    let row = (
        offers::post_id.eq(post.id),
        offers::consultant_id.eq(consultant_id),
        offers::withdrawn.eq(false),
        offers::version.eq(post.version),
        offers::created_at.eq(tx.now()),
        offers::updated_at.eq(tx.now()),
    );
    diesel::insert_into(offers::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Withdraws the offer of a consultant. Returns whether an offer exists, withdrawn before or not.
///
/// # Errors
/// [`Error::Query`].
pub fn withdraw(tx: &mut Tx<'_>, post_id: i64, consultant_id: i64) -> Result<bool, Error> {
    let there = offers::table.find((post_id, consultant_id));
    let changed = diesel::update(there)
        .set(offers::withdrawn.eq(true))
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// Returns whether a consultant has an offer for the current text of a post.
///
/// # Errors
/// [`Error::Query`].
pub fn stands(connection: &mut Connection, post: &Post, consultant_id: i64) -> Result<bool, Error> {
    let standing = offers::table
        .find((post.id, consultant_id))
        .filter(offers::version.eq(post.version))
        .filter(offers::withdrawn.eq(false));
    let count: i64 = standing.count().get_result(&mut connection.link)?;
    Ok(count > 0)
}

/// Returns a page of the standing offers for a post that is open, the oldest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    post: &Post,
    page: PageRequest,
) -> Result<Paged<Offered>, Error> {
    let standing = || {
        offers::table
            .inner_join(people::table.on(people::user_id.eq(offers::consultant_id)))
            .filter(offers::post_id.eq(post.id))
            .filter(offers::version.eq(post.version))
            .filter(offers::withdrawn.eq(false))
            .filter(people::state.eq(PersonState::Approved))
    };
    let total = standing().count().get_result(&mut connection.link)?;
    page.read(total, || {
        Ok(standing()
            .order((offers::updated_at, offers::consultant_id))
            .offset(page.offset)
            .limit(page.limit)
            .select((offers::consultant_id, people::finished, offers::updated_at))
            .load(&mut connection.link)?)
    })
}

/// Returns the number of standing offers for each of these posts; posts without offers are left out.
///
/// # Errors
/// [`Error::Query`].
pub fn counts(connection: &mut Connection, post_ids: &[i64]) -> Result<HashMap<i64, i64>, Error> {
    let rows: Vec<(i64, i64)> = offers::table
        .inner_join(posts::table.on(posts::id.eq(offers::post_id)))
        .inner_join(people::table.on(people::user_id.eq(offers::consultant_id)))
        .filter(offers::post_id.eq_any(post_ids))
        .filter(offers::version.eq(posts::version))
        .filter(offers::withdrawn.eq(false))
        .filter(posts::state.eq(PostState::Open))
        .filter(people::state.eq(PersonState::Approved))
        .group_by(offers::post_id)
        .select((offers::post_id, diesel::dsl::count_star()))
        .load(&mut connection.link)?;
    Ok(rows.into_iter().collect())
}

/// Returns the ids of the posts, among some open posts, for which a consultant has a standing offer.
///
/// # Errors
/// [`Error::Query`].
pub fn standing_of(
    connection: &mut Connection,
    consultant_id: i64,
    post_ids: &[i64],
) -> Result<HashSet<i64>, Error> {
    let rows: Vec<i64> = offers::table
        .inner_join(posts::table.on(posts::id.eq(offers::post_id)))
        .filter(offers::consultant_id.eq(consultant_id))
        .filter(offers::post_id.eq_any(post_ids))
        .filter(offers::version.eq(posts::version))
        .filter(offers::withdrawn.eq(false))
        .select(offers::post_id)
        .load(&mut connection.link)?;
    Ok(rows.into_iter().collect())
}

/// Returns the number of standing offers of a consultant.
///
/// # Errors
/// [`Error::Query`].
pub fn count_of_consultant(connection: &mut Connection, consultant_id: i64) -> Result<i64, Error> {
    let standing = offers::table
        .inner_join(posts::table.on(posts::id.eq(offers::post_id)))
        .filter(offers::consultant_id.eq(consultant_id))
        .filter(offers::version.eq(posts::version))
        .filter(offers::withdrawn.eq(false))
        .filter(posts::state.eq(PostState::Open))
        .filter(posts::hidden.eq(false));
    Ok(standing.count().get_result(&mut connection.link)?)
}

/// Returns a page of the standing offers of a consultant, the newest first: the posts, and the time of each offer.
///
/// # Errors
/// [`Error::Query`].
pub fn of_consultant(
    connection: &mut Connection,
    consultant_id: i64,
    page: PageRequest,
) -> Result<Paged<(Post, i64)>, Error> {
    let standing = || {
        offers::table
            .inner_join(posts::table.on(posts::id.eq(offers::post_id)))
            .inner_join(people::table.on(people::user_id.eq(offers::consultant_id)))
            .filter(people::state.eq(PersonState::Approved))
            .filter(offers::consultant_id.eq(consultant_id))
            .filter(offers::version.eq(posts::version))
            .filter(offers::withdrawn.eq(false))
            .filter(posts::state.eq(PostState::Open))
            .filter(posts::hidden.eq(false))
    };
    let total = standing().count().get_result(&mut connection.link)?;
    page.read(total, || {
        Ok(standing()
            .order((offers::updated_at.desc(), offers::post_id.desc()))
            .offset(page.offset)
            .limit(page.limit)
            .select((Post::as_select(), offers::updated_at))
            .load(&mut connection.link)?)
    })
}
