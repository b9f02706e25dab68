//! The outcomes and latencies of calls.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;
use tokio::time::Instant;

use crate::connection::Answer;
use crate::population::Kind;

/// The answers that some callers got.
#[derive(Clone, Default)]
pub(crate) struct Tally {
    kinds: BTreeMap<Kind, Answers>,
    /// The length of the load.
    pub(crate) length: Duration,
    /// The number of calls that were due and never made.
    pub(crate) not_made: u64,
    /// The end of the load. Later answers do not count.
    until: Option<Instant>,
}

/// The answers to one kind of call.
#[derive(Clone)]
struct Answers {
    /// The times of good answers, in microseconds.
    good: Histogram<u64>,
    /// The times of calls that were shed, in microseconds.
    shed: Histogram<u64>,
    /// The numbers of all other outcomes, by outcome: other answers, and calls without an answer.
    others: BTreeMap<String, u64>,
}

impl Default for Answers {
    fn default() -> Answers {
        Answers {
            good: histogram(),
            shed: histogram(),
            others: BTreeMap::new(),
        }
    }
}

/// Creates a histogram of times in microseconds up to two minutes, with a precision of three digits.
#[expect(clippy::expect_used, reason = "the bounds are constants")]
fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 120_000_000, 3).expect("the bounds are valid")
}

impl Tally {
    pub(crate) fn until(end: Instant) -> Tally {
        Tally {
            until: Some(end),
            ..Tally::default()
        }
    }

    pub(crate) fn answered(&mut self, kind: Kind, answer: &Answer, took: Duration) {
        if self.until.is_some_and(|end| Instant::now() > end) {
            return;
        }
        let answers = self.kinds.entry(kind).or_default();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if answer.is_good() {
            answers.good.saturating_record(micros);
        } else if answer.status == 503 && answer.has_retry_after {
            answers.shed.saturating_record(micros);
        } else {
            *answers.others.entry(answer.outcome()).or_default() += 1;
        }
    }

    /// Counts a call that got no answer.
    pub(crate) fn failed(&mut self, kind: Kind, error: &str) {
        let answers = self.kinds.entry(kind).or_default();
        *answers.others.entry(error.to_owned()).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: Tally) -> Result<()> {
        for (kind, theirs) in other.kinds {
            let ours = self.kinds.entry(kind).or_default();
            ours.good.add(theirs.good)?;
            ours.shed.add(theirs.shed)?;
            for (outcome, count) in theirs.others {
                *ours.others.entry(outcome).or_default() += count;
            }
        }
        Ok(())
    }

    /// Returns the answers to all kinds of calls except one.
    pub(crate) fn without(&self, kind: Kind) -> Tally {
        let mut rest = self.clone();
        rest.kinds.remove(&kind);
        rest
    }

    /// Returns the number of good answers per second.
    pub(crate) fn goodput(&self) -> f64 {
        self.per_second(self.count(|answers| answers.good.len()))
    }

    /// Returns the number of calls per second that were answered or failed.
    pub(crate) fn offered(&self) -> f64 {
        let all = |answers: &Answers| {
            answers.good.len() + answers.shed.len() + answers.others.values().sum::<u64>()
        };
        self.per_second(self.count(all))
    }

    pub(crate) fn shed(&self) -> u64 {
        self.count(|answers| answers.shed.len())
    }

    /// Returns the numbers of calls that were neither good nor shed, by outcome.
    pub(crate) fn others(&self) -> BTreeMap<String, u64> {
        let mut all = BTreeMap::new();
        for answers in self.kinds.values() {
            for (outcome, count) in &answers.others {
                *all.entry(outcome.clone()).or_default() += count;
            }
        }
        all
    }

    /// Returns the time within which this part (0 to 1) of the good answers came.
    pub(crate) fn quantile(&self, part: f64) -> Duration {
        self.quantile_of(part, |answers| &answers.good)
    }

    /// Returns the time within which this part (0 to 1) of the shed calls was answered.
    pub(crate) fn shed_quantile(&self, part: f64) -> Duration {
        self.quantile_of(part, |answers| &answers.shed)
    }

    fn quantile_of(&self, part: f64, of: impl Fn(&Answers) -> &Histogram<u64>) -> Duration {
        let mut all = histogram();
        for answers in self.kinds.values() {
            // The sum cannot fail, because both histograms have the same bounds.
            let _ = all.add(of(answers));
        }
        Duration::from_micros(all.value_at_quantile(part))
    }

    fn count(&self, of: impl Fn(&Answers) -> u64) -> u64 {
        self.kinds.values().map(of).sum()
    }

    #[expect(
        clippy::as_conversions,
        reason = "counts are far below what a float holds"
    )]
    fn per_second(&self, count: u64) -> f64 {
        count as f64 / self.length.as_secs_f64().max(1e-9)
    }
}

/// Prints a table with a line for each kind of call.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  {:<22} {:>9} {:>9} {:>9} {:>9} {:>9}  other answers",
            "call", "good", "p50 ms", "p99 ms", "shed", "p99 ms"
        )?;
        for (kind, answers) in &self.kinds {
            let (good, shed) = (&answers.good, &answers.shed);
            write!(
                f,
                "  {:<22} {:>9} {:>9} {:>9} {:>9} {:>9} ",
                kind.name(),
                good.len(),
                millis(good, 0.5),
                millis(good, 0.99),
                shed.len(),
                millis(shed, 0.99),
            )?;
            for (outcome, count) in &answers.others {
                write!(f, " {outcome}: {count}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn millis(times: &Histogram<u64>, part: f64) -> String {
    if times.is_empty() {
        return "-".to_owned();
    }
    let time = Duration::from_micros(times.value_at_quantile(part));
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}
