//! Goods: how their specifications are written, and how their sales are counted.

use crate::tables::stock::day;

/// The number of days that count as recent, including today.
const RECENT_DAYS: i64 = 30;

/// Returns the first day whose sales count as recent.
pub(crate) fn first_recent_day(now: i64) -> i64 {
    day(now) - RECENT_DAYS + 1
}

/// Returns the names and values of a specification such as `颜色:::红色|||尺寸:::L`; `None` if the text is not a specification or a name
/// occurs twice.
pub(crate) fn specification(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for part in text.split("|||") {
        let (name, value) = part.split_once(":::")?;
        let stands_already = pairs.iter().any(|(other, _)| *other == name);
        if name.is_empty() || value.is_empty() || value.contains(":::") || stands_already {
            return None;
        }
        pairs.push((name, value));
    }
    Some(pairs)
}
