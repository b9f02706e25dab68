//! Games, and how often each account played. Values are in fen.

use diesel::prelude::*;
use signet_store::sql::insert_or_ignore;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::{game_plays, games};

/// A period in which accounts win coupons.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = games)]
pub struct Game {
    /// Its id.
    pub id: i64,
    /// Its title, for operators.
    pub title: String,
    /// Its first second.
    pub starts_at: i64,
    /// The first second after it.
    pub ends_at: i64,
    /// The number of coupons that can be won.
    pub total: i64,
    /// The number of coupons that were won.
    pub sent: i64,
    /// The number of times that each account may play.
    pub plays: i64,
    /// The smallest value of a coupon.
    pub min_value: i64,
    /// The largest value of a coupon.
    pub max_value: i64,
    /// The life of a coupon, in days.
    pub days: i64,
    /// Whether it can be played.
    pub state: State,
    /// The time at which it was made.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The values of a game that an operator enters. See [`Game`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = games)]
pub struct NewGame {
    /// [`Game::title`]
    pub title: String,
    /// [`Game::starts_at`]
    pub starts_at: i64,
    /// [`Game::ends_at`]
    pub ends_at: i64,
    /// [`Game::total`]
    pub total: i64,
    /// [`Game::plays`]
    pub plays: i64,
    /// [`Game::min_value`]
    pub min_value: i64,
    /// [`Game::max_value`]
    pub max_value: i64,
    /// [`Game::days`]
    pub days: i64,
}

signet_store::sql::edited!(games, NewGame);

/// Returns the game that runs at a time.
///
/// # Errors
/// [`Error::Query`].
pub fn running(connection: &mut Connection, now: i64) -> Result<Option<Game>, Error> {
    let query = games::table
        .filter(games::state.eq(State::Live))
        .filter(games::ends_at.gt(now))
        .filter(games::starts_at.le(now))
        .order(games::id);
    let game = query.select(Game::as_select()).first(&mut connection.link);
    Ok(game.optional()?)
}

/// Returns whether a game that can be played overlaps a period. The game `except` is left out.
///
/// # Errors
/// [`Error::Query`].
pub fn overlaps(
    connection: &mut Connection,
    except: i64,
    starts_at: i64,
    ends_at: i64,
) -> Result<bool, Error> {
    let others = games::table
        .filter(games::id.ne(except))
        .filter(games::state.eq(State::Live))
        .filter(games::ends_at.gt(starts_at))
        .filter(games::starts_at.lt(ends_at));
    let count: i64 = others.count().get_result(&mut connection.link)?;
    Ok(count > 0)
}

/// Returns a game in any state. The game is locked until the transaction ends, so that none of its coupons is won in the
/// meantime.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Game>, Error> {
    // The lock is a write, because a cluster that detects conflicts only at commit ignores locks of reads.
    diesel::update(games::table.find(id))
        .set(games::updated_at.eq(tx.now()))
        .execute(&mut tx.link)?;
    let game = games::table.find(id).select(Game::as_select());
    Ok(game.first(&mut tx.link).optional()?)
}

/// Returns a page of the games in any state, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Game>, Error> {
    let total = games::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = games::table
            .order(games::id.desc())
            .offset(page.offset)
            .limit(page.limit);
        Ok(query.select(Game::as_select()).load(&mut connection.link)?)
    })
}

/// Returns how often an account played a game.
///
/// # Errors
/// [`Error::Query`].
pub fn plays_of(connection: &mut Connection, game_id: i64, user_id: i64) -> Result<i64, Error> {
    let plays = game_plays::table
        .find((game_id, user_id))
        .select(game_plays::plays);
    let plays = plays.first(&mut connection.link).optional()?;
    Ok(plays.unwrap_or_default())
}

/// Counts a play of an account, unless the account has played as often as the game allows. Returns whether the play was
/// counted.
///
/// # Errors
/// [`Error::Query`].
pub fn count_play(tx: &mut Tx<'_>, game: &Game, user_id: i64) -> Result<bool, Error> {
    let none = (
        game_plays::game_id.eq(game.id),
        game_plays::user_id.eq(user_id),
        game_plays::plays.eq(0),
    );
    insert_or_ignore!(tx, game_plays::table, none)?;
    let left = game_plays::table
        .find((game.id, user_id))
        .filter(game_plays::plays.lt(game.plays));
    let counted = diesel::update(left)
        .set(game_plays::plays.eq(game_plays::plays + 1))
        .execute(&mut tx.link)?;
    Ok(counted > 0)
}

/// Takes a coupon out of a game. Returns whether a coupon was left.
///
/// # Errors
/// [`Error::Query`].
pub fn take_coupon(tx: &mut Tx<'_>, id: i64) -> Result<bool, Error> {
    let left = games::table.find(id).filter(games::sent.lt(games::total));
    let taken = diesel::update(left)
        .set(games::sent.eq(games::sent + 1))
        .execute(&mut tx.link)?;
    Ok(taken > 0)
}
