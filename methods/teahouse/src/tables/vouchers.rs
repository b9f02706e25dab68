//! Vouchers of stores: the templates, and the vouchers that members have.

mod templates;

use std::collections::BTreeMap;

use diesel::prelude::*;
use signet_store::sql::MultiBackend;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::case::by_key;
use crate::tables::schema::promotions::{voucher_templates, vouchers};

pub use templates::{
    Given, Template, add, find, give, given_to, insert, page_of_given, page_of_templates, reserve,
    set_template_state, update,
};

/// The state of a voucher that was not used.
const UNUSED: i64 = 1;

/// The state of a voucher that an order used.
const USED: i64 = 2;

/// A voucher of a member.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = vouchers)]
pub struct Voucher {
    /// Its number.
    pub id: i64,
    /// Its template.
    pub t_id: i64,
    /// The store.
    pub store_id: i64,
    /// The discount in fen.
    pub price: i64,
    /// The amount of goods in fen from which it can be used.
    pub threshold: i64,
    /// The time of its start, in unix seconds.
    pub starts_at: i64,
    /// The time of its end (exclusive), in unix seconds.
    pub ends_at: i64,
    /// The state: 1 not used, 2 used.
    pub state: i64,
}

/// The title and the description of a template.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = voucher_templates)]
pub struct VoucherText {
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
}

/// The values that an operator enters for a template.
#[derive(Clone, Debug, Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = voucher_templates)]
pub struct NewTemplate {
    /// The store.
    pub store_id: i64,
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
    /// The discount of a voucher in fen.
    pub price: i64,
    /// The amount of goods in fen from which it can be used.
    pub threshold: i64,
    /// The time of its start, in unix seconds.
    pub starts_at: i64,
    /// The time of its end (exclusive), in unix seconds.
    pub ends_at: i64,
    /// The maximum number of vouchers that are given.
    pub total: i64,
    /// The maximum number of vouchers that a member gets.
    pub each_limit: i64,
}

/// Adds a live template with the given id.
///
/// # Errors
/// [`Error::Duplicate`] if the id is taken.
pub fn insert_template(tx: &mut Tx<'_>, id: i64, new: &NewTemplate) -> Result<(), Error> {
    let row = (
        voucher_templates::id.eq(id),
        new,
        voucher_templates::state.eq(State::Live),
        voucher_templates::created_at.eq(tx.now()),
        voucher_templates::updated_at.eq(tx.now()),
    );
    diesel::insert_into(voucher_templates::table)
        .values(row)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the vouchers of a user that can be used now, with the texts of their templates. Of the vouchers of one template, only the
/// voucher that ends first is returned.
///
/// # Errors
/// [`Error::Query`].
pub fn usable(
    connection: &mut Connection,
    user_id: i64,
    now: i64,
) -> Result<Vec<(Voucher, VoucherText)>, Error> {
    let query = vouchers::table
        .inner_join(voucher_templates::table.on(voucher_templates::id.eq(vouchers::t_id)))
        .filter(vouchers::user_id.eq(user_id))
        .filter(vouchers::state.eq(UNUSED))
        .filter(vouchers::starts_at.le(now))
        .filter(vouchers::ends_at.gt(now))
        .order((vouchers::t_id, vouchers::ends_at, vouchers::id));
    let mut found: Vec<(Voucher, VoucherText)> = query
        .select((Voucher::as_select(), VoucherText::as_select()))
        .load(&mut connection.link)?;
    found.dedup_by_key(|(voucher, _)| voucher.t_id);
    Ok(found)
}

#[diesel::dsl::auto_type]
fn with_template() -> _ {
    let of_template = voucher_templates::id.eq(vouchers::t_id);
    vouchers::table.inner_join(voucher_templates::table.on(of_template))
}

type Query<'a> = diesel::helper_types::IntoBoxed<'a, with_template, MultiBackend>;

fn of_user<'a>(user_id: i64, state: Option<i64>) -> Query<'a> {
    let query = with_template()
        .into_boxed()
        .filter(vouchers::user_id.eq(user_id));
    match state {
        None => query,
        Some(state) => query.filter(vouchers::state.eq(state)),
    }
}

/// Returns a page of the vouchers of a user with the texts of their templates, the newest first. If a state is given, only vouchers in this
/// state are returned.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    user_id: i64,
    state: Option<i64>,
    page: PageRequest,
) -> Result<Paged<(Voucher, VoucherText)>, Error> {
    let total = of_user(user_id, state)
        .count()
        .get_result(&mut connection.link)?;
    page.read(total, || {
        let query = of_user(user_id, state)
            .order(vouchers::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select((Voucher::as_select(), VoucherText::as_select()))
            .load(&mut connection.link)?)
    })
}

/// Uses vouchers of a user, in one statement. `orders` contains the order of each voucher, by voucher. Returns whether the user has all of
/// the vouchers, and all of them are unused and valid now: at most one order uses a voucher. If not, some vouchers may have been used, so
/// the caller must roll back.
///
/// # Errors
/// [`Error::Query`].
pub fn take(tx: &mut Tx<'_>, user_id: i64, orders: &BTreeMap<i64, i64>) -> Result<bool, Error> {
    if orders.is_empty() {
        return Ok(true);
    }
    let now = tx.now();
    let own = vouchers::table
        .filter(vouchers::id.eq_any(orders.keys()))
        .filter(vouchers::user_id.eq(user_id))
        .filter(vouchers::state.eq(UNUSED))
        .filter(vouchers::starts_at.le(now))
        .filter(vouchers::ends_at.gt(now));
    let change = (
        vouchers::state.eq(USED),
        vouchers::order_id.eq(by_key("id", orders).nullable()),
        vouchers::updated_at.eq(now),
    );
    let taken = diesel::update(own).set(change).execute(&mut tx.link)?;
    Ok(taken == orders.len())
}

/// Marks a voucher that an order used as not used. Does nothing if the order does not have the voucher.
///
/// # Errors
/// [`Error::Query`].
pub fn give_back(tx: &mut Tx<'_>, id: i64, order_id: i64) -> Result<(), Error> {
    let of_order = vouchers::table
        .find(id)
        .filter(vouchers::order_id.eq(order_id));
    let change = (
        vouchers::state.eq(UNUSED),
        vouchers::order_id.eq(None::<i64>),
        vouchers::updated_at.eq(tx.now()),
    );
    diesel::update(of_order).set(change).execute(&mut tx.link)?;
    Ok(())
}
