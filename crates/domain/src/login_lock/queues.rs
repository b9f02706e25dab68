//! The queues in front of password comparisons on this node.

use std::time::Duration;

use signet_fault::Fault;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::origin::Origin;
use crate::shares::{Share, Shares};

/// Calls of one account at once: one compares, four wait. An owner has no use for more, and each call that waits holds a place that
/// other callers need.
const PER_ACCOUNT: usize = 5;
/// Calls of one address at once that name accounts which do not know their source.
const STRANGERS_PER_ORIGIN: usize = 8;
/// Calls of one address at once that name accounts which do: an office in the morning.
const KNOWN_PER_ORIGIN: usize = 16;
/// Calls of either kind at once: half of the queue for hashes, so that the other kind waits less than a
/// second behind it.
const IN_ALL: usize = 32;
/// Concurrent look-ups of whether a source is known, made when strangers have no more room.
const LOOK_UPS: usize = 4;

/// Bounds how many calls wait for a comparison of passwords. Whatever is beyond a bound is refused at once.
///
/// A call that waits holds a place among the calls in flight. Without bounds one account, whose passwords are compared one after
/// the other, or made-up mobiles, each of which costs a hash, would take all places for as long as calls may wait.
#[derive(Debug)]
pub struct Queues {
    accounts: Shares,
    strangers: Shares,
    known: Shares,
    look_ups: Semaphore,
}

impl Default for Queues {
    fn default() -> Queues {
        Queues {
            accounts: Shares::new(1, PER_ACCOUNT),
            strangers: Shares::new(STRANGERS_PER_ORIGIN, STRANGERS_PER_ORIGIN).in_all(IN_ALL),
            known: Shares::new(KNOWN_PER_ORIGIN, KNOWN_PER_ORIGIN).in_all(IN_ALL),
            look_ups: Semaphore::new(LOOK_UPS),
        }
    }
}

impl Queues {
    /// Takes a place for a source that is not known to be known; `None` if its address has none left, or strangers have none.
    pub(super) async fn take_as_stranger(&self, origin: Origin) -> Option<Share> {
        let origin = origin.to_string();
        self.strangers.take(&origin, Duration::ZERO).await
    }

    /// Takes a place for a known source, or for a user with a session.
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if its address has none left, or such sources have none.
    pub(super) async fn take_as_known(&self, origin: Origin) -> Result<Share, Fault> {
        let place = self.known.take(&origin.to_string(), Duration::ZERO).await;
        place.ok_or_else(Fault::overloaded)
    }

    /// Takes the account's turn on this node.
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if enough calls wait for it, or it did not come in time.
    pub(super) async fn take_of_account(
        &self,
        mobile: &str,
        longest: Duration,
    ) -> Result<Share, Fault> {
        let turn = self.accounts.take(mobile, longest).await;
        turn.ok_or_else(Fault::overloaded)
    }

    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if there are enough look-ups.
    pub(super) fn look_up(&self) -> Result<SemaphorePermit<'_>, Fault> {
        self.look_ups.try_acquire().map_err(|_| Fault::overloaded())
    }
}
