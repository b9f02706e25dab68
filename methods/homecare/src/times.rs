//! Times as the clients of this product read them.

use std::sync::LazyLock;

use signet_domain::clock::{LocalTime, Zone};

static UTC: LazyLock<Option<Zone>> = LazyLock::new(|| Zone::named("UTC").ok());

/// Returns unix seconds in a zone, with its offset: `2015-03-13 19:55:20+08:00`.
pub(crate) fn with_offset(zone: &Zone, seconds: i64) -> String {
    let local = zone.date_time(seconds);
    let as_utc = LocalTime::parse(&local).zip(UTC.as_ref());
    let offset = as_utc.map_or(0, |(local, utc)| utc.seconds(local) - seconds);
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Returns unix seconds in UTC: `2015-03-28T08:08:38.000Z`.
pub(crate) fn utc(seconds: i64) -> String {
    let utc = UTC.as_ref().map(|utc| utc.date_time(seconds));
    format!("{}.000Z", utc.unwrap_or_default().replace(' ', "T"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_offset_of_their_zone() {
        for (zone, seconds, text) in [
            ("Asia/Shanghai", 1_426_247_720, "2015-03-13 19:55:20+08:00"),
            ("UTC", 0, "1970-01-01 00:00:00+00:00"),
            (
                "America/St_Johns",
                1_700_000_000,
                "2023-11-14 18:43:20-03:30",
            ),
        ] {
            let zone = Zone::named(zone).unwrap();
            assert_eq!(with_offset(&zone, seconds), text);
        }
        assert_eq!(utc(1_427_530_118), "2015-03-28T08:08:38.000Z");
    }
}
