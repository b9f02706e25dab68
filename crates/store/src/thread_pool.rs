//! The threads that wait for the database, one for each connection, and the queue in front of them.
//!
//! The queue is fair: it has a lane for each method, and the lanes take turns. A lane uses at most a quarter of the threads,
//! so that a flood of one method leaves threads to the other methods. While no other lane submits work, a lane may use more,
//! as long as a quarter of all threads stays free. A thread that ends a job takes the next job itself: under load no thread
//! has to be woken.

use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::AcqRel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

tokio::task_local! {
    static LANE: &'static str;
}

/// The time without work of other lanes after which a lane counts as alone.
const ALONE: Duration = Duration::from_millis(250);

/// Runs `work` in the lane with this name. All work of a lane on a [`Store`](crate::Store) together takes at most a quarter of the
/// connections, or all but a quarter if no other lane has submitted work for 250 ms.
pub fn in_lane<T>(name: &'static str, work: impl Future<Output = T>) -> impl Future<Output = T> {
    LANE.scope(name, work)
}

/// A fixed number of threads behind a fair queue. Dropping it ends the threads once the queue is empty.
pub(crate) struct ThreadPool(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    /// Wakes an idle thread if there is work, and all threads at the end.
    work_ready: Condvar,
    size: usize,
}

#[derive(Default)]
struct State {
    lanes: HashMap<Option<&'static str>, Lane>,
    /// The lane that submitted work last, and the time since which no other lane has submitted work.
    last: Option<(&'static str, Instant)>,
    /// The lanes that have work and may use another thread, each once.
    ready: VecDeque<Option<&'static str>>,
    threads: usize,
    running: usize,
    /// The number of threads that wait, and the number of threads that were notified and do not run yet.
    idle: usize,
    woken: usize,
    ended: bool,
}

#[derive(Default)]
struct Lane {
    waiting: VecDeque<Job>,
    running: usize,
    is_ready: bool,
}

struct Job {
    /// Set by the thread that begins the job, or by the caller that cancels it, whichever is first.
    taken: Arc<AtomicBool>,
    run: Box<dyn FnOnce() + Send>,
}

/// A submitted job. Dropping this cancels the job, unless a thread has begun it.
pub(crate) struct JobHandle<T> {
    taken: Arc<AtomicBool>,
    pub(crate) result: oneshot::Receiver<thread::Result<T>>,
}

impl<T> JobHandle<T> {
    /// Cancels the job. Returns false if a thread has begun it.
    pub(crate) fn cancel(&self) -> bool {
        !self.taken.swap(true, AcqRel)
    }
}

impl<T> Drop for JobHandle<T> {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl ThreadPool {
    /// Creates a pool of up to `size` threads; each starts when there is work for it.
    pub(crate) fn new(size: usize) -> ThreadPool {
        ThreadPool(Arc::new(Inner {
            state: Mutex::default(),
            work_ready: Condvar::new(),
            size,
        }))
    }

    /// Submits a job to the lane of the caller; jobs without a lane may use all threads.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> JobHandle<T> {
        let (send, result) = oneshot::channel();
        let taken = Arc::<AtomicBool>::default();
        let run = move || {
            let outcome: Result<T, Box<dyn Any + Send>> = catch_unwind(AssertUnwindSafe(work));
            // The caller may have given up.
            drop(send.send(outcome));
        };
        let job = Job {
            taken: Arc::clone(&taken),
            run: Box::new(run),
        };
        self.0.add(LANE.try_with(|name| *name).ok(), job);
        JobHandle { taken, result }
    }
}

impl Drop for ThreadPool {
    fn drop(&mut self) {
        self.0.state().ended = true;
        self.0.work_ready.notify_all();
    }
}

impl Inner {
    fn add(self: &Arc<Self>, name: Option<&'static str>, job: Job) {
        let mut state = self.state();
        state.lanes.entry(name).or_default().waiting.push_back(job);
        if let Some(name) = name.filter(|name| state.last.is_none_or(|(last, _)| last != *name)) {
            state.last = Some((name, Instant::now()));
        }
        if state.make_ready(name, self.size) {
            self.wake_one(state);
        }
    }

    /// Wakes an idle thread, or starts a new one if the pool is not full. Waking a thread without need costs more than a query.
    fn wake_one(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        if state.idle > 0 {
            state.idle -= 1;
            state.woken += 1;
            drop(state);
            self.work_ready.notify_one();
        } else if state.threads < self.size {
            state.threads += 1;
            drop(state);
            self.start_thread();
        }
    }

    fn start_thread(self: &Arc<Self>) {
        let inner = Arc::clone(self);
        let thread = thread::Builder::new().name("database".to_owned());
        if let Err(error) = thread.spawn(move || inner.work()) {
            tracing::error!(%error, "a thread for the database cannot be started");
            self.state().threads -= 1;
        }
    }

    /// Runs jobs until the pool is dropped and the queue is empty.
    fn work(self: &Arc<Self>) {
        let mut state = self.state();
        loop {
            if let Some((name, job)) = state.next() {
                if state.make_ready(name, self.size) {
                    self.wake_one(state);
                } else {
                    drop(state);
                }
                if !job.taken.swap(true, AcqRel) {
                    (job.run)();
                }
                state = self.state();
                state.leave(name);
                state.make_ready(name, self.size);
            } else if state.ended {
                return;
            } else {
                state.idle += 1;
                let is_idle = |state: &mut State| state.woken == 0 && !state.ended;
                let woken = self.work_ready.wait_while(state, is_idle);
                state = woken.unwrap_or_else(PoisonError::into_inner);
                state.woken = state.woken.saturating_sub(1);
            }
        }
    }

    /// Locks the state; nothing panics under this lock.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes the next job, of the lane whose turn it is.
    fn next(&mut self) -> Option<(Option<&'static str>, Job)> {
        let name = self.ready.pop_front()?;
        let lane = self.lanes.get_mut(&name)?;
        lane.is_ready = false;
        let job = lane.waiting.pop_front()?;
        lane.running += 1;
        self.running += 1;
        Some((name, job))
    }

    /// Counts a job of a lane as ended.
    fn leave(&mut self, name: Option<&'static str>) {
        if let Some(lane) = self.lanes.get_mut(&name) {
            lane.running -= 1;
            self.running -= 1;
        }
    }

    /// Gives a lane a turn if it has work and may use another of the `size` threads. Returns whether it got a turn.
    fn make_ready(&mut self, name: Option<&'static str>, size: usize) -> bool {
        let Some(lane) = self.lanes.get_mut(&name) else {
            return false;
        };
        let quarter = size.div_ceil(4);
        let is_alone = |(last, since): (_, Instant)| name == Some(last) && since.elapsed() >= ALONE;
        let may_have_more = || {
            name.is_none()
                || lane.running < quarter
                || self.running + quarter < size && self.last.is_some_and(is_alone)
        };
        if lane.is_ready || lane.waiting.is_empty() || !may_have_more() {
            return false;
        }
        lane.is_ready = true;
        self.ready.push_back(name);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// A job that reports its begin and then waits for a message.
    fn blocked(threads: &ThreadPool) -> (JobHandle<()>, mpsc::Receiver<()>, mpsc::Sender<()>) {
        let (tell, began) = mpsc::channel();
        let (go, wait) = mpsc::channel::<()>();
        let handle = threads.submit(move || {
            let _ = tell.send(());
            let _ = wait.recv();
        });
        (handle, began, go)
    }

    /// Makes the lane `flood` count as alone, or not.
    fn be_alone(threads: &ThreadPool, alone: bool) {
        let now = Instant::now();
        let since = match alone {
            true => now.checked_sub(ALONE).unwrap(),
            false => now + Duration::from_secs(3600),
        };
        threads.0.state().last = Some(("flood", since));
    }

    async fn flood(
        threads: &ThreadPool,
        calls: usize,
    ) -> Vec<(JobHandle<()>, mpsc::Receiver<()>, mpsc::Sender<()>)> {
        in_lane("flood", async {
            (0..calls).map(|_| blocked(threads)).collect()
        })
        .await
    }

    /// Asserts that a free thread serves another lane now.
    async fn serve_another(threads: &ThreadPool) {
        let mut other = in_lane("other", async { threads.submit(|| 7) }).await;
        assert_eq!((&mut other.result).await.unwrap().unwrap(), 7);
    }

    #[tokio::test]
    async fn one_lane_takes_a_quarter_and_leaves_the_rest() {
        let threads = ThreadPool::new(8);
        be_alone(&threads, false);
        let calls = flood(&threads, 3).await;
        calls[0].1.recv().unwrap();
        calls[1].1.recv().unwrap();
        serve_another(&threads).await;
        assert!(calls[2].1.try_recv().is_err(), "it waits its turn");
        calls[0].2.send(()).unwrap();
        calls[2].1.recv().unwrap();
    }

    #[tokio::test]
    async fn a_lane_that_is_alone_leaves_a_quarter() {
        let threads = ThreadPool::new(8);
        be_alone(&threads, false);
        let mut calls = flood(&threads, 9).await;
        calls[0].1.recv().unwrap();
        calls[1].1.recv().unwrap();
        be_alone(&threads, true);
        calls[0].2.send(()).unwrap();
        for (_, began, _) in &calls[2..7] {
            began.recv().unwrap();
        }
        serve_another(&threads).await;
        assert!(calls[7].1.try_recv().is_err(), "a quarter is free");
        // The lane is not alone any more.
        for (mut handle, _, go) in calls.drain(1..6) {
            go.send(()).unwrap();
            (&mut handle.result).await.unwrap().unwrap();
        }
        calls[2].1.recv().unwrap();
        assert!(calls[3].1.try_recv().is_err(), "a quarter is at work");
    }

    #[tokio::test]
    async fn a_lane_that_is_alone_leaves_what_others_have_and_a_quarter() {
        let threads = ThreadPool::new(8);
        let others = in_lane("slow", async { [blocked(&threads), blocked(&threads)] }).await;
        others[0].1.recv().unwrap();
        others[1].1.recv().unwrap();
        be_alone(&threads, true);
        let calls = flood(&threads, 5).await;
        for (_, began, _) in &calls[..4] {
            began.recv().unwrap();
        }
        serve_another(&threads).await;
        assert!(calls[4].1.try_recv().is_err(), "a quarter is free");
    }

    #[tokio::test]
    async fn few_threads_serve_every_lane() {
        for size in 1..4 {
            let threads = ThreadPool::new(size);
            be_alone(&threads, true);
            let calls = flood(&threads, size).await;
            for (_, began, go) in &calls {
                began.recv().unwrap();
                go.send(()).unwrap();
            }
            serve_another(&threads).await;
        }
    }

    #[tokio::test]
    async fn a_canceled_job_never_runs() {
        let threads = ThreadPool::new(1);
        let (handle, began, go) = blocked(&threads);
        began.recv().unwrap();
        assert!(!handle.cancel(), "it has begun");
        let (canceled, never, _) = blocked(&threads);
        assert!(canceled.cancel());
        let mut last = threads.submit(|| ());
        go.send(()).unwrap();
        (&mut last.result).await.unwrap().unwrap();
        assert!(never.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_panic_reaches_the_caller_and_costs_no_thread() {
        let threads = ThreadPool::new(1);
        let mut panics = threads.submit(|| panic!("on purpose"));
        assert!((&mut panics.result).await.unwrap().is_err());
        let mut next = threads.submit(|| 7);
        assert_eq!((&mut next.result).await.unwrap().unwrap(), 7);
    }
}
