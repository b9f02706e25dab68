//! Accounts.

use std::fmt;

use diesel::deserialize::{self, Queryable};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use crate::link::MultiBackend;
use crate::schema::users;
use crate::sql::always_prepared;
use crate::{Connection, Error, PageRequest, Paged, Tx};

/// The state of an account that may be used.
const LIVE: i64 = 1;

/// An account.
#[derive(Clone, PartialEq, Queryable, Selectable)]
pub struct User {
    /// Its id, which never leaves the gateway.
    pub id: i64,
    /// Its realm.
    pub realm: String,
    /// The mobile that it logs in with; empty for none.
    #[diesel(deserialize_as = OrEmpty)]
    pub mobile: String,
    /// The name that it logs in with; empty for none.
    #[diesel(deserialize_as = OrEmpty)]
    pub username: String,
    /// The password hash: a PHC string of Argon2, or `$md5$<salt>$<hex>` of the PHP original; empty for an account without a password.
    pub password_hash: String,
    /// Whether the owner should choose another password: it is easy to guess, or an operator set it.
    pub weak_password: bool,
    /// Its public id: 32 hex digits.
    pub open_id: String,
    /// The name that others see.
    pub nickname: String,
    /// The path or the URL of the picture, at most 255 characters; empty for none.
    pub headimg: String,
    /// The user's description of themselves, or empty.
    pub intro: String,
    /// The platform it was registered from.
    pub platform: i64,
    /// The app market it was registered from.
    pub channel: String,
    /// 0 closed, 1 live, 2 locked.
    pub state: i64,
    /// Points; never below zero.
    pub points: i64,
    /// The address it was registered from.
    pub register_ip: String,
    /// The address of the last login, or empty.
    pub last_login_ip: String,
    /// The time of the last login, if there was one.
    pub last_login_at: Option<i64>,
    /// The sources of the latest logins, in a format of the caller; at most 255 characters.
    pub login_sources: String,
    /// The time of its registration.
    pub created_at: i64,
    /// The time of its last change; logins and changes of points do not count.
    pub updated_at: i64,
}

/// A column that holds `NULL` if the field is empty, so that a unique index counts only other values.
#[doc(hidden)]
pub struct OrEmpty(Option<String>);

impl From<OrEmpty> for String {
    fn from(column: OrEmpty) -> String {
        column.0.unwrap_or_default()
    }
}

impl Queryable<Nullable<Text>, MultiBackend> for OrEmpty {
    type Row = Option<String>;

    fn build(column: Option<String>) -> deserialize::Result<OrEmpty> {
        Ok(OrEmpty(column))
    }
}

/// Returns the value of the column for a field that may be empty.
fn or_null(field: &str) -> Option<&str> {
    (!field.is_empty()).then_some(field)
}

/// An account to add.
#[derive(Clone)]
pub struct NewUser {
    /// Its realm.
    pub realm: String,
    /// The mobile that it logs in with; empty for none.
    pub mobile: String,
    /// The name that it logs in with, at most 64 characters; empty for none.
    pub username: String,
    /// See [`User::password_hash`]; at most 255 characters.
    pub password_hash: String,
    /// See [`User::weak_password`].
    pub weak_password: bool,
    /// Its public id: 32 hex digits.
    pub open_id: String,
    /// The name that others see.
    pub nickname: String,
    /// The platform it is registered from.
    pub platform: i64,
    /// The app market it is registered from.
    pub channel: String,
    /// The points that it starts with.
    pub points: i64,
    /// The address it is registered from.
    pub register_ip: String,
    /// The time of its registration.
    pub created_at: i64,
}

/// Shows only the id: the other fields are personal or secret.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Adds a live account and returns its id.
///
/// # Errors
/// [`Error::Duplicate`] if the mobile or the name is taken in the realm.
pub fn insert(tx: &mut Tx<'_>, user: &NewUser) -> Result<i64, Error> {
    let row = (
        users::realm.eq(&user.realm),
        users::mobile.eq(or_null(&user.mobile)),
        users::username.eq(or_null(&user.username)),
        users::password_hash.eq(&user.password_hash),
        users::weak_password.eq(user.weak_password),
        users::open_id.eq(&user.open_id),
        users::nickname.eq(&user.nickname),
        users::headimg.eq(""),
        users::intro.eq(""),
        users::platform.eq(user.platform),
        users::channel.eq(&user.channel),
        users::state.eq(LIVE),
        users::points.eq(user.points),
        users::register_ip.eq(&user.register_ip),
        users::last_login_ip.eq(""),
        users::login_sources.eq(""),
        users::created_at.eq(user.created_at),
        users::updated_at.eq(user.created_at),
    );
    diesel::insert_into(users::table)
        .values(row)
        .execute(&mut tx.link)?;
    crate::sql::last_id(tx)
}

/// Returns the account with a mobile in a realm, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn by_mobile(
    connection: &mut Connection,
    realm: &str,
    mobile: &str,
) -> Result<Option<User>, Error> {
    let query = users::table
        .filter(users::realm.eq(realm))
        .filter(users::mobile.eq(mobile))
        .select(User::as_select());
    Ok(query.first(&mut connection.link).optional()?)
}

/// Returns the account with a user name in a realm, in any state. Names are compared byte for byte.
///
/// # Errors
/// [`Error::Query`].
pub fn by_username(
    connection: &mut Connection,
    realm: &str,
    username: &str,
) -> Result<Option<User>, Error> {
    let query = users::table
        .filter(users::realm.eq(realm))
        .filter(users::username.eq(username))
        .select(User::as_select());
    let found: Option<User> = query.first(&mut connection.link).optional()?;
    // MySQL ignores spaces at the end when it compares.
    Ok(found.filter(|user| user.username == username))
}

/// Returns an account by its id, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn by_id(connection: &mut Connection, id: i64) -> Result<Option<User>, Error> {
    Ok(users::table
        .find(id)
        .select(User::as_select())
        .first(&mut connection.link)
        .optional()?)
}

/// Returns an account by its id, in any state, locked until the transaction ends: transactions that lock the same account
/// run one after another.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<User>, Error> {
    // A write: a cluster that detects conflicts only at commit ignores locks of reads.
    diesel::update(users::table.find(id))
        .set(users::turns.eq(users::turns + 1))
        .execute(&mut tx.link)?;
    by_id(tx, id)
}

/// Sets a new password. Returns whether the account exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_password(tx: &mut Tx<'_>, id: i64, hash: &str) -> Result<bool, Error> {
    update_row!(tx, users, id, users::password_hash.eq(hash))
}

/// Replaces the stored form of a password, unless it was changed meanwhile. Returns whether it was replaced.
///
/// # Errors
/// [`Error::Query`].
pub fn replace_password(
    tx: &mut Tx<'_>,
    id: i64,
    old_hash: &str,
    new_hash: &str,
) -> Result<bool, Error> {
    let unchanged = users::table
        .find(id)
        .filter(users::password_hash.eq(old_hash));
    let change = (
        users::password_hash.eq(new_hash),
        users::updated_at.eq(tx.now()),
    );
    Ok(diesel::update(unchanged)
        .set(change)
        .execute(&mut tx.link)?
        > 0)
}

/// Sets whether the owner should choose another password. Returns whether the account exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_weak_password(tx: &mut Tx<'_>, id: i64, is_weak: bool) -> Result<bool, Error> {
    update_row!(tx, users, id, users::weak_password.eq(is_weak))
}

/// Records a login: its address, and the list of known sources after it.
///
/// # Errors
/// [`Error::Query`].
pub fn touch_login(tx: &mut Tx<'_>, id: i64, ip: &str, sources: &str) -> Result<(), Error> {
    let change = (
        users::last_login_ip.eq(ip),
        users::last_login_at.eq(tx.now()),
        users::login_sources.eq(sources),
    );
    diesel::update(users::table.find(id))
        .set(change)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Adds points, or takes them if `delta` is negative. Returns whether the account exists and had enough points.
///
/// # Errors
/// [`Error::Query`].
pub fn add_points(tx: &mut Tx<'_>, id: i64, delta: i64) -> Result<bool, Error> {
    // One statement, so that no other transaction can run between the check and the change.
    let enough = users::table
        .find(id)
        .filter(users::points.ge(delta.saturating_neg()));
    let change = users::points.eq(users::points + delta);
    Ok(diesel::update(enough).set(change).execute(&mut tx.link)? > 0)
}

/// Sets the state of an account. Returns whether the account exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: i64) -> Result<bool, Error> {
    set_state!(tx, users, id, state)
}

/// A filter of the accounts of a realm; a field that is `None` matches all.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The realm.
    pub realm: String,
    /// The mobile.
    pub mobile: Option<String>,
    /// The first second of registration.
    pub since: Option<i64>,
    /// The last second of registration.
    pub until: Option<i64>,
    /// The state.
    pub state: Option<i64>,
}

type Query<'a> = users::BoxedQuery<'a, MultiBackend>;

fn found(search: &Search) -> Query<'_> {
    let mut query = users::table
        .filter(always_prepared())
        .filter(users::realm.eq(&search.realm))
        .into_boxed();
    if let Some(mobile) = &search.mobile {
        query = query.filter(users::mobile.eq(mobile));
    }
    if let Some(since) = search.since {
        query = query.filter(users::created_at.ge(since));
    }
    if let Some(until) = search.until {
        query = query.filter(users::created_at.le(until));
    }
    if let Some(state) = search.state {
        query = query.filter(users::state.eq(state));
    }
    query
}

/// Returns a page of the accounts that a search finds, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<User>, Error> {
    let newest_first = (users::created_at.desc(), users::id.desc());
    // The ids come from an index alone, so that only the rows of the page are read.
    let ids = found(search)
        .order(newest_first)
        .offset(page.offset)
        .limit(page.limit)
        .select((users::id, found(search).count().single_value()))
        .load(&mut connection.link)?;
    let ids: Paged<i64> = page.counted(ids, || {
        Ok(found(search).count().get_result(&mut connection.link)?)
    })?;
    let rows = users::table
        .filter(users::id.eq_any(&ids.rows))
        .order(newest_first)
        .select(User::as_select())
        .load(&mut connection.link)?;
    Ok(Paged {
        total: ids.total,
        rows,
    })
}

/// Returns the accounts with these ids, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn of_ids(connection: &mut Connection, ids: &[i64]) -> Result<Vec<User>, Error> {
    let query = users::table.filter(users::id.eq_any(ids));
    Ok(query.select(User::as_select()).load(&mut connection.link)?)
}

/// Returns which of some ids are accounts of a realm, in any state.
///
/// # Errors
/// [`Error::Query`].
pub fn existing(connection: &mut Connection, realm: &str, ids: &[i64]) -> Result<Vec<i64>, Error> {
    Ok(users::table
        .filter(users::id.eq_any(ids))
        .filter(users::realm.eq(realm))
        .select(users::id)
        .load(&mut connection.link)?)
}

/// Sets a nickname. Returns whether the account exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_nickname(tx: &mut Tx<'_>, id: i64, nickname: &str) -> Result<bool, Error> {
    update_row!(tx, users, id, users::nickname.eq(nickname))
}

/// Sets a picture: its path or its URL, at most 255 characters. Returns whether the account exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_headimg(tx: &mut Tx<'_>, id: i64, headimg: &str) -> Result<bool, Error> {
    update_row!(tx, users, id, users::headimg.eq(headimg))
}

/// Sets another mobile and the nickname that goes with it, unless mobile or password were changed since `user` was
/// read, or the account has no mobile. Returns whether they were set.
///
/// # Errors
/// [`Error::Duplicate`] if the mobile is taken in the realm.
pub fn change_mobile(
    tx: &mut Tx<'_>,
    user: &User,
    mobile: &str,
    nickname: &str,
) -> Result<bool, Error> {
    let unchanged = users::table
        .find(user.id)
        .filter(users::mobile.eq(&user.mobile))
        .filter(users::password_hash.eq(&user.password_hash));
    let change = (
        users::mobile.eq(mobile),
        users::nickname.eq(nickname),
        users::updated_at.eq(tx.now()),
    );
    Ok(diesel::update(unchanged)
        .set(change)
        .execute(&mut tx.link)?
        > 0)
}
