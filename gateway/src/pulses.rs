//! Detection of hanging workers of the public port. A hanging worker answers no call, and nothing else reports it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::spawn_local;
use tokio::time::sleep;

/// The number of intervals without a record after which a worker counts as hanging.
const MISSED: u32 = 3;

/// The time at which each worker last recorded that it runs.
#[derive(Debug)]
pub(crate) struct Pulses {
    started: Instant,
    /// The interval at which a worker records that it runs.
    interval: Duration,
    /// Milliseconds since the start.
    workers: Mutex<Vec<Arc<AtomicU64>>>,
}

impl Pulses {
    /// Creates the record of workers that have not started yet.
    pub(crate) fn new(interval: Duration) -> Pulses {
        Pulses {
            started: Instant::now(),
            interval,
            workers: Mutex::default(),
        }
    }

    /// Starts the pulse of the worker on this thread.
    pub(crate) fn watch_this_worker(&self) {
        let (started, interval) = (self.started, self.interval);
        let pulse = Arc::new(AtomicU64::new(millis(started.elapsed())));
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        workers.push(Arc::clone(&pulse));
        spawn_local(async move {
            loop {
                pulse.store(millis(started.elapsed()), Ordering::Relaxed);
                sleep(interval).await;
            }
        });
    }

    /// Returns a description of hanging workers, if there are any.
    pub(crate) fn fault(&self) -> Option<String> {
        let workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        let now = millis(self.started.elapsed());
        let silences = workers
            .iter()
            .map(|pulse| now.saturating_sub(pulse.load(Ordering::Relaxed)));
        let hanging: Vec<u64> = silences
            .filter(|ms| *ms > millis(self.interval * MISSED))
            .collect();
        let longest = hanging.iter().max()? / 1000;
        Some(format!(
            "{} of {} workers have not run for up to {longest} s",
            hanging.len(),
            workers.len()
        ))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
