//! News: articles in categories. The texts are in a separate table, so that a list reads only what it shows.

use diesel::prelude::*;
use signet_store::sql::{MultiBackend, always_prepared, insert_live, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::{news, news_contents};

/// An article without its text.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = news)]
pub struct Article {
    /// Its id.
    pub id: i64,
    /// Its category.
    pub category_id: i64,
    /// The title; at most 128 characters.
    pub title: String,
    /// The introduction; at most 500 characters.
    pub intro: String,
    /// The URL of the picture, or empty.
    pub image_url: String,
    /// Its source, or empty.
    pub source: String,
    /// Whether clients see it.
    pub state: State,
    /// The time of its creation.
    pub created_at: i64,
    /// The time of its last change.
    pub updated_at: i64,
}

/// The fields of an article to add or to update. They have the same meaning as in [`Article`].
#[derive(Clone, Debug, Default, Insertable, AsChangeset)]
#[diesel(table_name = news)]
pub struct NewArticle {
    /// Its category.
    pub category_id: i64,
    /// The title; at most 128 characters.
    pub title: String,
    /// The introduction; at most 500 characters.
    pub intro: String,
    /// The URL of the picture, or empty.
    pub image_url: String,
    /// Its source, or empty.
    pub source: String,
}

type Query<'a> = news::BoxedQuery<'a, MultiBackend>;

/// Returns the query for the articles that are shown, in these categories or in all categories.
fn shown(categories: Option<&[i64]>) -> Query<'_> {
    let live = news::table
        .filter(news::state.eq(State::Live))
        .filter(always_prepared())
        .into_boxed();
    match categories {
        Some(ids) => live.filter(news::category_id.eq_any(ids)),
        None => live,
    }
}

/// Returns the ids of one page, the newest first, and the total number of rows. The ids come from an index alone, so that only
/// the rows of the page are read: MariaDB needs some 50 ms to skip 200,000 rows this way, and two seconds if it reads each row.
fn ids<'a>(
    connection: &mut Connection,
    query: impl Fn() -> Query<'a>,
    page: PageRequest,
) -> Result<Paged<i64>, Error> {
    let rows = query()
        .order(news::id.desc())
        .offset(page.offset)
        .limit(page.limit)
        .select((news::id, query().count().single_value()))
        .load(&mut connection.link)?;
    page.counted(rows, || {
        Ok(query().count().get_result(&mut connection.link)?)
    })
}

/// Returns a page of the articles that are shown, in these categories or in all categories, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn shown_page(
    connection: &mut Connection,
    categories: Option<&[i64]>,
    page: PageRequest,
) -> Result<Paged<Article>, Error> {
    let ids = ids(connection, || shown(categories), page)?;
    let query = news::table
        .filter(news::id.eq_any(&ids.rows))
        .order(news::id.desc());
    let rows = query
        .select(Article::as_select())
        .load(&mut connection.link)?;
    Ok(Paged {
        total: ids.total,
        rows,
    })
}

/// Returns an article and its text if the article is shown.
///
/// # Errors
/// [`Error::Query`].
pub fn shown_by_id(
    connection: &mut Connection,
    id: i64,
) -> Result<Option<(Article, String)>, Error> {
    let query = news::table
        .inner_join(news_contents::table)
        .filter(news::id.eq(id))
        .filter(news::state.eq(State::Live));
    Ok(query
        .select((Article::as_select(), news_contents::content))
        .first(&mut connection.link)
        .optional()?)
}

/// Returns a page of all articles, in any state, with their texts, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn page(
    connection: &mut Connection,
    page: PageRequest,
) -> Result<Paged<(Article, String)>, Error> {
    let all = || news::table.filter(always_prepared()).into_boxed();
    let ids = ids(connection, all, page)?;
    let query = news::table
        .inner_join(news_contents::table)
        .filter(news::id.eq_any(&ids.rows))
        .order(news::id.desc());
    let rows = query
        .select((Article::as_select(), news_contents::content))
        .load(&mut connection.link)?;
    Ok(Paged {
        total: ids.total,
        rows,
    })
}

/// Adds a live article with its text and returns its id.
///
/// # Errors
/// [`Error::Query`], also if the category does not exist.
pub fn insert(tx: &mut Tx<'_>, article: &NewArticle, content: &str) -> Result<i64, Error> {
    let id = insert_live!(tx, news, article)?;
    let text = (
        news_contents::news_id.eq(id),
        news_contents::content.eq(content),
    );
    diesel::insert_into(news_contents::table)
        .values(text)
        .execute(&mut tx.link)?;
    Ok(id)
}

/// Replaces an article and its text. Returns whether the article exists.
///
/// # Errors
/// [`Error::Query`], also if the category does not exist.
pub fn update(
    tx: &mut Tx<'_>,
    id: i64,
    article: &NewArticle,
    content: &str,
) -> Result<bool, Error> {
    diesel::update(news_contents::table.find(id))
        .set(news_contents::content.eq(content))
        .execute(&mut tx.link)?;
    update_row!(tx, news, id, article)
}

/// Sets the state of an article. Returns whether the article exists.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
    set_state!(tx, news, id, state)
}
