//! Goods: how their specifications are written, and how their sales are counted.

use crate::tables::stock::day;

/// The days that count as of late, today included.
const RECENT_DAYS: i64 = 30;

/// The first of the days whose sales are of late.
pub(crate) fn first_recent_day(now: i64) -> i64 {
    day(now) - RECENT_DAYS + 1
}

/// The names and values of a specification such as `颜色:::红色|||尺寸:::L`; `None` if it is none, each name once.
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
