//! The tree of categories: where a new one goes.

use std::collections::HashSet;

use signet_fault::{Code, Fault};
use signet_store::categories::{self, Category, NewCategory};
use signet_store::{Connection, Error};

/// The digits of a code.
const DIGITS: usize = 30;
/// The digits of a code for each level.
const LEVEL_DIGITS: usize = 3;
/// The first number among siblings; with the last, 999, three digits allow 900 of them.
const FIRST: u32 = 100;

/// Adds a category under another, or at the top, after all of its siblings in whatever state; returns its id.
///
/// The caller holds the lock between changes: two at once would find the same place.
///
/// # Errors
/// [`Code::CategoryFull`] if there is no room for it; whatever the store reports.
pub fn add(
    connection: &mut Connection,
    parent: Option<&Category>,
    (cat_type, name, listorder): (i64, &str, i64),
    now: i64,
) -> Result<i64, Fault> {
    let (parent_id, level, prefix) = match parent {
        Some(parent) => (parent.id, parent.level + 1, parent.prefix()),
        None => (0, 1, ""),
    };
    let last = categories::last_code(connection, parent_id)?;
    let category = NewCategory {
        cat_type,
        name: name.to_owned(),
        parent_id,
        level,
        cat_code: next_code(prefix, last.as_deref()).ok_or(Code::CategoryFull)?,
        listorder,
    };
    Ok(categories::insert(connection, &category, now)?)
}

/// The categories that clients see: the live ones whose parents are live, all the way up. Each comes after those
/// above it.
///
/// # Errors
/// Whatever the store reports.
pub(crate) fn shown(connection: &mut Connection) -> Result<Vec<Category>, Error> {
    let mut ids = HashSet::from([0]);
    let mut shown = categories::all_live(connection)?;
    shown.retain(|category| ids.contains(&category.parent_id) && ids.insert(category.id));
    Ok(shown)
}

/// The code after the last of its siblings, which all start with `prefix`; `None` if there is no room for it.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_count_from_100_to_999_on_each_of_ten_levels() {
        let zeros = |code: &str| format!("{code:0<30}");
        assert_eq!(next_code("", None), Some(zeros("100")));
        assert_eq!(next_code("", Some(&zeros("100"))), Some(zeros("101")));
        assert_eq!(next_code("100", None), Some(zeros("100100")));
        assert_eq!(
            next_code("100", Some(&zeros("100100"))),
            Some(zeros("100101"))
        );
        assert_eq!(
            next_code("100", Some(&zeros("100998"))),
            Some(zeros("100999"))
        );
        assert_eq!(next_code("100", Some(&zeros("100999"))), None);
        let nine_levels = "100".repeat(9);
        assert_eq!(next_code(&nine_levels, None), Some("100".repeat(10)));
        assert_eq!(next_code(&"100".repeat(10), None), None);
    }
}
