use std::future::Future;
use std::pin::{Pin, pin};
use std::task::Context;

use tokio::time::{Instant, Sleep, sleep_until};

/// Wakes the task of a connection at a deadline that moves with each request.
///
/// If a deadline moves further away, the timer is not changed: it wakes the task too early once and is then set again, so
/// a connection in use sets it every few seconds and not with each call.
#[derive(Default)]
pub(super) struct Timer(Option<Pin<Box<Sleep>>>);

impl Timer {
    /// Returns whether the deadline has passed. If not, the task is woken when it passes.
    pub(super) fn has_passed(&mut self, deadline: Instant, context: &mut Context<'_>) -> bool {
        let sleep = match &mut self.0 {
            Some(sleep) if sleep.is_elapsed() => {
                if Instant::now() >= deadline {
                    return true;
                }
                sleep.as_mut().reset(deadline);
                sleep
            }
            Some(sleep) if sleep.deadline() <= deadline => return false,
            Some(sleep) => {
                sleep.as_mut().reset(deadline);
                sleep
            }
            none => none.insert(Box::pin(sleep_until(deadline))),
        };
        // The timer ignores the budget of the task: with a used up budget it would not be registered.
        pin!(tokio::task::unconstrained(sleep.as_mut()))
            .poll(context)
            .is_ready()
    }
}
