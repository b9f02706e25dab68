//! Ids of calls, each unique among all nodes.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use signet_domain::random;
use signet_fault::Fault;
use thread_local::ThreadLocal;

/// Creates the ids of calls: a random part for the node, then a number.
pub(crate) struct RequestIds {
    node: String,
    /// The first number that no thread has taken.
    next: AtomicU64,
    /// The next number and the end of the block of each thread.
    taken: ThreadLocal<Cell<(u64, u64)>>,
}

impl RequestIds {
    /// The numbers that a thread takes at once, so that threads do not contend on the counter.
    const BLOCK: u64 = 1 << 16;

    pub(crate) fn new() -> Result<RequestIds, Fault> {
        Ok(RequestIds {
            node: hex::encode(random::bytes::<6>()?),
            next: AtomicU64::new(0),
            taken: ThreadLocal::new(),
        })
    }

    /// Returns the next id of this thread.
    pub(crate) fn next(&self) -> String {
        let taken = self.taken.get_or_default();
        let (mut number, mut end) = taken.get();
        if number == end {
            number = self.next.fetch_add(Self::BLOCK, Ordering::Relaxed);
            end = number + Self::BLOCK;
        }
        taken.set((number + 1, end));
        // Twelve digits last for a hundred years.
        let [_, _, bytes @ ..] = number.to_be_bytes();
        let mut digits = [0; 12];
        let encoded = hex::encode_to_slice(bytes, &mut digits).ok();
        let digits = encoded.and_then(|()| std::str::from_utf8(&digits).ok());
        [&self.node, digits.unwrap_or_default()].concat()
    }
}
