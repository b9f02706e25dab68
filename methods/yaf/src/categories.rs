//! The tree of categories, and the place of a new category in it.

use std::collections::HashSet;

use signet_fault::Fault;
use signet_store::{Connection, Error, State, Tx};

use crate::faults;
use crate::tables::categories::{self, Category, LEVEL_DIGITS, NewCategory};

/// The type of categories that sort news.
pub(crate) const NEWS: i64 = 1;
/// The type of categories that sort links.
pub(crate) const LINKS: i64 = 2;
/// The type of categories that sort goods.
pub(crate) const GOODS: i64 = 3;

/// The number of digits of a code.
const DIGITS: usize = 30;
/// The number of the first sibling. The last number is 999, so three digits allow 900 siblings.
const FIRST: u32 = 100;

/// A new category as an operator enters it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    /// The parent category; `None` for the top level.
    pub(crate) parent: Option<&'a Category>,
    /// The kind of its items: 1 news, 2 links, 3 goods; the same as its parent.
    pub(crate) cat_type: i64,
    /// Its name.
    pub(crate) name: &'a str,
    /// Its sort order among its siblings: the smallest value comes first.
    pub(crate) listorder: i64,
}

/// Adds a category and returns its id. Its code is higher than the codes of all its siblings, in any state.
///
/// The caller must hold the lock for changes of the content: two concurrent calls would choose the same code.
///
/// # Errors
/// `faults::CATEGORY_FULL` if there is no room for the category; the errors of the store.
pub(crate) fn add(tx: &mut Tx<'_>, wanted: Wanted<'_>) -> Result<i64, Fault> {
    let (parent_id, level, prefix) = match wanted.parent {
        Some(parent) => (parent.id, parent.level + 1, parent.prefix()),
        None => (0, 1, ""),
    };
    let last = categories::last_code(tx, parent_id)?;
    let category = NewCategory {
        cat_type: wanted.cat_type,
        name: wanted.name.to_owned(),
        parent_id,
        level,
        cat_code: next_code(prefix, last.as_deref()).ok_or(faults::CATEGORY_FULL)?,
        listorder: wanted.listorder,
    };
    Ok(categories::insert(tx, &category)?)
}

/// Checks that items of a type can be put into a category.
///
/// # Errors
/// `faults::CATEGORY_NOT_FOUND` unless it is a live category of this type; the errors of the store.
pub(crate) fn check(connection: &mut Connection, id: i64, cat_type: i64) -> Result<(), Fault> {
    match categories::by_id(connection, id)? {
        Some(category) if category.cat_type == cat_type && category.state == State::Live => Ok(()),
        _ => Err(faults::CATEGORY_NOT_FOUND.into()),
    }
}

/// Returns the categories that clients see: the live categories whose ancestors are all live. Each comes after its ancestors.
///
/// # Errors
/// The errors of the store.
pub(crate) fn shown(connection: &mut Connection) -> Result<Vec<Category>, Error> {
    let mut ids = HashSet::from([0]);
    let mut shown = categories::all_live(connection)?;
    shown.retain(|category| ids.contains(&category.parent_id) && ids.insert(category.id));
    Ok(shown)
}

/// Returns the code after `last`, the highest code of the siblings, which all start with `prefix`; `None` if there is no room for
/// another category.
fn next_code(prefix: &str, last: Option<&str>) -> Option<String> {
    if prefix.len() >= DIGITS {
        return None;
    }
    let number = match last {
        None => FIRST,
        Some(code) => {
            let digits = code.get(prefix.len()..)?.get(..LEVEL_DIGITS)?;
            digits.parse::<u32>().ok()? + 1
        }
    };
    let code = format!("{prefix}{number}");
    (code.len() == prefix.len() + LEVEL_DIGITS).then(|| format!("{code:0<DIGITS$}"))
}
