//! A small cache with an age limit, for what every request needs and seldom changes.
//! Never has the only copy of anything; old entries are read again, so other nodes' changes show within the limit.

use std::{
    hash::Hash,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Maximum number of entries; past that those used least are evicted.
const MAX_ENTRIES: u64 = 10_000;

/// A map whose entries expire.
pub struct Cache<K, V> {
    entries: moka::sync::Cache<K, (Era, V)>,
    era: AtomicU64,
}

/// The time between two calls of [`Cache::forget`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Era(u64);

impl<K: Eq + Hash + Send + Sync + 'static, V: Clone + Send + Sync + 'static> Cache<K, V> {
    /// A cache whose entries live for `age`.
    pub fn new(age: Duration) -> Self {
        let entries = moka::sync::Cache::builder().max_capacity(MAX_ENTRIES).time_to_live(age).build();
        Self { entries, era: AtomicU64::new(0) }
    }

    /// The entry, while it is young enough.
    pub fn find<Q>(&self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let (era, value) = self.entries.get(key)?;
        (era == self.era()).then_some(value)
    }

    /// The current era: to be asked for before the value is read that [`Cache::put`] takes.
    pub fn era(&self) -> Era {
        Era(self.era.load(Ordering::Acquire))
    }

    /// Inserts a value that was read in an era; if [`Cache::forget`] was called since, it may be old and is not found.
    pub fn put(&self, era: Era, key: K, value: V) {
        self.entries.insert(key, (era, value));
    }

    /// Whether the key has no entry yet; it has one from now on. Of several callers at once, one is the first.
    pub fn is_first(&self, key: K, value: V) -> bool {
        self.entries.entry(key).or_insert((self.era(), value)).is_fresh()
    }

    /// Forgets all: after a change, on this node or on another.
    pub fn forget(&self) {
        self.era.fetch_add(1, Ordering::AcqRel);
        self.entries.invalidate_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_found_after_it() {
        let cache = Cache::new(Duration::from_secs(3_600));
        let before = cache.era();
        cache.forget();
        cache.put(before, "key", "old");
        assert_eq!(cache.find("key"), None);
        cache.put(cache.era(), "key", "new");
        assert_eq!(cache.find("key"), Some("new"));
    }

    #[test]
    fn of_two_callers_one_is_the_first() {
        let cache = Cache::new(Duration::from_secs(3_600));
        assert_eq!((cache.is_first("key", ()), cache.is_first("key", ())), (true, false));
    }
}
