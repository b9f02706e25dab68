//! Standard output and standard error: lines wait in a bounded queue, and one thread per stream writes them.
//!
//! A closed or blocked reader, a full disk, a closed terminal: none of these may block a thread that serves
//! calls. A line that cannot be printed is dropped and counted, and the stream reports the count when it works again.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{env, thread};

/// The most bytes of waiting lines; further lines are dropped.
const MAX_WAITING: usize = 4 * 1024 * 1024;

/// The time for which lines are collected. Waking the writer for each line would make a call a quarter slower.
const GATHER: Duration = Duration::from_millis(20);

/// The most capacity that the buffers keep between batches.
const KEPT: usize = 256 * 1024;

/// The time that the program waits at its end until the remaining lines are written.
const LAST_LINES: Duration = Duration::from_secs(1);

/// A stream, and the thread that writes to it. When it is dropped, waiting lines are written first, within a second.
pub struct Output(Printer);

/// A handle to print lines on a stream. Never blocks.
#[derive(Clone)]
pub struct Printer(Arc<Queue>);

/// The format of lines on a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For programs.
    Json,
    /// For people at a terminal.
    Text {
        /// Whether the terminal shows colours.
        colour: bool,
    },
}

/// The outputs of a gateway.
#[derive(Clone)]
pub struct Outputs {
    /// The access log.
    pub calls: Printer,
    /// The format of the access log.
    pub style: Style,
    /// Messages for people on standard output: the address of the gateway, messages of the console driver.
    pub people: Printer,
    /// The log.
    pub log: Printer,
}

/// Formats the line that says how many lines were dropped.
pub type Notice = fn(u64) -> String;

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    /// Wakes the writer for the first waiting line, and for the end.
    filled: Condvar,
    /// Wakes the thread that waits for the writer to end.
    ended: Condvar,
    dropped: AtomicU64,
}

#[derive(Default)]
struct Waiting {
    text: Vec<u8>,
    /// Lines that were dropped since the last notice on the stream.
    dropped: u64,
    is_ending: bool,
    has_ended: bool,
}

impl Output {
    /// Starts the writer of a stream.
    ///
    /// # Errors
    /// If the operating system cannot start a thread.
    pub fn start(
        name: &str,
        target: impl Write + Send + 'static,
        notice: Notice,
    ) -> io::Result<Output> {
        let output = Output(Printer(Arc::default()));
        let queue = Arc::clone(&output.0.0);
        let writer = thread::Builder::new().name(name.to_owned());
        writer.spawn(move || queue.write_all(target, notice))?;
        Ok(output)
    }

    /// Starts the writer of standard output or standard error.
    ///
    /// The writer does not use the buffer of the standard library, which would be flushed at the end of the program, however
    /// long that takes.
    ///
    /// # Errors
    /// If the operating system cannot start a thread, or cannot open the stream again.
    pub fn of(name: &str, stream: impl AsFd, notice: Notice) -> io::Result<Output> {
        let file = File::from(stream.as_fd().try_clone_to_owned()?);
        Output::start(name, file, notice)
    }

    /// Returns a handle to print lines.
    pub fn printer(&self) -> Printer {
        self.0.clone()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        let queue = &self.0.0;
        let mut waiting = queue.waiting();
        waiting.is_ending = true;
        queue.filled.notify_one();
        let goes_on = |waiting: &mut Waiting| !waiting.has_ended;
        // If a reader blocks the writer thread, the thread ends with the program.
        drop(queue.ended.wait_timeout_while(waiting, LAST_LINES, goes_on));
    }
}

impl Printer {
    /// Prints a line, which must end with a line feed.
    pub fn print(&self, line: &[u8]) {
        let queue = &*self.0;
        let mut waiting = queue.waiting();
        if waiting.text.len() + line.len() > MAX_WAITING || waiting.has_ended {
            waiting.dropped += 1;
            queue.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let is_first = waiting.text.is_empty();
        waiting.text.extend_from_slice(line);
        drop(waiting);
        if is_first {
            queue.filled.notify_one();
        }
    }

    /// Prints a text as a line.
    pub fn say(&self, text: impl Display) {
        self.print(format!("{text}\n").as_bytes());
    }

    /// Returns how many lines were dropped so far.
    pub(crate) fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }
}

impl Style {
    /// Returns the style of a stream: text at a terminal, otherwise JSON. The text has no colours if `NO_COLOR` is set or the
    /// terminal has none.
    pub fn of(stream: &impl IsTerminal) -> Style {
        if !stream.is_terminal() {
            return Style::Json;
        }
        let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
        let has_colours = variable("TERM").is_some_and(|terminal| terminal != "dumb");
        Style::Text {
            colour: has_colours && variable("NO_COLOR").is_none(),
        }
    }

    /// Returns the formatter of the notice about dropped lines in this style.
    pub fn notice(self) -> Notice {
        match self {
            Style::Json => |dropped| {
                format!(
                    r#"{{"level":"WARN","message":"{dropped} lines were dropped: nothing took them here","dropped_lines":{dropped}}}"#
                )
            },
            Style::Text { .. } => {
                |dropped| format!("WARN {dropped} lines were dropped: nothing took them here")
            }
        }
    }
}

/// Prints each write as one line: the formatter of the log writes a whole line at once.
impl Write for Printer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.print(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Queue {
    /// Writes lines until the stream ends.
    fn write_all(&self, mut target: impl Write, notice: Notice) {
        let (mut batch, mut is_torn) = (Vec::new(), false);
        while let Some(dropped) = self.next(&mut batch) {
            if is_torn {
                batch.insert(0, b'\n');
            }
            if dropped > 0 {
                batch.extend_from_slice(notice(dropped).as_bytes());
                batch.push(b'\n');
            }
            let rest = write(&mut target, &batch);
            let written = batch.len() - rest.len();
            is_torn = match written {
                0 => is_torn,
                _ => batch.get(written - 1) != Some(&b'\n'),
            };
            if !rest.is_empty() {
                self.count_lost(rest, dropped);
            }
        }
        self.waiting().has_ended = true;
        self.ended.notify_all();
    }

    /// Counts the lines that the target did not accept. Counts the `unreported` lines again, because their notice is lost.
    fn count_lost(&self, rest: &[u8], unreported: u64) {
        let ends = rest.iter().filter(|&&byte| byte == b'\n').count();
        // The last of these lines is the notice.
        let lines = u64::try_from(ends).unwrap_or(u64::MAX);
        let lines = lines.saturating_sub(u64::from(unreported > 0));
        self.dropped.fetch_add(lines, Ordering::Relaxed);
        self.waiting().dropped += lines + unreported;
    }

    /// Waits for lines, collects some, and replaces the content of `batch` with them. Returns how many were dropped
    /// meanwhile, or `None` at the end.
    fn next(&self, batch: &mut Vec<u8>) -> Option<u64> {
        batch.clear();
        batch.shrink_to(KEPT);
        let waiting = self.waiting();
        let is_idle = |waiting: &mut Waiting| waiting.text.is_empty() && !waiting.is_ending;
        let waiting = self.filled.wait_while(waiting, is_idle);
        let waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        let goes_on = |waiting: &mut Waiting| !waiting.is_ending;
        let gathered = self.filled.wait_timeout_while(waiting, GATHER, goes_on);
        let (mut waiting, _) = gathered.unwrap_or_else(PoisonError::into_inner);
        if waiting.text.is_empty() {
            return None;
        }
        std::mem::swap(&mut waiting.text, batch);
        Some(std::mem::take(&mut waiting.dropped))
    }

    /// Locks the waiting lines. A poisoned lock is safe: only complete lines are appended.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes as much as the target accepts, and returns the rest.
fn write<'a>(target: &mut impl Write, mut rest: &'a [u8]) -> &'a [u8] {
    while !rest.is_empty() {
        match target.write(rest) {
            Ok(0) => break,
            Ok(written) => rest = rest.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => (),
            // The pipe is full, and another program that shares it has made it non-blocking.
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(GATHER),
            Err(_) => break,
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver, Sender};

    use super::*;

    /// A target that fails on command, and accepts a few bytes at once.
    struct Target {
        outcomes: Receiver<bool>,
        written: Sender<Vec<u8>>,
    }

    impl Write for Target {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if !self.outcomes.recv().unwrap_or(true) {
                return Err(ErrorKind::StorageFull.into());
            }
            let taken = &bytes[..bytes.len().min(4)];
            // The test may have dropped the receiver.
            let _ = self.written.send(taken.to_vec());
            Ok(taken.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn notice(dropped: u64) -> String {
        format!("{dropped} lines were dropped")
    }

    #[test]
    fn lines_that_a_full_disk_did_not_take_are_counted_and_said() {
        let (outcome, outcomes) = mpsc::channel();
        let (written, seen) = mpsc::channel();
        let output = Output::start("test", Target { outcomes, written }, notice).unwrap();
        let lines = output.printer();
        for taken in [true, false] {
            outcome.send(taken).unwrap();
        }
        lines.print(b"first line\n");
        while lines.dropped() == 0 {
            thread::yield_now();
        }
        drop(outcome);
        lines.print(b"second\n");
        drop(output);
        let text = seen.iter().flatten().collect();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text, "firs\nsecond\n1 lines were dropped\n");
        assert_eq!(lines.dropped(), 1);
        lines.print(b"after the end\n");
        assert_eq!(lines.dropped(), 2);
    }

    #[test]
    fn lines_beyond_the_bound_are_dropped_and_the_end_does_not_wait_for_a_reader() {
        let (outcome, outcomes) = mpsc::channel();
        let (written, _seen) = mpsc::channel();
        let output = Output::start("test", Target { outcomes, written }, notice).unwrap();
        let lines = output.printer();
        let line = [b'x'; 64 * 1024];
        while lines.dropped() == 0 {
            lines.print(&line);
        }
        let started = std::time::Instant::now();
        drop(output);
        assert!(started.elapsed() < LAST_LINES * 2);
        drop(outcome);
    }
}
