//! Orders: the work of one consultant for one post. The id of an order is the id of its post.

use std::fmt;

use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::posts::Post;
use crate::tables::schema::{orders, posts};

signet_store::sql::text_enum! {
    /// The state of an order.
    OrderState {
        /// The consultant works.
        Active = "active",
        /// The consultant has answered.
        Delivered = "delivered",
        /// The buyer wants the money back after the answer.
        Disputed = "disputed",
        /// The consultant has earned the price. Final, unless an operator refunds it.
        Done = "done",
        /// The price is refunded to the buyer. Final.
        Cancelled = "cancelled",
    }
}

/// The states of an order that is not over.
pub const RUNNING: [OrderState; 3] = [
    OrderState::Active,
    OrderState::Delivered,
    OrderState::Disputed,
];

/// An order. The price is in fen, times in unix seconds.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = orders)]
pub struct Order {
    /// The id of the post, which is also the id of the order.
    pub post_id: i64,
    /// The buyer.
    pub user_id: i64,
    /// The consultant.
    pub consultant_id: i64,
    /// The price.
    pub price: i64,
    /// The state.
    pub state: OrderState,
    /// The advice, or empty.
    pub answer: String,
    /// The side that cancelled it, or empty.
    pub cancelled_by: String,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// Prints only the id and the state, because the other fields are private.
impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("post_id", &self.post_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Adds the order of a post with a consultant.
///
/// # Errors
/// [`Error::Duplicate`] if the post has an order already.
pub fn insert(tx: &mut Tx<'_>, post: &Post, consultant_id: i64) -> Result<(), Error> {
    let row = (
        orders::post_id.eq(post.id),
        orders::user_id.eq(post.user_id),
        orders::consultant_id.eq(consultant_id),
        orders::price.eq(post.price),
        orders::state.eq(OrderState::Active),
        orders::answer.eq(""),
        orders::cancelled_by.eq(""),
        orders::created_at.eq(tx.now()),
        orders::updated_at.eq(tx.now()),
    );
    diesel::insert_into(orders::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Locks the order of a post, if the post has one, until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, post_id: i64) -> Result<(), Error> {
    diesel::update(orders::table.find(post_id))
        .set(orders::turns.eq(orders::turns + 1))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the order of a post.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, post_id: i64) -> Result<Option<Order>, Error> {
    let found = orders::table
        .find(post_id)
        .select(Order::as_select())
        .first(&mut connection.link);
    Ok(found.optional()?)
}

/// A step of an order from one state to the next.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// The consultant answers.
    Deliver {
        /// The advice.
        answer: &'a str,
    },
    /// The buyer wants the money back.
    Dispute,
    /// The consultant earns the price.
    Finish,
    /// The price is refunded to the buyer.
    Cancel {
        /// The side that cancels.
        by: &'a str,
    },
}

#[derive(Default, AsChangeset)]
#[diesel(table_name = orders)]
struct Change<'a> {
    answer: Option<&'a str>,
    cancelled_by: Option<&'a str>,
    delivered_at: Option<i64>,
    done_at: Option<i64>,
    cancelled_at: Option<i64>,
}

impl Step<'_> {
    /// Returns the state after the step.
    pub const fn to(self) -> OrderState {
        match self {
            Step::Deliver { .. } => OrderState::Delivered,
            Step::Dispute => OrderState::Disputed,
            Step::Finish => OrderState::Done,
            Step::Cancel { .. } => OrderState::Cancelled,
        }
    }
}

/// Changes the state of an order if the state is in `from`. Returns whether the state was changed.
///
/// # Errors
/// [`Error::Query`].
pub fn advance(
    tx: &mut Tx<'_>,
    post_id: i64,
    from: &[OrderState],
    step: Step<'_>,
) -> Result<bool, Error> {
    let at = Some(tx.now());
    let change = match step {
        Step::Deliver { answer } => Change {
            answer: Some(answer),
            delivered_at: at,
            ..Change::default()
        },
        Step::Dispute => Change::default(),
        Step::Finish => Change {
            done_at: at,
            ..Change::default()
        },
        Step::Cancel { by } => Change {
            cancelled_by: Some(by),
            cancelled_at: at,
            ..Change::default()
        },
    };
    // The state is part of the condition, so that only one of two concurrent steps takes effect.
    let there = orders::table
        .find(post_id)
        .filter(orders::state.eq_any(from.to_vec()));
    let changed = diesel::update(there)
        .set((
            change,
            orders::state.eq(step.to()),
            orders::updated_at.eq(tx.now()),
        ))
        .execute(&mut tx.link)?;
    Ok(changed > 0)
}

/// A side of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The buyer with this id.
    Buyer(i64),
    /// The consultant with this id.
    Consultant(i64),
}

/// Removes an order from the list of one of its sides.
///
/// # Errors
/// [`Error::Query`].
pub fn hide(tx: &mut Tx<'_>, post_id: i64, party: Party) -> Result<(), Error> {
    let there = diesel::update(orders::table.find(post_id));
    match party {
        Party::Buyer(_) => there
            .set(orders::hidden_buyer.eq(true))
            .execute(&mut tx.link)?,
        Party::Consultant(_) => there
            .set(orders::hidden_consultant.eq(true))
            .execute(&mut tx.link)?,
    };
    Ok(())
}

/// Returns the number of running orders of a consultant.
///
/// # Errors
/// [`Error::Query`].
pub fn count_running(connection: &mut Connection, consultant_id: i64) -> Result<i64, Error> {
    let running = orders::table
        .filter(orders::consultant_id.eq(consultant_id))
        .filter(orders::state.eq_any(RUNNING));
    Ok(running.count().get_result(&mut connection.link)?)
}

/// The position of an order in the list of the orders that wait for their buyer. The default is before the first order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable)]
pub struct Delivered {
    /// The time at which it was delivered.
    pub delivered_at: i64,
    /// The post.
    pub post_id: i64,
}

/// Returns the orders that were delivered before a time and wait for their buyer, the oldest first, after a position.
///
/// # Errors
/// [`Error::Query`].
pub fn overdue(
    connection: &mut Connection,
    before: i64,
    after: Delivered,
    limit: i64,
) -> Result<Vec<Delivered>, Error> {
    let at = orders::delivered_at.assume_not_null();
    let is_after = at.gt(after.delivered_at).or(at
        .eq(after.delivered_at)
        .and(orders::post_id.gt(after.post_id)));
    Ok(orders::table
        .filter(orders::state.eq(OrderState::Delivered))
        .filter(orders::delivered_at.lt(before))
        .filter(is_after)
        .order((orders::delivered_at, orders::post_id))
        .limit(limit)
        .select((at, orders::post_id))
        .load(&mut connection.link)?)
}

/// A filter of orders. An order must meet every condition that is set.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The side whose list is read, without the orders that it deleted.
    pub of: Option<Party>,
    /// The state.
    pub state: Option<OrderState>,
    /// The buyer.
    pub user_id: Option<i64>,
    /// The consultant.
    pub consultant_id: Option<i64>,
    /// The number of the order.
    pub order_no: Option<String>,
    /// The first second in which it may have been made.
    pub since: Option<i64>,
    /// The last second in which it may have been made.
    pub until: Option<i64>,
}

fn matching(search: &Search) -> orders::BoxedQuery<'_, MultiBackend> {
    let mut query = orders::table.into_boxed();
    match search.of {
        Some(Party::Buyer(id)) => {
            query = query
                .filter(orders::user_id.eq(id))
                .filter(orders::hidden_buyer.eq(false));
        }
        Some(Party::Consultant(id)) => {
            query = query
                .filter(orders::consultant_id.eq(id))
                .filter(orders::hidden_consultant.eq(false));
        }
        None => {}
    }
    if let Some(state) = search.state {
        query = query.filter(orders::state.eq(state));
    }
    if let Some(user_id) = search.user_id {
        query = query.filter(orders::user_id.eq(user_id));
    }
    if let Some(consultant_id) = search.consultant_id {
        query = query.filter(orders::consultant_id.eq(consultant_id));
    }
    if let Some(order_no) = &search.order_no {
        let post = posts::table
            .filter(posts::order_no.eq(order_no))
            .select(posts::id);
        query = query.filter(orders::post_id.eq_any(post));
    }
    if let Some(since) = search.since {
        query = query.filter(orders::created_at.ge(since));
    }
    if let Some(until) = search.until {
        query = query.filter(orders::created_at.le(until));
    }
    query
}

/// Returns a page of the orders that match a filter with their posts, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<(Order, Post)>, Error> {
    let total = matching(search).count().get_result(&mut connection.link)?;
    page.read(total, || {
        let orders: Vec<Order> = matching(search)
            .order(orders::post_id.desc())
            .offset(page.offset)
            .limit(page.limit)
            .select(Order::as_select())
            .load(&mut connection.link)?;
        let ids: Vec<i64> = orders.iter().map(|order| order.post_id).collect();
        let posts = crate::tables::posts::of_ids(connection, &ids)?;
        let with_post = |order: Order| {
            let post = posts.iter().find(|post| post.id == order.post_id)?;
            Some((order, post.clone()))
        };
        Ok(orders.into_iter().filter_map(with_post).collect())
    })
}
