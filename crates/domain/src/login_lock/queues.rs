//! The queues in front of password comparisons on this node.

use std::time::Duration;

use signet_fault::Fault;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::origin::Origin;
use crate::per_caller_limit::{PerCallerLimit, Permit};

/// Concurrent calls of one account: one compares, four wait. An owner needs no more, and each waiting call holds a place that
/// other callers need.
const PER_ACCOUNT: usize = 5;
/// Concurrent calls of one address for accounts to which the source is new.
const STRANGERS_PER_ORIGIN: usize = 8;
/// Concurrent calls of one address for accounts to which the source is known: enough for an office in the morning.
const KNOWN_PER_ORIGIN: usize = 16;
/// Concurrent calls of each kind: half of the queue for hashes, so that the other kind waits less than a
/// second behind it.
const IN_ALL: usize = 32;
/// Concurrent look-ups of whether a source is known, made when the queue of strangers is full.
const LOOK_UPS: usize = 4;

/// Limits the calls that wait for a comparison of passwords. Calls above a limit are refused at once.
///
/// A waiting call holds a place among the calls in flight. Without limits one account, whose passwords are compared one after
/// the other, or invented mobiles, each of which costs a hash, would take all places for as long as calls may wait.
#[derive(Debug)]
pub struct Queues {
    accounts: PerCallerLimit,
    strangers: PerCallerLimit,
    known: PerCallerLimit,
    look_ups: Semaphore,
}

impl Default for Queues {
    fn default() -> Queues {
        Queues {
            accounts: PerCallerLimit::new(1, PER_ACCOUNT),
            strangers: PerCallerLimit::new(STRANGERS_PER_ORIGIN, STRANGERS_PER_ORIGIN)
                .in_all(IN_ALL),
            known: PerCallerLimit::new(KNOWN_PER_ORIGIN, KNOWN_PER_ORIGIN).in_all(IN_ALL),
            look_ups: Semaphore::new(LOOK_UPS),
        }
    }
}

impl Queues {
    /// Takes a place for a source that is not known so far; `None` if the limit of its address or of all strangers is reached.
    pub(super) async fn take_as_stranger(&self, origin: Origin) -> Option<Permit> {
        let origin = origin.to_string();
        self.strangers.take(&origin, Duration::ZERO).await
    }

    /// Takes a place for a known source, or for a user with a session.
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if the limit of its address or of all known sources is reached.
    pub(super) async fn take_as_known(&self, origin: Origin) -> Result<Permit, Fault> {
        let place = self.known.take(&origin.to_string(), Duration::ZERO).await;
        place.ok_or_else(Fault::overloaded)
    }

    /// Takes the account's turn on this node.
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if too many calls wait for it, or this one waited too long.
    pub(super) async fn take_of_account(
        &self,
        account: &str,
        longest: Duration,
    ) -> Result<Permit, Fault> {
        let turn = self.accounts.take(account, longest).await;
        turn.ok_or_else(Fault::overloaded)
    }

    /// Takes a permit to look up whether a source is known.
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if too many look-ups run.
    pub(super) fn look_up(&self) -> Result<SemaphorePermit<'_>, Fault> {
        self.look_ups.try_acquire().map_err(|_| Fault::overloaded())
    }
}
