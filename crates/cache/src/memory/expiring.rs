use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// A map whose entries end. It is swept whenever its size has doubled, so it takes at most twice the memory of its live entries, at
/// a constant cost for each insertion.
///
/// `now` and `until` may be in any unit, but must be in the same unit. An entry is over at `until`.
pub(super) struct Expiring<K, V> {
    entries: HashMap<K, (i64, V)>,
    sweep_at: usize,
    max: usize,
}

impl<K: Eq + Hash, V> Expiring<K, V> {
    /// The smallest number of entries that is worth a sweep.
    const SMALL: usize = 1024;

    pub(super) fn new() -> Self {
        Expiring::bounded(usize::MAX)
    }

    /// Creates a map of at most `max` entries. If there are more, the entries that end first are dropped first.
    pub(super) fn bounded(max: usize) -> Self {
        Expiring {
            entries: HashMap::new(),
            sweep_at: Self::SMALL.min(max),
            max,
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
            self.sweep(now);
        }
        self.entries.insert(key, (until, value));
    }

    fn sweep(&mut self, now: i64) {
        self.entries.retain(|_, (until, _)| *until > now);
        // Half of the entries are dropped at once, so that the next sweep is much later.
        if self.entries.len() > self.max / 2 {
            self.drop_until(self.max / 2);
        }
        self.sweep_at = (2 * self.entries.len()).clamp(Self::SMALL.min(self.max), self.max);
    }

    /// Drops the entries that end first, until `left` entries remain.
    fn drop_until(&mut self, left: usize) {
        let mut surplus = self.entries.len().saturating_sub(left);
        let mut ends: Vec<i64> = self.entries.values().map(|(until, _)| *until).collect();
        let Some(last) = surplus.checked_sub(1) else {
            return;
        };
        let (_, last, _) = ends.select_nth_unstable(last);
        self.entries.retain(|_, (until, _)| {
            let goes = surplus > 0 && *until <= *last;
            surplus -= usize::from(goes);
            !goes
        });
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
    fn what_ends_first_goes_where_there_is_no_room() {
        let mut map = Expiring::bounded(10);
        for key in 0..1000 {
            map.insert(0, key, 1000 - key, ());
            assert!(map.entries.len() <= 10);
        }
        for key in 0..5 {
            assert!(map.get(0, &key).is_some(), "{key}");
        }
        let mut alike = Expiring::bounded(10);
        for key in 0..1000 {
            alike.insert(0, key, 1, ());
            assert!((1..=10).contains(&alike.entries.len()));
        }
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
