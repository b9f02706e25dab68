//! The needs that buyers publish.

use std::fmt;

use diesel::prelude::*;
use signet_store::sql::{MultiBackend, last_id};
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::schema::{post_tags, posts};

signet_store::sql::text_enum! {
    /// The state of a post.
    PostState {
        /// Its price is not paid yet.
        Unpaid = "unpaid",
        /// Consultants may offer to take it.
        Open = "open",
        /// A consultant works for it.
        Ordered = "ordered",
        /// It is over. Final.
        Closed = "closed",
    }
}

/// A post. The price is in fen, times in unix seconds.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = posts)]
pub struct Post {
    /// Its id, which is also the id of its order.
    pub id: i64,
    /// The buyer.
    pub user_id: i64,
    /// The number of its order at the payment provider.
    pub order_no: String,
    /// The title.
    pub title: String,
    /// The text.
    pub content: String,
    /// The price; 0 for a free post.
    pub price: i64,
    /// The version of the text; an offer is valid for one version.
    pub version: i64,
    /// The state.
    pub state: PostState,
    /// Whether operators hid it.
    pub hidden: bool,
    /// Whether its buyer deleted it.
    pub deleted: bool,
    /// The text that the client sent with the payment and gets back.
    pub attach: String,
    /// The time at which it was published.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
    /// The time at which it was paid, or published if it is free.
    pub opened_at: Option<i64>,
}

/// Prints only the id, the order number and the state, because the other fields are private.
impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post")
            .field("id", &self.id)
            .field("order_no", &self.order_no)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// A post to add. The fields have the same meaning as in [`Post`].
#[derive(Clone, Insertable)]
#[diesel(table_name = posts)]
#[expect(missing_docs, reason = "see Post")]
pub struct NewPost {
    pub user_id: i64,
    pub order_no: String,
    pub title: String,
    pub content: String,
    pub price: i64,
}

/// Adds a post and returns its id. The post is unpaid, or open if it is free.
///
/// # Errors
/// [`Error::Duplicate`] if the order number is taken.
pub fn insert(tx: &mut Tx<'_>, new: &NewPost) -> Result<i64, Error> {
    let (state, opened_at) = match new.price {
        0 => (PostState::Open, Some(tx.now())),
        _ => (PostState::Unpaid, None),
    };
    let row = (
        new,
        posts::state.eq(state),
        posts::opened_at.eq(opened_at),
        posts::attach.eq(""),
        posts::device_info.eq(""),
        posts::created_at.eq(tx.now()),
        posts::updated_at.eq(tx.now()),
    );
    diesel::insert_into(posts::table)
        .values(row)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// Locks a post, if it exists, until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    diesel::update(posts::table.find(id))
        .set(posts::turns.eq(posts::turns + 1))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns a post.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, id: i64) -> Result<Option<Post>, Error> {
    let found = posts::table
        .find(id)
        .select(Post::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// Returns the posts with some ids.
///
/// # Errors
/// [`Error::Query`].
pub fn of_ids(connection: &mut Connection, ids: &[i64]) -> Result<Vec<Post>, Error> {
    let query = posts::table.filter(posts::id.eq_any(ids)).order(posts::id);
    Ok(query.select(Post::as_select()).load(&mut connection.link)?)
}

/// Returns the post of an order number.
///
/// # Errors
/// [`Error::Query`].
pub fn by_order_no(connection: &mut Connection, order_no: &str) -> Result<Option<Post>, Error> {
    let found = posts::table
        .filter(posts::order_no.eq(order_no))
        .select(Post::as_select())
        .first(&mut connection.link);
    // MySQL ignores spaces at the end when it compares.
    let found = found
        .optional()?
        .filter(|post: &Post| post.order_no == order_no);
    Ok(found)
}

/// Changes the state of a post if the state is in `from`. Returns whether the state was changed.
///
/// # Errors
/// [`Error::Query`].
pub fn advance(tx: &mut Tx<'_>, id: i64, from: &[PostState], to: PostState) -> Result<bool, Error> {
    // The state is part of the condition, so that only one of two concurrent steps takes effect.
    let there = posts::table
        .find(id)
        .filter(posts::state.eq_any(from.to_vec()));
    let now = tx.now();
    let (opened_at, closed_at) = match to {
        PostState::Open => (Some(now), None),
        PostState::Closed => (None, Some(now)),
        PostState::Unpaid | PostState::Ordered => (None, None),
    };
    let change = Moved {
        state: to,
        opened_at,
        closed_at,
        updated_at: now,
    };
    Ok(diesel::update(there).set(&change).execute(&mut tx.link)? > 0)
}

#[derive(AsChangeset)]
#[diesel(table_name = posts)]
struct Moved {
    state: PostState,
    opened_at: Option<i64>,
    closed_at: Option<i64>,
    updated_at: i64,
}

/// Replaces the text of a post; offers for the old text are no longer valid.
///
/// # Errors
/// [`Error::Query`].
pub fn modify(tx: &mut Tx<'_>, id: i64, title: &str, content: &str) -> Result<(), Error> {
    let change = (
        posts::title.eq(title),
        posts::content.eq(content),
        posts::version.eq(posts::version + 1),
        posts::updated_at.eq(tx.now()),
    );
    diesel::update(posts::table.find(id))
        .set(change)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Removes a post from the list of its buyer.
///
/// # Errors
/// [`Error::Query`].
pub fn set_deleted(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    diesel::update(posts::table.find(id))
        .set(posts::deleted.eq(true))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Hides a post, or shows it again.
///
/// # Errors
/// [`Error::Query`].
pub fn set_hidden(tx: &mut Tx<'_>, id: i64, hidden: bool) -> Result<(), Error> {
    let change = (posts::hidden.eq(hidden), posts::updated_at.eq(tx.now()));
    diesel::update(posts::table.find(id))
        .set(change)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Stores the fields that the client sent with the payment.
///
/// # Errors
/// [`Error::Query`].
pub fn set_payment(tx: &mut Tx<'_>, id: i64, attach: &str, device_info: &str) -> Result<(), Error> {
    let change = (posts::attach.eq(attach), posts::device_info.eq(device_info));
    diesel::update(posts::table.find(id))
        .set(change)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the number of posts of a buyer that are unpaid or open.
///
/// # Errors
/// [`Error::Query`].
pub fn count_running(connection: &mut Connection, user_id: i64) -> Result<i64, Error> {
    let running = posts::table
        .filter(posts::user_id.eq(user_id))
        .filter(posts::state.eq_any([PostState::Unpaid, PostState::Open]));
    Ok(running.count().get_result(&mut connection.link)?)
}

/// A filter of posts. A post must meet every condition that is set.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The buyer.
    pub user_id: Option<i64>,
    /// Whether the buyer deleted it.
    pub deleted: Option<bool>,
    /// The state.
    pub state: Option<PostState>,
    /// A tag.
    pub tag_id: Option<i64>,
    /// The number of its order.
    pub order_no: Option<String>,
}

fn matching(search: &Search) -> posts::BoxedQuery<'_, MultiBackend> {
    let mut query = posts::table.into_boxed();
    if let Some(user_id) = search.user_id {
        query = query.filter(posts::user_id.eq(user_id));
    }
    if let Some(deleted) = search.deleted {
        query = query.filter(posts::deleted.eq(deleted));
    }
    if let Some(state) = search.state {
        query = query.filter(posts::state.eq(state));
    }
    if let Some(tag_id) = search.tag_id {
        let tagged = post_tags::table
            .filter(post_tags::tag_id.eq(tag_id))
            .select(post_tags::post_id);
        query = query.filter(posts::id.eq_any(tagged));
    }
    if let Some(order_no) = &search.order_no {
        query = query.filter(posts::order_no.eq(order_no));
    }
    query
}

/// Returns a page of the posts that match a filter, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<Post>, Error> {
    let total = matching(search).count().get_result(&mut connection.link)?;
    page.read(total, || {
        Ok(matching(search)
            .order(posts::id.desc())
            .offset(page.offset)
            .limit(page.limit)
            .select(Post::as_select())
            .load(&mut connection.link)?)
    })
}

/// Returns a page of the posts that are listed under a tag, the newest opened first.
///
/// # Errors
/// [`Error::Query`].
pub fn listed(
    connection: &mut Connection,
    tag_id: i64,
    page: PageRequest,
) -> Result<Paged<Post>, Error> {
    let listed = || {
        post_tags::table
            .inner_join(posts::table.on(posts::id.eq(post_tags::post_id)))
            .filter(post_tags::tag_id.eq(tag_id))
            .filter(post_tags::listed_at.is_not_null())
    };
    let total = listed().count().get_result(&mut connection.link)?;
    page.read(total, || {
        Ok(listed()
            .order((post_tags::listed_at.desc(), post_tags::post_id.desc()))
            .offset(page.offset)
            .limit(page.limit)
            .select(Post::as_select())
            .load(&mut connection.link)?)
    })
}
