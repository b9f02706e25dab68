use std::cell::RefCell;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use thread_local::ThreadLocal;
use tokio::runtime;
use tokio::time::{Instant, sleep_until};

/// The maximum delay after its limit until a command is given up.
const WINDOW: Duration = Duration::from_millis(25);

/// The deadlines of commands: one timer for all commands of a thread that start within [`WINDOW`].
///
/// If each command had its own timer, each command would cost a system call: the runtime wakes its driver for every timer that is
/// due before the timer for which it waits.
#[derive(Default)]
pub(super) struct Deadlines(ThreadLocal<RefCell<Option<Deadline>>>);

struct Deadline {
    /// The runtime of the timer. Another runtime can get the same thread number, but does not drive this timer.
    runtime: runtime::Id,
    at: Instant,
    passed: Passed,
}

/// A future that completes when a deadline has passed.
type Passed = Shared<BoxFuture<'static, ()>>;

impl Deadlines {
    /// Returns a deadline that passes after `limit`, or up to [`WINDOW`] later.
    pub(super) fn after(&self, limit: Duration) -> Passed {
        let runtime = runtime::Handle::current().id();
        let earliest = Instant::now() + limit;
        let mut last = self.0.get_or_default().borrow_mut();
        let usable = |last: &&mut Deadline| {
            last.runtime == runtime && (earliest..=earliest + WINDOW).contains(&last.at)
        };
        if let Some(last) = last.as_mut().filter(usable) {
            return last.passed.clone();
        }
        let at = earliest + WINDOW;
        let passed = sleep_until(at).boxed().shared();
        *last = Some(Deadline {
            runtime,
            at,
            passed: passed.clone(),
        });
        passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_deadline_does_not_pass_before_its_limit() {
        let (deadlines, limit) = (Deadlines::default(), Duration::from_millis(20));
        for _ in 0..3 {
            let start = Instant::now();
            deadlines.after(limit).await;
            assert!(start.elapsed() >= limit);
        }
    }

    #[tokio::test]
    async fn commands_that_start_together_share_a_timer() {
        let (deadlines, limit) = (Deadlines::default(), Duration::from_secs(60));
        let first = deadlines.after(limit);
        assert!(first.ptr_eq(&deadlines.after(limit)));
        assert!(!first.ptr_eq(&deadlines.after(limit / 2)));
    }

    #[test]
    fn a_timer_of_another_runtime_is_not_used() {
        let (deadlines, limit) = (Deadlines::default(), Duration::from_secs(60));
        let on_own_runtime = || {
            let runtime = runtime::Builder::new_current_thread().enable_time().build();
            let runtime = runtime.unwrap();
            let _entered = runtime.enter();
            deadlines.after(limit)
        };
        assert!(!on_own_runtime().ptr_eq(&on_own_runtime()));
    }
}
