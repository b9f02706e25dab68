//! Orders and what was bought with them.

use std::collections::HashMap;
use std::fmt;

use diesel::alias;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::link::MultiBackend;
use crate::one_of::one_of;
use crate::schema::{order_items, orders};
use crate::{Connection, Error, Paged, Window};

/// Where an order stands.
pub mod status {
    /// Paid, to be shipped.
    pub const PAID: i64 = 1;
    /// On its way.
    pub const SHIPPED: i64 = 2;
    /// Received.
    pub const DONE: i64 = 3;
    /// Cancelled; points and stock were given back.
    pub const CLOSED: i64 = 4;
}

/// An order.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
pub struct Order {
    /// Its number inside the gateway.
    pub id: i64,
    /// Its number for people.
    pub order_sn: String,
    /// Whose it is.
    pub user_id: i64,
    /// What it was made with; see [`NewOrder::request_digest`].
    pub request_digest: String,
    /// Points paid.
    pub total_price: i64,
    /// See [`status`].
    pub status: i64,
    /// When it was paid.
    pub paid_at: i64,
    /// When it was shipped, if it was.
    pub shipped_at: Option<i64>,
    /// When it was received, if it was.
    pub done_at: Option<i64>,
    /// When it was closed, if it was.
    pub closed_at: Option<i64>,
    /// Who gets it, and where, as it was when it was made.
    #[diesel(embed)]
    pub receiver: Receiver,
    /// Who carries it, or empty.
    pub express_name: String,
    /// The number of the parcel, or empty.
    pub express_no: String,
    /// When it was made.
    pub created_at: i64,
}

/// Who gets an order, and where.
#[derive(Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = orders)]
pub struct Receiver {
    /// The name.
    pub receiver_name: String,
    /// The province.
    pub receiver_province: String,
    /// The city.
    pub receiver_city: String,
    /// The district, or empty.
    pub receiver_district: String,
    /// The street, or empty.
    pub receiver_street: String,
    /// The rest of the address.
    pub receiver_address: String,
    /// The mobile.
    pub receiver_mobile: String,
}

/// Nothing of it: all of it is personal.
impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

/// A paid order to add.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Its number for people.
    pub order_sn: String,
    /// Whose it is.
    pub user_id: i64,
    /// The one-time token that it was made with.
    pub request_token: String,
    /// SHA-256 of the parameters that it was made with, in hexadecimal digits.
    pub request_digest: String,
    /// Points paid.
    pub total_price: i64,
    /// Who gets it, and where.
    pub receiver: Receiver,
    /// When it is made and paid.
    pub created_at: i64,
}

/// A product in an order, as it was when the order was made.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_items)]
pub struct OrderItem {
    /// Which order.
    pub order_id: i64,
    /// Whose order.
    pub user_id: i64,
    /// The goods that the product is one form of.
    pub goods_id: i64,
    /// The name of the goods.
    pub goods_name: String,
    /// The URL of its picture.
    pub goods_image: String,
    /// The product.
    pub product_id: i64,
    /// Its specification, or empty.
    pub spec_val: String,
    /// What one costs elsewhere.
    pub market_price: i64,
    /// What one costs here.
    pub sales_price: i64,
    /// How many.
    pub quantity: i64,
    /// What was paid for all of them.
    pub payment_price: i64,
    /// What all of them cost before any discount.
    pub total_price: i64,
}

/// Which orders to list; `None` asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of one user.
    pub user_id: Option<i64>,
    /// With this number for people.
    pub order_sn: Option<String>,
    /// In this state.
    pub status: Option<i64>,
    /// Made at this second or later.
    pub from: Option<i64>,
    /// Made at this second or earlier.
    pub until: Option<i64>,
}

/// As many orders as a page has.
const MOST_AT_ONCE: usize = 20;

type Filtered<'a> = orders::BoxedQuery<'a, MultiBackend>;

impl Filter {
    /// The user whose orders it lets through, if it asks for nothing else: the list that apps show, whose query is made
    /// once.
    fn of_one_user(&self) -> Option<i64> {
        match self {
            Filter {
                user_id,
                order_sn: None,
                status: None,
                from: None,
                until: None,
            } => *user_id,
            _ => None,
        }
    }

    fn apply(&self) -> Filtered<'_> {
        let mut query = orders::table.into_boxed();
        if let Some(user_id) = self.user_id {
            query = query.filter(orders::user_id.eq(user_id));
        }
        if let Some(order_sn) = &self.order_sn {
            query = query.filter(orders::order_sn.eq(order_sn));
        }
        if let Some(status) = self.status {
            query = query.filter(orders::status.eq(status));
        }
        if let Some(from) = self.from {
            query = query.filter(orders::created_at.ge(from));
        }
        if let Some(until) = self.until {
            query = query.filter(orders::created_at.le(until));
        }
        query
    }
}

/// Adds a paid order and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the number is taken, or the user made an order with this token.
pub fn insert(connection: &mut Connection, order: &NewOrder) -> Result<i64, Error> {
    let row = (
        orders::order_sn.eq(&order.order_sn),
        orders::user_id.eq(order.user_id),
        orders::request_token.eq(&order.request_token),
        orders::request_digest.eq(&order.request_digest),
        orders::total_price.eq(order.total_price),
        orders::status.eq(status::PAID),
        orders::paid_at.eq(order.created_at),
        &order.receiver,
        orders::express_name.eq(""),
        orders::express_no.eq(""),
        orders::created_at.eq(order.created_at),
    );
    diesel::insert_into(orders::table)
        .values(row)
        .execute(&mut connection.link)?;
    crate::dialect::last_id(connection)
}

/// Adds the products of an order.
///
/// # Errors
/// [`Error::Query`].
pub fn insert_items(connection: &mut Connection, items: &[OrderItem]) -> Result<(), Error> {
    on_either!(connection, link => diesel::insert_into(order_items::table).values(items).execute(link))?;
    Ok(())
}

/// The order that a user made with a one-time token.
///
/// # Errors
/// [`Error::Query`].
pub fn by_request_token(
    connection: &mut Connection,
    user_id: i64,
    token: &str,
) -> Result<Option<Order>, Error> {
    let query = orders::table
        .filter(orders::user_id.eq(user_id))
        .filter(orders::request_token.eq(token));
    Ok(query
        .select(Order::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// An order by its number for people; of one user, unless an operator asks.
///
/// # Errors
/// [`Error::Query`].
pub fn by_order_sn(
    connection: &mut Connection,
    user_id: Option<i64>,
    order_sn: &str,
) -> Result<Option<Order>, Error> {
    let filter = Filter {
        user_id,
        order_sn: Some(order_sn.to_owned()),
        ..Filter::default()
    };
    let query = filter.apply().select(Order::as_select());
    Ok(query.first(&mut connection.link).optional()?)
}

/// The orders that a filter lets through, the newest first; one query, unless a later page is empty.
fn page(
    connection: &mut Connection,
    filter: &Filter,
    window: Window,
) -> Result<Paged<Order>, Error> {
    let rows = match filter.of_one_user() {
        Some(user_id) => {
            let counted = alias!(orders as counted);
            let total = counted.filter(counted.field(orders::user_id).eq(user_id));
            orders::table
                .filter(orders::user_id.eq(user_id))
                .order(orders::id.desc())
                .offset(window.offset)
                .limit(window.limit)
                .select((Order::as_select(), total.count().single_value()))
                .load(&mut connection.link)?
        }
        None => filter
            .apply()
            .order(orders::id.desc())
            .offset(window.offset)
            .limit(window.limit)
            .select((Order::as_select(), filter.apply().count().single_value()))
            .load(&mut connection.link)?,
    };
    window.counted(rows, || {
        Ok(filter.apply().count().get_result(&mut connection.link)?)
    })
}

/// The products of some orders, in the order in which they were bought.
///
/// # Errors
/// [`Error::Query`].
pub fn items_of(connection: &mut Connection, order_ids: &[i64]) -> Result<Vec<OrderItem>, Error> {
    let all = order_items::table
        .order(order_items::id)
        .select(OrderItem::as_select());
    let own = one_of::<_, MOST_AT_ONCE>(order_items::order_id, order_ids);
    Ok(match own {
        Some(own) => all.filter(own).load(&mut connection.link)?,
        None => all
            .filter(order_items::order_id.eq_any(order_ids))
            .load(&mut connection.link)?,
    })
}

/// A page of orders, each with its products, in two queries.
///
/// # Errors
/// [`Error::Query`].
pub fn page_with_items(
    connection: &mut Connection,
    filter: &Filter,
    window: Window,
) -> Result<Paged<(Order, Vec<OrderItem>)>, Error> {
    let orders = page(connection, filter, window)?;
    let ids: Vec<i64> = orders.rows.iter().map(|order| order.id).collect();
    let mut of_order: HashMap<i64, Vec<OrderItem>> = HashMap::with_capacity(ids.len());
    for item in items_of(connection, &ids)? {
        of_order.entry(item.order_id).or_default().push(item);
    }
    let with_items = |order: Order| {
        let items = of_order.remove(&order.id).unwrap_or_default();
        (order, items)
    };
    Ok(Paged {
        total: orders.total,
        rows: orders.rows.into_iter().map(with_items).collect(),
    })
}

/// How many of each of some goods a user has bought, without what came back: pairs of goods and number.
///
/// # Errors
/// [`Error::Query`].
pub fn bought(
    connection: &mut Connection,
    user_id: i64,
    goods_ids: &[i64],
) -> Result<Vec<(i64, i64)>, Error> {
    let query = order_items::table
        .inner_join(orders::table)
        .filter(order_items::user_id.eq(user_id))
        .filter(order_items::goods_id.eq_any(goods_ids))
        .filter(orders::status.ne(status::CLOSED))
        .group_by(order_items::goods_id)
        .select((
            order_items::goods_id,
            sql::<BigInt>("CAST(SUM(order_items.quantity) AS SIGNED)"),
        ));
    Ok(query.load(&mut connection.link)?)
}

/// A step of an order from one state to the next.
#[derive(Clone, Debug)]
pub enum Step<'a> {
    /// It is on its way.
    Ship {
        /// Who carries it, or empty.
        express_name: &'a str,
        /// The number of the parcel, or empty.
        express_no: &'a str,
    },
    /// It was received.
    Finish,
    /// It is cancelled.
    Close,
}

/// Moves an order on, if it is where the step starts: a paid one is shipped or closed, a shipped one is finished.
/// Whether it was.
///
/// # Errors
/// [`Error::Query`].
pub fn advance(
    connection: &mut Connection,
    order: &Order,
    step: &Step<'_>,
    now: i64,
) -> Result<bool, Error> {
    // The state is part of the condition, so that of two steps at once one is taken.
    let at = |status: i64| {
        let own = orders::table
            .find(order.id)
            .filter(orders::user_id.eq(order.user_id));
        own.filter(orders::status.eq(status))
    };
    let link = &mut connection.link;
    let changed = match step {
        Step::Ship {
            express_name,
            express_no,
        } => diesel::update(at(status::PAID))
            .set((
                orders::status.eq(status::SHIPPED),
                orders::shipped_at.eq(now),
                orders::express_name.eq(express_name),
                orders::express_no.eq(express_no),
            ))
            .execute(link)?,
        Step::Finish => diesel::update(at(status::SHIPPED))
            .set((orders::status.eq(status::DONE), orders::done_at.eq(now)))
            .execute(link)?,
        Step::Close => diesel::update(at(status::PAID))
            .set((orders::status.eq(status::CLOSED), orders::closed_at.eq(now)))
            .execute(link)?,
    };
    Ok(changed > 0)
}
