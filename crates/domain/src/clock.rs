//! The time, and how clients see it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::TimeZone;
use signet_fault::Fault;

/// The wall clock. Tests move and stop it; nothing else reads the system's clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    hands: Arc<Hands>,
}

/// The settings of a clock, which tests change.
#[derive(Debug, Default)]
struct Hands {
    /// The seconds by which this clock is ahead of the system's clock.
    shift: AtomicI64,
    /// The unix seconds at which the clock is stopped, or 0 if it runs.
    stopped_at: AtomicI64,
}

impl Clock {
    /// Returns the time in unix seconds.
    pub fn now(&self) -> i64 {
        self.now_millis().div_euclid(1000)
    }

    /// Returns the time in unix milliseconds.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system's clock"
    )]
    pub fn now_millis(&self) -> i64 {
        match self.hands.stopped_at.load(Ordering::Relaxed) {
            0 => {
                Timestamp::now().as_millisecond() + 1000 * self.hands.shift.load(Ordering::Relaxed)
            }
            seconds => 1000 * seconds,
        }
    }

    /// Moves a running clock by some seconds, for tests.
    pub fn shift(&self, seconds: i64) {
        self.hands.shift.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Stops the clock at a time in unix seconds, for tests of what happens in exactly that second.
    pub fn stop_at(&self, seconds: i64) {
        self.hands.stopped_at.store(seconds, Ordering::Relaxed);
    }
}

/// A local date and time, without a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime(DateTime);

impl LocalTime {
    /// Parses `Y-m-d H:i:s`, each number with all of its digits; `None` for anything else and for days that do not exist.
    pub fn parse(text: &str) -> Option<LocalTime> {
        let shape = |(at, byte): (usize, u8)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b' ',
            13 | 16 => byte == b':',
            _ => byte.is_ascii_digit(),
        };
        // Unix seconds have no leap seconds.
        if text.len() != 19 || !text.bytes().enumerate().all(shape) || text.ends_with(":60") {
            return None;
        }
        text.parse().ok().map(LocalTime)
    }
}

/// The time zone of every date that a client sees.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

/// Writes `Y-m-d H:i:s`.
const PRINTER: DateTimePrinter = DateTimePrinter::new().separator(b' ');

/// A time zone that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("time.zone \"{name}\" is no IANA time zone; use a name such as Asia/Shanghai")]
pub struct UnknownZone {
    name: String,
}

impl Zone {
    /// Returns a zone by its IANA name.
    ///
    /// # Errors
    /// [`UnknownZone`] if the built-in time zone database does not contain the name.
    pub fn named(name: &str) -> Result<Zone, UnknownZone> {
        TimeZone::get(name).map(Zone).map_err(|_| UnknownZone {
            name: name.to_owned(),
        })
    }

    /// Returns unix seconds as `Y-m-d H:i:s`.
    pub fn date_time(&self, seconds: i64) -> String {
        match Timestamp::from_second(seconds) {
            Ok(timestamp) => PRINTER.datetime_to_string(&self.0.to_datetime(timestamp)),
            // Beyond the year 9999: no clock and no column holds such values.
            Err(_) => String::new(),
        }
    }

    /// Returns unix seconds as `Y-m-d H:i:s` with the offset of the zone at that time: `2015-03-13 19:55:20+08:00`.
    pub fn with_offset(&self, seconds: i64) -> String {
        match Timestamp::from_second(seconds) {
            Ok(timestamp) => {
                let offset = self.0.to_offset(timestamp);
                PRINTER.timestamp_with_offset_to_string(&timestamp, offset)
            }
            Err(_) => String::new(),
        }
    }

    /// Returns the unix seconds of a local time. If a change of the clock skips or repeats the time, the rules of RFC 5545 apply.
    /// The last hours of the year 9999 become the latest time that can be represented: they mean for ever.
    pub fn seconds(&self, local: LocalTime) -> i64 {
        let zoned = local.0.to_zoned(self.0.clone());
        zoned.map_or(Timestamp::MAX.as_second(), |zoned| {
            zoned.timestamp().as_second()
        })
    }

    /// Returns the date of `now`, as `Ymd`.
    pub fn date(&self, now: i64) -> String {
        let date_time = self.date_time(now);
        let date = date_time.split(' ').next().unwrap_or_default();
        date.replace('-', "")
    }

    /// Returns the first second of the day after `now`.
    ///
    /// # Errors
    /// [`Fault::internal`] at the end of the calendar.
    pub fn tomorrow(&self, now: i64) -> Result<i64, Fault> {
        let today = Timestamp::from_second(now)
            .map_err(Fault::internal)?
            .to_zoned(self.0.clone());
        let tomorrow = today
            .tomorrow()
            .and_then(|day| day.start_of_day())
            .map_err(Fault::internal)?;
        Ok(tomorrow.timestamp().as_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_dates_in_the_zone() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        assert_eq!(zone.date_time(1_493_898_621), "2017-05-04 19:50:21");
        assert_eq!(
            Zone::named("UTC").unwrap().date_time(0),
            "1970-01-01 00:00:00"
        );
    }

    #[test]
    fn shows_the_offset_of_the_time() {
        let zone = |name| Zone::named(name).unwrap();
        let shanghai = zone("Asia/Shanghai").with_offset(1_426_247_720);
        assert_eq!(shanghai, "2015-03-13 19:55:20+08:00");
        assert_eq!(zone("UTC").with_offset(0), "1970-01-01 00:00:00+00:00");
        let berlin = |seconds| zone("Europe/Berlin").with_offset(seconds);
        assert_eq!(berlin(1_426_247_720), "2015-03-13 12:55:20+01:00");
        assert_eq!(berlin(1_436_247_720), "2015-07-07 07:42:00+02:00");
        assert_eq!(berlin(i64::MAX), "");
    }

    #[test]
    fn reads_what_it_shows() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let local = LocalTime::parse("2017-05-04 19:50:21").unwrap();
        assert_eq!(zone.seconds(local), 1_493_898_621);
        let for_ever = LocalTime::parse("9999-12-31 23:59:59").unwrap();
        assert!(
            zone.date_time(zone.seconds(for_ever))
                .starts_with("9999-12-3")
        );
        assert_eq!(zone.date(1_493_898_621), "20170504");
        for wrong in [
            "2017-02-29 00:00:00",
            "2017-05-04T19:50:21",
            "2017-5-4 19:50:21",
            "2017-05-04",
            "2017-05-04 24:00:00",
            "2017-05-04 23:59:60",
            "2017-05-04 19:50:21 ",
            "+017-05-04 19:50:21",
        ] {
            assert_eq!(LocalTime::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_ends_at_midnight_of_the_zone() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let tomorrow = zone.tomorrow(1_493_898_621).unwrap();
        assert_eq!(zone.date_time(tomorrow), "2017-05-05 00:00:00");
    }

    #[test]
    fn refuses_unknown_zones() {
        assert!(
            Zone::named("Mars/Olympus")
                .unwrap_err()
                .to_string()
                .contains("Mars/Olympus")
        );
    }

    #[test]
    fn tests_can_move_the_clock() {
        let clock = Clock::default();
        let before = clock.now();
        clock.shift(3600);
        assert!((3600..3602).contains(&(clock.now() - before)));
    }
}
