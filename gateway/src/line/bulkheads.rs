//! Permits for calls in flight: for all methods together, and for each method, so that a flood of calls of one method leaves
//! permits to the other methods.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use signet_call::{Entry, Table};
use signet_fault::Fault;

/// The number of calls in flight, and its limits.
pub(crate) struct Bulkheads {
    total: AtomicUsize,
    /// The limit of all calls.
    max_total: usize,
    by_method: HashMap<&'static str, AtomicUsize>,
    /// The limit of the calls of one method.
    max_of_method: usize,
}

impl Bulkheads {
    /// Creates the limits; a method gets three quarters of all permits at most.
    pub(crate) fn new(table: &Table, max_in_flight: usize) -> Bulkheads {
        let names = table.entries().iter().map(|entry| entry.name);
        Bulkheads {
            total: AtomicUsize::new(0),
            max_total: max_in_flight,
            by_method: names.map(|name| (name, AtomicUsize::new(0))).collect(),
            max_of_method: max_in_flight - max_in_flight / 4,
        }
    }

    /// Returns the number of calls in flight.
    pub(crate) fn in_flight(&self) -> usize {
        self.total.load(Ordering::Relaxed)
    }

    /// Whether a call would get a permit now.
    ///
    /// # Errors
    /// [`Code::Overloaded`](signet_fault::Code::Overloaded) if not.
    pub(crate) fn has_room(&self) -> Result<(), Fault> {
        match self.in_flight() < self.max_total {
            true => Ok(()),
            false => Err(Fault::overloaded()),
        }
    }

    /// Takes a permit for a call, whatever its method.
    ///
    /// # Errors
    /// [`Code::Overloaded`](signet_fault::Code::Overloaded) if there is none.
    pub(crate) fn enter(&self) -> Result<Permit<'_>, Fault> {
        Permit::take(&self.total, self.max_total)
    }

    /// Takes a permit of a method.
    ///
    /// # Errors
    /// [`Code::Overloaded`](signet_fault::Code::Overloaded) if there is none.
    pub(crate) fn enter_method(&self, entry: &Entry) -> Result<Option<Permit<'_>>, Fault> {
        // Every method of the table is counted.
        let taken = self.by_method.get(entry.name);
        taken
            .map(|taken| Permit::take(taken, self.max_of_method))
            .transpose()
    }
}

/// A permit for a call in flight, given back when it is dropped.
pub(crate) struct Permit<'a>(&'a AtomicUsize);

impl<'a> Permit<'a> {
    fn take(taken: &'a AtomicUsize, most: usize) -> Result<Permit<'a>, Fault> {
        let permit = Permit(taken);
        match taken.fetch_add(1, Ordering::Relaxed) < most {
            true => Ok(permit),
            false => Err(Fault::overloaded()),
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_gets_three_quarters_of_the_permits() {
        let table = Table::new(crate::packs::methods()).unwrap();
        let bulkheads = Bulkheads::new(&table, 8);
        let [one, other] = [0, 1].map(|number| table.entries()[number]);
        let calls: Vec<_> = (0..6)
            .map(|_| bulkheads.enter_method(one).unwrap())
            .collect();
        assert!(bulkheads.enter_method(one).is_err());
        assert!(
            bulkheads.enter_method(other).is_ok(),
            "others have their own"
        );
        drop(calls);
        assert!(
            bulkheads.enter_method(one).is_ok(),
            "permits are given back"
        );
    }

    #[test]
    fn all_methods_together_have_a_limit() {
        let table = Table::new(crate::packs::methods()).unwrap();
        let bulkheads = Bulkheads::new(&table, 2);
        let calls = [(); 2].map(|()| bulkheads.enter().unwrap());
        assert_eq!(bulkheads.in_flight(), 2);
        assert!(bulkheads.has_room().is_err() && bulkheads.enter().is_err());
        drop(calls);
        assert_eq!(bulkheads.in_flight(), 0, "a refused call holds no permit");
        assert!(bulkheads.has_room().is_ok());
    }
}
