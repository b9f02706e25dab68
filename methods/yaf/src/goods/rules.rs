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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_specification_is_names_and_values() {
        assert_eq!(
            specification("颜色:::红色|||尺寸:::L:1"),
            Some(vec![("颜色", "红色"), ("尺寸", "L:1")])
        );
        for wrong in [
            "",
            "红色",
            "颜色:::",
            ":::红色",
            "颜色:::红色|||",
            "颜色:::红色|||L",
            "颜色:::红色:::深",
            "颜色:::红色|||颜色:::黑色",
        ] {
            assert_eq!(specification(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn thirty_days_are_recent() {
        let now = 1_800_000_000;
        assert_eq!(day(now) - first_recent_day(now), 29);
        assert_eq!((day(0), day(86_399), day(86_400)), (0, 0, 1));
    }
}
