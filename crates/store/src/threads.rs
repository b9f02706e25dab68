//! The threads that wait for the database, as many as there are connections, and the queue in front of them.
//!
//! Work stands in lanes, one for each kind of call. A lane has a quarter of the threads at most, and lanes take turns, so
//! that a flood of one kind leaves threads to the others. While no other lane brings work, one may have more, as long as a
//! quarter of all threads is free for whoever comes: nobody is served better by threads that idle. A thread that is
//! done takes the next work itself: under load nobody is woken for it.

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

/// How long no other lane has brought work when one is alone.
const ALONE: Duration = Duration::from_millis(250);

/// Runs `work`; whatever it does on a [`Store`](crate::Store) takes at most a quarter of the connections, together with all
/// other work in the lane of this name, or all but a quarter once no other lane has brought work for 250 ms.
pub fn in_lane<T>(name: &'static str, work: impl Future<Output = T>) -> impl Future<Output = T> {
    LANE.scope(name, work)
}

/// Threads, and what waits for them. They end with it, once nothing waits any more.
pub(crate) struct Threads(Arc<Desk>);

struct Desk {
    state: Mutex<State>,
    /// Told when there is work for an idle thread, and of the end.
    news: Condvar,
    size: usize,
}

#[derive(Default)]
struct State {
    lanes: HashMap<Option<&'static str>, Lane>,
    /// The lane that brought work last, and when it took over from another.
    last: Option<(&'static str, Instant)>,
    /// The lanes that have work and may have another thread, each once.
    ready: VecDeque<Option<&'static str>>,
    threads: usize,
    running: usize,
    /// Threads that wait and are not summoned, and those that are and have not heard of it.
    idle: usize,
    summoned: usize,
    ended: bool,
}

#[derive(Default)]
struct Lane {
    waiting: VecDeque<Job>,
    running: usize,
    is_ready: bool,
}

struct Job {
    /// Set by whoever is first: the thread that begins it, or the caller who gives up.
    taken: Arc<AtomicBool>,
    run: Box<dyn FnOnce() + Send>,
}

/// Work that was handed in. It is withdrawn when this is dropped, unless a thread has begun it.
pub(crate) struct Ticket<T> {
    taken: Arc<AtomicBool>,
    pub(crate) result: oneshot::Receiver<thread::Result<T>>,
}

impl<T> Ticket<T> {
    /// Withdraws the work; false if a thread has begun it.
    pub(crate) fn withdraw(&self) -> bool {
        !self.taken.swap(true, AcqRel)
    }
}

impl<T> Drop for Ticket<T> {
    fn drop(&mut self) {
        self.withdraw();
    }
}

impl Threads {
    /// Starts none before there is work.
    pub(crate) fn new(size: usize) -> Threads {
        Threads(Arc::new(Desk {
            state: Mutex::default(),
            news: Condvar::new(),
            size,
        }))
    }

    /// Hands work in, in the lane of the caller; work of no lane has all threads.
    pub(crate) fn hand_in<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Ticket<T> {
        let (send, result) = oneshot::channel();
        let taken = Arc::<AtomicBool>::default();
        let run = move || {
            let outcome: Result<T, Box<dyn Any + Send>> = catch_unwind(AssertUnwindSafe(work));
            // Nobody may wait for it any more.
            drop(send.send(outcome));
        };
        let job = Job {
            taken: Arc::clone(&taken),
            run: Box::new(run),
        };
        self.0.add(LANE.try_with(|name| *name).ok(), job);
        Ticket { taken, result }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.state().ended = true;
        self.0.news.notify_all();
    }
}

impl Desk {
    fn add(self: &Arc<Self>, name: Option<&'static str>, job: Job) {
        let mut state = self.state();
        state.lanes.entry(name).or_default().waiting.push_back(job);
        if let Some(name) = name.filter(|name| state.last.is_none_or(|(last, _)| last != *name)) {
            state.last = Some((name, Instant::now()));
        }
        if state.make_ready(name, self.size) {
            self.summon(state);
        }
    }

    /// Has one more thread look for work, if there is one. To wake it for nothing costs more than a query.
    fn summon(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        if state.idle > 0 {
            state.idle -= 1;
            state.summoned += 1;
            drop(state);
            self.news.notify_one();
        } else if state.threads < self.size {
            state.threads += 1;
            drop(state);
            self.start_thread();
        }
    }

    fn start_thread(self: &Arc<Self>) {
        let desk = Arc::clone(self);
        let thread = thread::Builder::new().name("database".to_owned());
        if let Err(error) = thread.spawn(move || desk.work()) {
            tracing::error!(%error, "a thread for the database cannot be started");
            self.state().threads -= 1;
        }
    }

    /// Takes work until the end.
    fn work(self: &Arc<Self>) {
        let mut state = self.state();
        loop {
            if let Some((name, job)) = state.next() {
                if state.make_ready(name, self.size) {
                    self.summon(state);
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
                let is_idle = |state: &mut State| state.summoned == 0 && !state.ended;
                let summoned = self.news.wait_while(state, is_idle);
                state = summoned.unwrap_or_else(PoisonError::into_inner);
                state.summoned = state.summoned.saturating_sub(1);
            }
        }
    }

    /// Nothing panics under this lock.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The next work of the lane whose turn it is.
    fn next(&mut self) -> Option<(Option<&'static str>, Job)> {
        let name = self.ready.pop_front()?;
        let lane = self.lanes.get_mut(&name)?;
        lane.is_ready = false;
        let job = lane.waiting.pop_front()?;
        lane.running += 1;
        self.running += 1;
        Some((name, job))
    }

    /// A thread is done with work of a lane.
    fn leave(&mut self, name: Option<&'static str>) {
        if let Some(lane) = self.lanes.get_mut(&name) {
            lane.running -= 1;
            self.running -= 1;
        }
    }

    /// Gives a lane a turn if it has work and may have another of all threads; whether it had none before.
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

    /// Work that tells that it began, and then waits to be let go.
    fn blocked(threads: &Threads) -> (Ticket<()>, mpsc::Receiver<()>, mpsc::Sender<()>) {
        let (tell, began) = mpsc::channel();
        let (go, wait) = mpsc::channel::<()>();
        let ticket = threads.hand_in(move || {
            let _ = tell.send(());
            let _ = wait.recv();
        });
        (ticket, began, go)
    }

    /// As if the lane `flood` had been alone for long, or never would be.
    fn be_alone(threads: &Threads, alone: bool) {
        let now = Instant::now();
        let since = match alone {
            true => now.checked_sub(ALONE).unwrap(),
            false => now + Duration::from_secs(3600),
        };
        threads.0.state().last = Some(("flood", since));
    }

    async fn flood(
        threads: &Threads,
        calls: usize,
    ) -> Vec<(Ticket<()>, mpsc::Receiver<()>, mpsc::Sender<()>)> {
        in_lane("flood", async {
            (0..calls).map(|_| blocked(threads)).collect()
        })
        .await
    }

    /// Another lane is served now, by a thread that is free.
    async fn serve_another(threads: &Threads) {
        let mut other = in_lane("other", async { threads.hand_in(|| 7) }).await;
        assert_eq!((&mut other.result).await.unwrap().unwrap(), 7);
    }

    #[tokio::test]
    async fn one_lane_takes_a_quarter_and_leaves_the_rest() {
        let threads = Threads::new(8);
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
        let threads = Threads::new(8);
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
        // It is not alone any more.
        for (mut ticket, _, go) in calls.drain(1..6) {
            go.send(()).unwrap();
            (&mut ticket.result).await.unwrap().unwrap();
        }
        calls[2].1.recv().unwrap();
        assert!(calls[3].1.try_recv().is_err(), "a quarter is at work");
    }

    #[tokio::test]
    async fn a_lane_that_is_alone_leaves_what_others_have_and_a_quarter() {
        let threads = Threads::new(8);
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
            let threads = Threads::new(size);
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
    async fn what_is_withdrawn_is_never_begun() {
        let threads = Threads::new(1);
        let (ticket, began, go) = blocked(&threads);
        began.recv().unwrap();
        assert!(!ticket.withdraw(), "it has begun");
        let (withdrawn, never, _) = blocked(&threads);
        assert!(withdrawn.withdraw());
        let mut last = threads.hand_in(|| ());
        go.send(()).unwrap();
        (&mut last.result).await.unwrap().unwrap();
        assert!(never.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_panic_is_told_and_costs_no_thread() {
        let threads = Threads::new(1);
        let mut panics = threads.hand_in(|| panic!("on purpose"));
        assert!((&mut panics.result).await.unwrap().is_err());
        let mut next = threads.hand_in(|| 7);
        assert_eq!((&mut next.result).await.unwrap().unwrap(), 7);
    }
}
