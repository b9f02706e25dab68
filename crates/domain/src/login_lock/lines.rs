//! The queues in front of password comparisons on this node.

use std::time::Duration;

use signet_fault::Fault;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::origin::Origin;
use crate::shares::{Share, Shares};

/// Calls of one account at once: one compares, four wait. An owner has no use for more, and each call that waits holds a place that other callers need.
const PER_ACCOUNT: usize = 5;
/// Calls of one address at once, whatever accounts they name, as long as none of them knows the address.
const PER_ORIGIN: usize = 8;
/// Such calls of all addresses at once: three quarters of the queue for hashes. The rest is for sources that an account knows.
const STRANGERS: usize = 48;
/// Concurrent look-ups of whether a source is known, made when strangers have no more room.
const LOOK_UPS: usize = 4;

/// Bounds how many calls wait for a comparison of passwords. Whatever is beyond a bound is refused at once.
///
/// A call that waits holds a place among the calls in flight. Without bounds one account, whose passwords are compared one after
/// the other, or made-up mobiles, each of which costs a hash, would take all places for as long as calls may wait.
#[derive(Debug)]
pub struct Lines {
    accounts: Shares,
    strangers: Shares,
    look_ups: Semaphore,
}

impl Default for Lines {
    fn default() -> Lines {
        Lines {
            accounts: Shares::new(1, PER_ACCOUNT),
            strangers: Shares::new(PER_ORIGIN, PER_ORIGIN).in_all(STRANGERS),
            look_ups: Semaphore::new(LOOK_UPS),
        }
    }
}

impl Lines {
    /// Takes a place of an address; `None` if it has none left, or strangers have none.
    pub(super) async fn take_as_stranger(&self, origin: Origin) -> Option<Share> {
        self.strangers
            .take(&origin.to_string(), Duration::ZERO)
            .await
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
    /// [`Overloaded`](signet_fault::Code::Overloaded) if enough calls ask.
    pub(super) fn look_up(&self) -> Result<SemaphorePermit<'_>, Fault> {
        self.look_ups.try_acquire().map_err(|_| Fault::overloaded())
    }
}
