use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// A map whose entries end, swept whenever it has doubled: memory stays within twice what is live, at a constant
/// cost for each insertion.
///
/// `now` and `until` are in any one unit; an entry is over at `until`.
pub(super) struct Expiring<K, V> {
    entries: HashMap<K, (i64, V)>,
    sweep_at: usize,
}

impl<K: Eq + Hash, V> Expiring<K, V> {
    /// Sweeping fewer entries than this is not worth the while.
    const SMALL: usize = 1024;

    pub(super) fn new() -> Self {
        Expiring {
            entries: HashMap::new(),
            sweep_at: Self::SMALL,
        }
    }

    pub(super) fn get<Q>(&self, now: i64, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.entries
            .get(key)
            .filter(|(until, _)| *until > now)
            .map(|(_, value)| value)
    }

    pub(super) fn get_mut<Q>(&mut self, now: i64, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.entries
            .get_mut(key)
            .filter(|(until, _)| *until > now)
            .map(|(_, value)| value)
    }

    pub(super) fn insert(&mut self, now: i64, key: K, until: i64, value: V) {
        if self.entries.len() >= self.sweep_at {
            self.entries.retain(|_, (until, _)| *until > now);
            self.sweep_at = Self::SMALL.max(2 * self.entries.len());
        }
        self.entries.insert(key, (until, value));
    }

    pub(super) fn remove<Q>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.entries.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_over_at_its_end() {
        let mut map = Expiring::new();
        map.insert(0, "key", 10, ());
        assert!(map.get(9, "key").is_some());
        assert!(map.get(10, "key").is_none());
    }

    #[test]
    fn what_is_over_does_not_pile_up() {
        let mut map = Expiring::new();
        for now in 0..100_000 {
            map.insert(now, now, now + 100, ());
        }
        assert!(map.entries.len() <= 2 * Expiring::<i64, ()>::SMALL);
    }
}
