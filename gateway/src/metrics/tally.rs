use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use thread_local::ThreadLocal;

/// The upper bounds of the buckets, in seconds: from a call that is answered from memory to a call that waits for everything.
const BUCKETS: [f64; 14] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// The number of calls by outcome. Each thread has its own counts, and the sum is computed when the metrics are read: threads
/// that share a counter spend more time on contention than on counting.
#[derive(Debug, Default)]
pub(crate) struct Tally(ThreadLocal<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    /// The counts by wire, method and code.
    calls: BTreeMap<Call, u64>,
    refusals: BTreeMap<&'static str, u64>,
    /// The count of each bucket, and the count of the times above all bounds.
    latencies: [u64; BUCKETS.len() + 1],
    seconds: f64,
}

/// The pack of the wire of a call, or `None` if it was signed; its method, and the code of its reply.
pub(crate) type Call = (Option<&'static str>, &'static str, u16);

/// Returns the labels of a call. A signed call has no label `wire`.
fn labels((wire, method, code): Call) -> Vec<(&'static str, String)> {
    let known = [("method", method.to_owned()), ("code", code.to_string())];
    let wire = wire.map(|wire| ("wire", wire.to_owned()));
    known.into_iter().chain(wire).collect()
}

#[derive(Clone, Debug, EncodeLabelSet)]
struct RefusalLabels {
    sub_code: &'static str,
}

impl Tally {
    pub(crate) fn count(&self, call: Call, sub_code: Option<&'static str>, took: Duration) {
        let seconds = took.as_secs_f64();
        let bucket = BUCKETS.iter().take_while(|&&bound| bound < seconds).count();
        let mut counts = lock(self.0.get_or_default());
        *counts.calls.entry(call).or_default() += 1;
        if let Some(count) = counts.latencies.get_mut(bucket) {
            *count += 1;
        }
        counts.seconds += seconds;
        if let Some(sub_code) = sub_code {
            *counts.refusals.entry(sub_code).or_default() += 1;
        }
    }

    fn sum(&self) -> Counts {
        let mut sum = Counts::default();
        for counts in self.0.iter().map(lock) {
            for (labels, count) in &counts.calls {
                *sum.calls.entry(*labels).or_default() += count;
            }
            for (labels, count) in &counts.refusals {
                *sum.refusals.entry(labels).or_default() += count;
            }
            for (sum, count) in sum.latencies.iter_mut().zip(counts.latencies) {
                *sum += count;
            }
            sum.seconds += counts.seconds;
        }
        sum
    }
}

impl Collector for Tally {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let sum = self.sum();
        let help = "Calls by method and code, and by the wire of a pack";
        let mut calls = encoder.encode_descriptor("calls", help, None, MetricType::Counter)?;
        for (&call, &count) in &sum.calls {
            ConstCounter::new(count).encode(calls.encode_family(&labels(call))?)?;
        }
        let help = "Calls that failed, by sub_code";
        let mut refusals =
            encoder.encode_descriptor("refusals", help, None, MetricType::Counter)?;
        for (&sub_code, &count) in &sum.refusals {
            let labels = RefusalLabels { sub_code };
            ConstCounter::new(count).encode(refusals.encode_family(&labels)?)?;
        }
        let bounds = BUCKETS.into_iter().chain([f64::INFINITY]);
        let buckets: Vec<(f64, u64)> = bounds.zip(sum.latencies).collect();
        let help = "Time from the head of a call to its reply";
        encoder
            .encode_descriptor("call_seconds", help, None, MetricType::Histogram)?
            .encode_histogram::<NoLabelSet>(sum.seconds, sum.latencies.iter().sum(), &buckets, None)
    }
}

/// Locks the counts. A poisoned lock is safe: every change is complete before anything can panic.
fn lock(counts: &Mutex<Counts>) -> MutexGuard<'_, Counts> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}
