use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use signet_store::jobs::Job;

/// The rows of the jobs that this node read last. All nodes read the same rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Jobs(Arc<Mutex<Vec<Job>>>);

#[derive(Clone, Debug, EncodeLabelSet)]
struct JobLabels {
    job: String,
}

impl Jobs {
    /// Replaces the jobs that the metrics show.
    pub(crate) fn show(&self, jobs: Vec<Job>) {
        *self.lock() = jobs;
    }

    /// Locks the list. A poisoned lock is safe: the list is complete.
    fn lock(&self) -> MutexGuard<'_, Vec<Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collector for Jobs {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let jobs = self.lock();
        let labels = |job: &Job| JobLabels {
            job: job.name.clone(),
        };
        let help = "When the job last succeeded on any node, in unix seconds";
        let mut family =
            encoder.encode_descriptor("job_last_success_seconds", help, None, MetricType::Gauge)?;
        for job in jobs.iter() {
            let at = job.succeeded_at.unwrap_or_default();
            ConstGauge::new(at).encode(family.encode_family(&labels(job))?)?;
        }
        let help = "How long the last run of the job took, in milliseconds";
        let mut family = encoder.encode_descriptor(
            "job_duration_milliseconds",
            help,
            None,
            MetricType::Gauge,
        )?;
        for job in jobs.iter() {
            ConstGauge::new(job.duration_ms).encode(family.encode_family(&labels(job))?)?;
        }
        let help = "Runs of the job that failed, on any node";
        let mut family =
            encoder.encode_descriptor("job_failures", help, None, MetricType::Counter)?;
        for job in jobs.iter() {
            let failures = u64::try_from(job.failures).unwrap_or_default();
            ConstCounter::new(failures).encode(family.encode_family(&labels(job))?)?;
        }
        Ok(())
    }
}
