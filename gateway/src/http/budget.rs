//! A limited resource that all clients share, such as bytes in memory, divided fairly between origins.
//!
//! No origin is refused while another origin holds more: if the budget is used up, the origin that holds most loses its largest
//! allocation, the oldest of equal ones. So one address cannot shut out others, but may use the whole budget while there are no
//! others.

use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;
use signet_domain::origin::Origin;

/// The total limit, and the amounts that origins hold of it.
pub(crate) struct Budget {
    most: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    total: usize,
    next: u64,
    origins: HashMap<Origin, Share>,
}

/// The allocations of one origin, oldest first.
#[derive(Default)]
struct Share {
    amount: usize,
    allocations: BTreeMap<u64, Allocated>,
}

struct Allocated {
    amount: usize,
    recall: Arc<Recall>,
}

/// Notifies the holder of an allocation that it is lost.
#[derive(Default)]
struct Recall {
    is_lost: AtomicBool,
    waker: AtomicWaker,
}

/// The amount that one connection holds of a budget, until it is dropped.
pub(crate) struct Allocation {
    budget: Arc<Budget>,
    origin: Origin,
    id: u64,
    recall: Arc<Recall>,
}

impl Budget {
    pub(crate) fn new(most: usize) -> Arc<Budget> {
        Arc::new(Budget {
            most,
            held: Mutex::default(),
        })
    }

    /// Takes an allocation; `None` if the budget is used up and no other origin holds more than this one.
    pub(crate) fn take(self: &Arc<Budget>, origin: Origin, amount: usize) -> Option<Allocation> {
        let recall = Arc::<Recall>::default();
        let mut held = self.lock();
        let id = held.next;
        held.next += 1;
        let holding = Allocated {
            amount: 0,
            recall: Arc::clone(&recall),
        };
        let share = held.origins.entry(origin).or_default();
        share.allocations.insert(id, holding);
        drop(held);
        let allocation = Allocation {
            budget: Arc::clone(self),
            origin,
            id,
            recall,
        };
        allocation.grow(amount).then_some(allocation)
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Allocation {
    /// Adds to the allocation; `false` if the budget is used up and no other origin holds more, or if the allocation is lost.
    pub(crate) fn grow(&self, amount: usize) -> bool {
        let mut held = self.budget.lock();
        let Some(own) = held.grow(self.origin, self.id, amount) else {
            return false;
        };
        while held.total > self.budget.most {
            let Some(largest) = held.largest_over(own) else {
                return false;
            };
            held.recall_from(largest);
        }
        true
    }

    /// Returns `Ready` if the allocation is lost. If not, the task is woken when it is lost.
    pub(crate) fn poll_lost(&self, context: &Context<'_>) -> Poll<()> {
        self.recall.waker.register(context.waker());
        match self.is_lost() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.recall.is_lost.load(Ordering::Acquire)
    }

    /// Waits until the allocation is lost.
    pub(crate) async fn lost(&self) {
        poll_fn(|context| self.poll_lost(context)).await;
    }
}

impl Drop for Allocation {
    fn drop(&mut self) {
        let mut held = self.budget.lock();
        held.remove(self.origin, self.id);
    }
}

impl Held {
    /// Adds to an allocation and returns the new amount of its origin, `None` if the allocation is lost.
    fn grow(&mut self, origin: Origin, id: u64, amount: usize) -> Option<usize> {
        let share = self.origins.get_mut(&origin)?;
        share.allocations.get_mut(&id)?.amount += amount;
        share.amount += amount;
        self.total += amount;
        Some(share.amount)
    }

    /// Returns the origin that holds most, if that is more than `own`.
    fn largest_over(&self, own: usize) -> Option<Origin> {
        let shares = self.origins.iter();
        let (origin, share) = shares.max_by_key(|(_, share)| share.amount)?;
        (share.amount > own).then_some(*origin)
    }

    /// Takes the largest allocation of an origin from its holder.
    fn recall_from(&mut self, origin: Origin) {
        let allocations = self.origins.get(&origin).map(|share| &share.allocations);
        // Of equal amounts `max_by_key` returns the last, which is the oldest in reversed order.
        let reversed = allocations.into_iter().flatten().rev();
        let Some((id, largest)) = reversed.max_by_key(|(_, holding)| holding.amount) else {
            return;
        };
        let (id, recall) = (*id, Arc::clone(&largest.recall));
        self.remove(origin, id);
        recall.is_lost.store(true, Ordering::Release);
        recall.waker.wake();
    }

    fn remove(&mut self, origin: Origin, id: u64) {
        let Some(share) = self.origins.get_mut(&origin) else {
            return;
        };
        if let Some(holding) = share.allocations.remove(&id) {
            share.amount -= holding.amount;
            self.total -= holding.amount;
        }
        if share.allocations.is_empty() {
            self.origins.remove(&origin);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn origin(last: u8) -> Origin {
        std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)).into()
    }

    fn is_lost(allocation: &Allocation) -> bool {
        allocation.is_lost()
    }

    #[test]
    fn the_largest_stake_of_the_largest_origin_goes() {
        let budget = Budget::new(100);
        let greedy: Vec<Allocation> = [20, 50, 30]
            .map(|amount| budget.take(origin(1), amount).unwrap())
            .into();
        let newcomer = budget.take(origin(2), 10).unwrap();
        let lost: Vec<bool> = greedy.iter().map(is_lost).collect();
        assert_eq!(lost, [false, true, false]);
        assert!(!is_lost(&newcomer));
        assert!(!greedy[1].grow(1), "what is lost does not grow");
        drop(greedy);
        drop(newcomer);
        assert_eq!(budget.lock().total, 0);
        assert!(budget.lock().origins.is_empty());
    }

    #[test]
    fn of_equal_stakes_the_oldest_goes() {
        let budget = Budget::new(3);
        let greedy: Vec<Allocation> = (0..3).map(|_| budget.take(origin(1), 1).unwrap()).collect();
        let _newcomer = budget.take(origin(2), 1).unwrap();
        let lost: Vec<bool> = greedy.iter().map(is_lost).collect();
        assert_eq!(lost, [true, false, false]);
    }

    #[test]
    fn the_largest_origin_is_refused_itself() {
        let budget = Budget::new(100);
        let small = budget.take(origin(1), 40).unwrap();
        let large = budget.take(origin(2), 60).unwrap();
        assert!(budget.take(origin(2), 1).is_none());
        assert!(!is_lost(&small) && !is_lost(&large));
        assert_eq!(
            budget.lock().total,
            100,
            "nothing is left of what was refused"
        );
    }
}
