//! What one method may take of the places, so that a flood of it leaves some to the others.

use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;

use signet_call::{Entry, Table};
use signet_fault::Fault;

use crate::gateway::Place;

/// How many calls of each method are in flight.
pub(crate) struct Bulkheads {
    in_flight: HashMap<&'static str, AtomicUsize>,
    /// The most calls of one method.
    most: usize,
}

impl Bulkheads {
    /// A method has three quarters of all places at most.
    pub(crate) fn new(table: &Table, max_in_flight: usize) -> Bulkheads {
        let names = table.entries().iter().map(|entry| entry.name);
        Bulkheads {
            in_flight: names.map(|name| (name, AtomicUsize::new(0))).collect(),
            most: max_in_flight - max_in_flight / 4,
        }
    }

    /// Takes a place among those of a method.
    ///
    /// # Errors
    /// [`Code::Overloaded`](signet_fault::Code::Overloaded) if it has no more.
    pub(crate) fn enter(&self, entry: &Entry) -> Result<Option<Place<'_>>, Fault> {
        // Every method of the table is counted.
        let taken = self.in_flight.get(entry.name);
        taken.map(|taken| Place::take(taken, self.most)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_has_three_quarters_of_the_places() {
        let table = Table::new(crate::packs::methods()).unwrap();
        let bulkheads = Bulkheads::new(&table, 8);
        let [one, other] = [0, 1].map(|number| table.entries()[number]);
        let calls: Vec<_> = (0..6).map(|_| bulkheads.enter(one).unwrap()).collect();
        assert!(bulkheads.enter(one).is_err());
        assert!(bulkheads.enter(other).is_ok(), "the others have theirs");
        drop(calls);
        assert!(bulkheads.enter(one).is_ok(), "places are free again");
    }
}
