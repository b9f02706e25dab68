//! The timeline of all calls and answers, to find out afterwards which calls an outage hit.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The time during which every call must be good after an outage.
const SECOND: Duration = Duration::from_secs(1);

/// The resolution of the time of recovery.
const STEP: Duration = Duration::from_millis(100);

/// The answers that many callers got. Clones share the timeline.
#[derive(Clone, Default)]
pub(crate) struct Timeline(Arc<Mutex<Vec<Entry>>>);

/// A call and its answer.
#[derive(Clone)]
pub(crate) struct Entry {
    /// The method.
    pub(crate) what: &'static str,
    pub(crate) sent: Instant,
    pub(crate) answered: Instant,
    /// The outcome, such as `200` or `500 internal`, or the reason why there was no answer.
    pub(crate) outcome: String,
}

impl Entry {
    pub(crate) fn is_good(&self) -> bool {
        self.outcome == "200"
    }

    fn took(&self) -> Duration {
        self.answered - self.sent
    }
}

/// A span of time.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    pub(crate) from: Instant,
    pub(crate) to: Instant,
}

impl Timeline {
    pub(crate) fn note(&self, what: &'static str, sent: Instant, outcome: String) {
        let answered = Instant::now();
        self.lock().push(Entry {
            what,
            sent,
            answered,
            outcome,
        });
    }

    /// Returns all calls.
    pub(crate) fn all(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// Returns the calls that were sent within a span and fulfil a condition.
    pub(crate) fn sent(&self, span: Span, keep: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        let entries = self.lock();
        let within = |entry: &&Entry| entry.sent >= span.from && entry.sent < span.to;
        entries
            .iter()
            .filter(within)
            .filter(|entry| keep(entry))
            .cloned()
            .collect()
    }

    /// Returns the time from the start of `healed` to the first second in which all of these methods are answered and all answers are
    /// good.
    pub(crate) fn recovery(&self, healed: Span, methods: &[&'static str]) -> Option<Duration> {
        let entries = self.lock();
        let mut start = healed.from;
        while start + SECOND <= healed.to {
            let second = entries
                .iter()
                .filter(|entry| entry.answered >= start && entry.answered < start + SECOND);
            let (good, bad): (Vec<_>, Vec<_>) = second.partition(|entry| entry.is_good());
            let has = |method| good.iter().any(|entry| entry.what == method);
            if bad.is_empty() && methods.iter().all(|method| has(*method)) {
                return Some(start - healed.from);
            }
            start += STEP;
        }
        None
    }

    /// Returns the time of the last answer.
    pub(crate) fn last_answer(&self) -> Option<Instant> {
        self.lock().iter().map(|entry| entry.answered).max()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the number of calls by outcome.
pub(crate) fn outcomes(entries: &[Entry]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        *counts.entry(entry.outcome.as_str()).or_default() += 1;
    }
    counts
}

/// Returns the median and the longest latency.
pub(crate) fn times(entries: &[Entry]) -> (Duration, Duration) {
    let mut times: Vec<Duration> = entries.iter().map(Entry::took).collect();
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    (median, times.last().copied().unwrap_or_default())
}

/// Prints a line for each method: its outcomes and latencies.
pub(crate) fn print(entries: &[Entry]) {
    println!(
        "    {:<22} {:>9} {:>9}  answers",
        "call", "p50 ms", "max ms"
    );
    let mut methods: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        methods.entry(entry.what).or_default().push(entry.clone());
    }
    for (method, entries) in methods {
        let (median, longest) = times(&entries);
        let counts: Vec<String> = outcomes(&entries)
            .iter()
            .map(|(outcome, count)| format!("{outcome}: {count}"))
            .collect();
        println!(
            "    {method:<22} {:>9} {:>9}  {}",
            millis(median),
            millis(longest),
            counts.join(", ")
        );
    }
}

/// Formats a time in milliseconds.
pub(crate) fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}
