use diesel::dsl::count_star;
use diesel::prelude::*;
use signet_store::sql::{MultiBackend, on_either, set_state};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use super::{NewTemplate, UNUSED};
use crate::tables::schema::promotions::{voucher_templates, vouchers};

/// A template.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = voucher_templates)]
pub struct Template {
    /// Its number.
    pub id: i64,
    /// The values that an operator entered.
    #[diesel(embed)]
    pub entered: NewTemplate,
    /// The number of vouchers that were given.
    pub given: i64,
    /// Whether vouchers of the template can be given.
    pub state: State,
}

/// Adds a live template and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, new: &NewTemplate) -> Result<i64, Error> {
    signet_store::sql::insert_live!(tx, voucher_templates, new)
}

/// Replaces the values that operators enter. Vouchers that were given stay as they are. Returns whether the template exists and the number
/// of its given vouchers does not exceed its new total.
///
/// # Errors
/// [`Error::Query`].
pub fn update(tx: &mut Tx<'_>, id: i64, new: &NewTemplate) -> Result<bool, Error> {
    let there = voucher_templates::table
        .find(id)
        .filter(voucher_templates::given.le(new.total));
    let change = (new, voucher_templates::updated_at.eq(tx.now()));
    Ok(diesel::update(there).set(change).execute(&mut tx.link)? > 0)
}

/// Sets whether vouchers of a template can be given. Returns whether the template exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_template_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, voucher_templates, id, state)
}

/// Counts vouchers as given. Returns whether the template is live and has that many vouchers left. If so, it is locked until the
/// transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn reserve(tx: &mut Tx<'_>, id: i64, count: i64) -> Result<bool, Error> {
    let given = voucher_templates::given + count;
    let left = voucher_templates::table
        .find(id)
        .filter(voucher_templates::state.eq(State::Live))
        .filter(given.le(voucher_templates::total));
    let change = voucher_templates::given.eq(given);
    Ok(diesel::update(left).set(change).execute(&mut tx.link)? > 0)
}

/// Returns a template in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn find(connection: &mut Connection, id: i64) -> Result<Option<Template>, Error> {
    let query = voucher_templates::table
        .find(id)
        .select(Template::as_select());
    Ok(query.first(&mut connection.link).optional()?)
}

/// Returns the number of vouchers of a template that each of some users got. Users without such vouchers are left out.
///
/// # Errors
/// [`Error::Query`].
pub fn given_to(
    connection: &mut Connection,
    t_id: i64,
    user_ids: &[i64],
) -> Result<Vec<(i64, i64)>, Error> {
    let query = vouchers::table
        .filter(vouchers::t_id.eq(t_id))
        .filter(vouchers::user_id.eq_any(user_ids))
        .group_by(vouchers::user_id)
        .select((vouchers::user_id, count_star()));
    Ok(query.load(&mut connection.link)?)
}

/// Adds a voucher of a template for each user; [`reserve`] counts them.
///
/// # Errors
/// [`Error::Query`].
pub fn add(tx: &mut Tx<'_>, t_id: i64, of: &NewTemplate, user_ids: &[i64]) -> Result<(), Error> {
    let now = tx.now();
    let rows = user_ids.iter().map(|user_id| {
        (
            vouchers::t_id.eq(t_id),
            vouchers::store_id.eq(of.store_id),
            vouchers::user_id.eq(user_id),
            vouchers::price.eq(of.price),
            vouchers::threshold.eq(of.threshold),
            vouchers::starts_at.eq(of.starts_at),
            vouchers::ends_at.eq(of.ends_at),
            vouchers::state.eq(UNUSED),
            vouchers::created_at.eq(now),
            vouchers::updated_at.eq(now),
        )
    });
    let rows: Vec<_> = rows.collect();
    on_either!(tx, link => diesel::insert_into(vouchers::table).values(rows).execute(link))?;
    Ok(())
}

/// Gives a voucher of a template to a user, and counts it if the template has one left.
///
/// # Errors
/// [`Error::Query`].
pub fn give(tx: &mut Tx<'_>, t_id: i64, of: &NewTemplate, user_id: i64) -> Result<(), Error> {
    reserve(tx, t_id, 1)?;
    add(tx, t_id, of, &[user_id])
}

/// Returns a page of templates in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page_of_templates(
    connection: &mut Connection,
    page: PageRequest,
) -> Result<Paged<Template>, Error> {
    let total = voucher_templates::table
        .count()
        .get_result(&mut connection.link)?;
    page.read(total, || {
        let query = voucher_templates::table
            .order(voucher_templates::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Template::as_select())
            .load(&mut connection.link)?)
    })
}

/// A voucher that was given.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = vouchers)]
pub struct Given {
    /// Its number.
    pub id: i64,
    /// Its template.
    pub t_id: i64,
    /// The member.
    pub user_id: i64,
    /// The discount in fen.
    pub price: i64,
    /// The time of its end (exclusive), in unix seconds.
    pub ends_at: i64,
    /// The state: 1 not used, 2 used.
    pub state: i64,
    /// The time when it was given, in unix seconds.
    pub created_at: i64,
}

fn matching<'a>(t_id: Option<i64>, user_id: Option<i64>) -> vouchers::BoxedQuery<'a, MultiBackend> {
    let mut query = vouchers::table.into_boxed();
    if let Some(t_id) = t_id {
        query = query.filter(vouchers::t_id.eq(t_id));
    }
    if let Some(user_id) = user_id {
        query = query.filter(vouchers::user_id.eq(user_id));
    }
    query
}

/// Returns a page of the vouchers that were given, the newest first. If a template or a user is given, only vouchers of this template or of
/// this user are returned.
///
/// # Errors
/// [`Error::Query`].
pub fn page_of_given(
    connection: &mut Connection,
    t_id: Option<i64>,
    user_id: Option<i64>,
    page: PageRequest,
) -> Result<Paged<Given>, Error> {
    let total = matching(t_id, user_id)
        .count()
        .get_result(&mut connection.link)?;
    page.read(total, || {
        let query = matching(t_id, user_id)
            .order(vouchers::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Given::as_select())
            .load(&mut connection.link)?)
    })
}
