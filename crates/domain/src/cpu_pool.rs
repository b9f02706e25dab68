//! A pool of threads for work that is bound by the processor.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use signet_fault::Fault;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// A few threads and a short queue in front of them, so that a flood of heavy work leaves the processor to other calls.
///
/// `M` is the memory that jobs work in; each thread has one `M` and keeps it for the next job.
pub(crate) struct CpuPool<M> {
    jobs: SyncSender<Job<M>>,
    /// The number of jobs on a thread or in the queue, and its maximum.
    busy: Arc<AtomicUsize>,
    most: usize,
    max_wait: Duration,
}

type Job<M> = Box<dyn FnOnce(&mut M) + Send>;

impl<M: Default + 'static> CpuPool<M> {
    /// Starts a pool that runs at most `at_once` jobs at once, at least one. Up to `max_waiting` more jobs wait, each for at most
    /// `max_wait`.
    pub(crate) fn start(
        name: &str,
        at_once: usize,
        max_waiting: usize,
        max_wait: Duration,
    ) -> io::Result<CpuPool<M>> {
        let (jobs, waiting) = sync_channel::<Job<M>>(max_waiting);
        let waiting = Arc::new(Mutex::new(waiting));
        let at_once = at_once.max(1);
        for _ in 0..at_once {
            let waiting = Arc::clone(&waiting);
            thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || do_jobs(&waiting))?;
        }
        Ok(CpuPool {
            jobs,
            busy: Arc::default(),
            most: at_once + max_waiting,
            max_wait,
        })
    }

    /// Checks that a job would be accepted now, for callers that have other work to do first.
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if it would not be accepted.
    pub(crate) fn has_room(&self) -> Result<(), Fault> {
        match self.busy.load(Ordering::Relaxed) < self.most {
            true => Ok(()),
            false => Err(Fault::overloaded()),
        }
    }

    /// Runs a job on one of the threads.
    ///
    /// # Errors
    /// The errors of `work`; [`Overloaded`](signet_fault::Code::Overloaded) if too many calls wait;
    /// [`Internal`](signet_fault::Code::Internal) if `work` panicked.
    pub(crate) async fn turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut M) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let busy = Busy::new(&self.busy);
        let (done, outcome) = oneshot::channel();
        let job = move |memory: &mut M| {
            // Skip the job of a caller that gave up waiting.
            if done.is_closed() {
                return;
            }
            let outcome = work(memory);
            // Free the place in the queue before the caller continues.
            drop(busy);
            let _ = done.send(outcome);
        };
        self.jobs
            .try_send(Box::new(job))
            .map_err(|_| Fault::overloaded())?;
        match timeout(self.max_wait, outcome).await {
            Ok(outcome) => outcome.map_err(Fault::panicked)?,
            Err(_) => Err(Fault::overloaded()),
        }
    }
}

/// Counts a job as busy until it is done or dropped.
struct Busy(Arc<AtomicUsize>);

impl Busy {
    fn new(count: &Arc<AtomicUsize>) -> Busy {
        count.fetch_add(1, Ordering::Relaxed);
        Busy(Arc::clone(count))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Runs jobs until the queue is closed.
fn do_jobs<M: Default>(waiting: &Mutex<Receiver<Job<M>>>) {
    lower_priority();
    let mut memory = M::default();
    loop {
        // A poisoned lock is safe: the queue is valid.
        let job = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        match job {
            // After a panic the caller gets no answer, but the pool keeps its thread; the panic hook reports the panic.
            Ok(job) => drop(catch_unwind(AssertUnwindSafe(|| job(&mut memory)))),
            Err(_) => return,
        }
    }
}

/// The niceness of these threads: beside one thread that answers calls, one of these threads gets a third of a processor.
///
/// A niceness is a share, not a priority. If these threads ran only on idle processors, a flood of cheap calls
/// would block all logins.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 3;

/// Raises the niceness of this thread, so that a flood of heavy work leaves most of the processor to cheap calls.
#[cfg(target_os = "linux")]
fn lower_priority() {
    // On Linux the niceness is a property of the thread.
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::warn!(%error, "heavy work has the same priority as calls");
    }
}

/// Does nothing: on other systems the niceness belongs to the whole process.
#[cfg(not(target_os = "linux"))]
fn lower_priority() {}

#[cfg(test)]
mod tests {
    use signet_fault::Code;

    use super::*;

    fn pool() -> CpuPool<()> {
        CpuPool::start("test", 1, 4, Duration::from_secs(2)).unwrap()
    }

    #[tokio::test]
    async fn a_panic_costs_one_answer_and_no_thread() {
        let pool = pool();
        let panicked = pool.turn::<()>(|()| panic!("a planted panic")).await;
        assert_eq!(panicked.unwrap_err().code(), Code::Internal);
        assert_eq!(pool.turn(|()| Ok(1)).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn sheds_what_would_wait_in_vain() {
        let pool = pool();
        let slow = |(): &mut ()| {
            thread::sleep(Duration::from_millis(100));
            Ok(())
        };
        let calls = (0..20).map(|_| pool.turn(slow));
        let outcomes = futures_util::future::join_all(calls).await;
        let shed = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Err(fault) if fault.code() == Code::Overloaded));
        assert!((15..20).contains(&shed.count()));
        assert!(pool.has_room().is_ok(), "no call waits any more");
        let (running, runs) = std::sync::mpsc::channel();
        let (end, ended) = std::sync::mpsc::channel();
        let first = pool.turn(move |()| {
            running.send(()).unwrap();
            ended.recv().map_err(Fault::internal)
        });
        let rest = async {
            // From here on the queue is empty for the other jobs.
            runs.recv().unwrap();
            let full = futures_util::future::join_all((0..4).map(|_| pool.turn(slow)));
            let look = async {
                let room = pool.has_room();
                end.send(()).unwrap();
                room
            };
            tokio::join!(full, look).1
        };
        let (first, room) = tokio::join!(first, rest);
        assert!(first.is_ok());
        assert_eq!(room.unwrap_err().code(), Code::Overloaded);
    }
}
