//! One log line per call: JSON, or text if the output is a terminal.

use std::cell::RefCell;
use std::io::Write;
use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;

use crate::line::call::CallRecord;
use crate::output::{Printer, Style};

/// The longest name of an app, method or version that is written; a caller may send anything.
const MAX_NAME: usize = 64;

/// The longest reason that is logged, in bytes.
const MAX_REASON: usize = 300;

thread_local! {
    /// The buffer in which a thread renders a line before it takes the lock.
    static RENDERED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The log of calls.
pub(crate) struct AccessLog {
    /// `None` if no log is kept.
    lines: Option<Printer>,
    style: Style,
}

/// The members of a line about a call. Never its data, token, signature or mobile.
pub(crate) struct Line<'a> {
    pub(crate) record: &'a CallRecord<'a>,
    /// The address of the caller; `null` in the log if it is not known.
    pub(crate) ip: Option<IpAddr>,
    pub(crate) code: u16,
    pub(crate) sub_code: Option<&'static str>,
    /// The rule that a refused call broke.
    pub(crate) reason: Option<&'a str>,
    pub(crate) took: Duration,
    pub(crate) now_millis: i64,
}

impl AccessLog {
    /// Creates a log on a stream; `None` disables it.
    pub(crate) fn new(lines: Option<Printer>, style: Style) -> AccessLog {
        AccessLog { lines, style }
    }

    pub(crate) fn write(&self, line: Line<'_>) {
        if let Some(lines) = &self.lines {
            RENDERED.with_borrow_mut(|rendered| {
                rendered.clear();
                match self.style {
                    Style::Json => line.render(rendered),
                    Style::Text { colour } => line.render_for_people(rendered, colour),
                }
                lines.print(rendered);
            });
        }
    }
}

impl Line<'_> {
    fn millis(&self) -> f64 {
        let micros = u32::try_from(self.took.as_micros()).unwrap_or(u32::MAX);
        f64::from(micros) / 1000.0
    }

    /// Writes the line, key by key: for a derived struct the keys would be escaped again for every line.
    fn render(&self, out: &mut Vec<u8>) {
        let record = self.record;
        put(out, "{\"time\":", self.now_millis);
        put(out, ",\"request_id\":", &record.request_id);
        if let Some(wire) = record.wire {
            put(out, ",\"wire\":", wire);
        }
        put(out, ",\"appid\":", shortened(record.appid(), MAX_NAME));
        put(out, ",\"method\":", shortened(record.method(), MAX_NAME));
        put(out, ",\"v\":", shortened(record.v(), MAX_NAME));
        put(out, ",\"user\":", record.user);
        put(out, ",\"ip\":", self.ip);
        put(out, ",\"code\":", self.code);
        put(out, ",\"sub_code\":", self.sub_code);
        if let Some(reason) = self.reason {
            put(out, ",\"reason\":", shortened(reason, MAX_REASON));
        }
        if let Some(note) = record.note {
            put(out, ",\"note\":", note);
        }
        put(out, ",\"ms\":", self.millis());
        out.extend_from_slice(b"}\n");
    }

    /// Writes the line as text; control characters in names that a caller can choose are escaped.
    fn render_for_people(&self, out: &mut Vec<u8>, colour: bool) {
        let (on, off) = match (colour, self.code) {
            (false, _) => ("", ""),
            (true, 200) => ("\x1b[32m", "\x1b[0m"),
            (true, 500..=599) => ("\x1b[31m", "\x1b[0m"),
            (true, _) => ("\x1b[33m", "\x1b[0m"),
        };
        let record = self.record;
        let (method, appid) = (record.method(), record.appid());
        let (method, appid) = (shortened(method, MAX_NAME), shortened(appid, MAX_NAME));
        let (code, millis, ip) = (self.code, self.millis(), self.ip);
        let ip = ip.map_or_else(|| "nowhere".to_owned(), |ip| ip.to_string());
        let reason = self.sub_code.unwrap_or("ok");
        let user = record
            .user
            .map_or_else(String::new, |user| format!(" user {user}"));
        let why = self.reason.or(record.note).map_or_else(String::new, |why| {
            format!(": {}", shortened(why, MAX_REASON).escape_debug())
        });
        let id = &record.request_id;
        let second = self.now_millis.div_euclid(1000);
        let [hour, minute, second] = [3600, 60, 1].map(|unit| second / unit);
        let (hour, minute, second) = (hour % 24, minute % 60, second % 60);
        // Writing to a vector cannot fail.
        let _ = writeln!(
            out,
            "{hour:02}:{minute:02}:{second:02}Z {on}{code} {reason}{off} {} {} {ip}{user} {millis} ms {id}{why}",
            method.escape_debug(),
            appid.escape_debug()
        );
    }
}

fn put(out: &mut Vec<u8>, key: &str, value: impl Serialize) {
    out.extend_from_slice(key.as_bytes());
    // Numbers and texts always serialise, and writing to a vector cannot fail.
    let _ = serde_json::to_writer(out, &value);
}

fn shortened(name: &str, most: usize) -> &str {
    if name.len() <= most {
        return name;
    }
    let mut ends = (0..=most).rev();
    let end = ends.find(|&end| name.is_char_boundary(end));
    name.get(..end.unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_a_character() {
        let shortened = |name| shortened(name, MAX_NAME);
        assert_eq!(shortened("user.login"), "user.login");
        let (long, longer) = ("é".repeat(60), "x".repeat(100));
        assert_eq!(shortened(&long), "é".repeat(32));
        assert_eq!(shortened(&longer).len(), 64);
    }
}
