//! One JSON line per call, written by one thread some fifty times a second, so that a slow disk never holds a call up.

use std::cell::RefCell;
use std::io::{self, Write};
use std::net::IpAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::Serialize;

use crate::pipeline::Trace;

/// Bytes of lines that may wait for the writer; beyond that lines are dropped and counted.
const MAX_WAITING: usize = 8 * 1024 * 1024;

/// How long lines are gathered. To wake the writer for each of them would cost a call a quarter more.
const GATHER: Duration = Duration::from_millis(20);

/// What the buffers keep of their size between batches.
const KEPT: usize = 256 * 1024;

/// The longest name of an app, method or version that is written; a caller may send anything.
const MAX_NAME: usize = 64;

thread_local! {
    /// Where a thread renders a line before it takes the lock.
    static RENDERED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where lines go.
pub struct AccessLog {
    /// Nothing where no log is kept.
    lines: Option<Arc<Lines>>,
    writer: Option<JoinHandle<()>>,
}

/// What waits for the writer.
#[derive(Default)]
struct Lines {
    waiting: Mutex<Waiting>,
    /// Told of the first line that waits, and of the end.
    news: Condvar,
}

#[derive(Default)]
struct Waiting {
    text: Vec<u8>,
    dropped: u64,
    ended: bool,
}

/// What is written of a call. Never its data, token, signature or mobile.
pub(crate) struct Line<'a> {
    pub(crate) trace: &'a Trace,
    /// The address of the caller; `null` in the log if it is not known.
    pub(crate) ip: Option<IpAddr>,
    pub(crate) code: u16,
    pub(crate) sub_code: Option<&'static str>,
    pub(crate) took: Duration,
    pub(crate) now_millis: i64,
}

impl AccessLog {
    /// Starts the writer. When the log is dropped, the lines that wait are written first.
    ///
    /// # Errors
    /// If the operating system has no thread to give.
    pub fn start(target: impl Write + Send + 'static) -> io::Result<AccessLog> {
        let lines = Arc::<Lines>::default();
        let written = Arc::clone(&lines);
        let writer = thread::Builder::new().name("access-log".to_owned());
        Ok(AccessLog {
            lines: Some(lines),
            writer: Some(writer.spawn(move || written.write_all(target))?),
        })
    }

    /// A log that keeps nothing.
    pub fn off() -> AccessLog {
        AccessLog {
            lines: None,
            writer: None,
        }
    }

    pub(crate) fn write(&self, line: Line<'_>) {
        if let Some(lines) = &self.lines {
            RENDERED.with_borrow_mut(|rendered| {
                rendered.clear();
                line.render(rendered);
                lines.add(rendered);
            });
        }
    }
}

impl Drop for AccessLog {
    fn drop(&mut self) {
        if let Some(lines) = &self.lines {
            lines.waiting().ended = true;
            lines.news.notify_one();
        }
        if self
            .writer
            .take()
            .is_some_and(|writer| writer.join().is_err())
        {
            tracing::error!("the writer of the access log panicked");
        }
    }
}

impl Lines {
    fn add(&self, line: &[u8]) {
        let mut waiting = self.waiting();
        if waiting.text.len() + line.len() > MAX_WAITING {
            waiting.dropped += 1;
            return;
        }
        let is_first = waiting.text.is_empty();
        waiting.text.extend_from_slice(line);
        drop(waiting);
        if is_first {
            self.news.notify_one();
        }
    }

    /// Writes lines until the log ends.
    fn write_all(&self, mut target: impl Write) {
        let mut batch = Vec::new();
        while let Some(dropped) = self.next(&mut batch) {
            let mut written = target.write_all(&batch);
            if dropped > 0 {
                written =
                    written.and_then(|()| writeln!(target, "{{\"dropped_lines\":{dropped}}}"));
            }
            // A log that cannot be written must not stop the gateway; there is nowhere left to report it.
            let _ = written.and_then(|()| target.flush());
        }
    }

    /// Waits for lines, gathers some, and puts them in the place of what is in `batch`. How many were dropped beside
    /// them; nothing at the end.
    fn next(&self, batch: &mut Vec<u8>) -> Option<u64> {
        batch.clear();
        batch.shrink_to(KEPT);
        let waiting = self.waiting();
        let is_idle = |waiting: &mut Waiting| waiting.text.is_empty() && !waiting.ended;
        let waiting = self.news.wait_while(waiting, is_idle);
        let waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        let goes_on = |waiting: &mut Waiting| !waiting.ended;
        let gathered = self.news.wait_timeout_while(waiting, GATHER, goes_on);
        let (mut waiting, _) = gathered.unwrap_or_else(PoisonError::into_inner);
        if waiting.text.is_empty() {
            return None;
        }
        std::mem::swap(&mut waiting.text, batch);
        Some(std::mem::take(&mut waiting.dropped))
    }

    /// What a panic left behind are whole lines.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line<'_> {
    /// Writes the line, key by key: for a derived struct the keys would be escaped again for every line.
    fn render(&self, out: &mut Vec<u8>) {
        let trace = self.trace;
        let method = match trace.entry {
            Some(entry) => entry.name,
            None => shortened(&trace.method),
        };
        let micros = u32::try_from(self.took.as_micros()).unwrap_or(u32::MAX);
        put(out, "{\"time\":", self.now_millis);
        put(out, ",\"request_id\":", &trace.request_id);
        put(out, ",\"appid\":", shortened(&trace.appid));
        put(out, ",\"method\":", method);
        put(out, ",\"v\":", shortened(&trace.v));
        put(out, ",\"user\":", trace.user);
        put(out, ",\"ip\":", self.ip);
        put(out, ",\"code\":", self.code);
        put(out, ",\"sub_code\":", self.sub_code);
        put(out, ",\"ms\":", f64::from(micros) / 1000.0);
        out.extend_from_slice(b"}\n");
    }
}

fn put(out: &mut Vec<u8>, key: &str, value: impl Serialize) {
    out.extend_from_slice(key.as_bytes());
    // Numbers and texts always serialise, and a vector takes all that is written.
    let _ = serde_json::to_writer(out, &value);
}

fn shortened(name: &str) -> &str {
    let end = (0..=MAX_NAME)
        .rev()
        .find(|&end| name.is_char_boundary(end))
        .unwrap_or(0);
    name.get(..end).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_a_character() {
        assert_eq!(shortened("user.login"), "user.login");
        let long = "é".repeat(60);
        assert_eq!(shortened(&long), "é".repeat(32));
        assert_eq!(shortened(&"x".repeat(100)).len(), 64);
    }
}
