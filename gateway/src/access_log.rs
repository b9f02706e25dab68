//! One JSON line per call, written by one thread, so that a slow disk never holds a call up.

use std::io::{self, BufWriter, Write};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::Serialize;

use crate::pipeline::Trace;

/// Lines that may wait for the writer; beyond that lines are dropped and counted.
const WAITING: usize = 65_536;

/// The longest name of an app, method or version that is written; a caller may send anything.
const MAX_NAME: usize = 64;

/// Where lines go.
pub struct AccessLog {
    /// Always there until the log is dropped.
    lines: Option<SyncSender<String>>,
    writer: Option<JoinHandle<()>>,
    dropped: Arc<AtomicU64>,
}

/// What is written of a call. Never its data, token, signature or mobile.
pub(crate) struct Line<'a> {
    pub(crate) trace: &'a Trace,
    pub(crate) ip: IpAddr,
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
        let (lines, received) = sync_channel(WAITING);
        let dropped = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&dropped);
        let writer = thread::Builder::new().name("access-log".to_owned());
        let writer = writer.spawn(move || write_all(&received, target, &counted))?;
        Ok(AccessLog {
            lines: Some(lines),
            writer: Some(writer),
            dropped,
        })
    }

    pub(crate) fn write(&self, line: Line<'_>) {
        let Some(lines) = &self.lines else { return };
        if let Err(TrySendError::Full(_)) = lines.try_send(line.render()) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for AccessLog {
    fn drop(&mut self) {
        // Without a sender the writer ends, once it has written what waits.
        self.lines = None;
        if self
            .writer
            .take()
            .is_some_and(|writer| writer.join().is_err())
        {
            tracing::error!("the writer of the access log panicked");
        }
    }
}

impl Line<'_> {
    fn render(&self) -> String {
        #[derive(Serialize)]
        struct Rendered<'a> {
            time: i64,
            request_id: &'a str,
            appid: &'a str,
            method: &'a str,
            v: &'a str,
            user: Option<i64>,
            ip: IpAddr,
            code: u16,
            sub_code: Option<&'static str>,
            ms: f64,
        }
        let trace = self.trace;
        let micros = u32::try_from(self.took.as_micros()).unwrap_or(u32::MAX);
        let rendered = Rendered {
            time: self.now_millis,
            request_id: &trace.request_id,
            appid: shortened(&trace.appid),
            method: trace
                .entry
                .map_or(shortened(&trace.method), |entry| entry.name),
            v: shortened(&trace.v),
            user: trace.user,
            ip: self.ip,
            code: self.code,
            sub_code: self.sub_code,
            ms: f64::from(micros) / 1000.0,
        };
        // Numbers and texts always serialise.
        let mut line = serde_json::to_string(&rendered).unwrap_or_default();
        line.push('\n');
        line
    }
}

fn shortened(name: &str) -> &str {
    let end = (0..=MAX_NAME)
        .rev()
        .find(|&end| name.is_char_boundary(end))
        .unwrap_or(0);
    name.get(..end).unwrap_or(name)
}

/// Writes lines until nobody sends any more, and flushes whenever none waits.
fn write_all(lines: &Receiver<String>, target: impl Write, dropped: &AtomicU64) {
    let mut target = BufWriter::with_capacity(64 * 1024, target);
    while let Ok(line) = lines.recv() {
        let mut written = target.write_all(line.as_bytes());
        while let Ok(line) = lines.try_recv() {
            written = written.and_then(|()| target.write_all(line.as_bytes()));
        }
        let missed = dropped.swap(0, Ordering::Relaxed);
        if missed > 0 {
            written = written.and_then(|()| writeln!(target, "{{\"dropped_lines\":{missed}}}"));
        }
        // A log that cannot be written must not stop the gateway; there is nowhere left to report it.
        let _ = written.and_then(|()| target.flush());
    }
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
