//! A small map with an age limit, for what every request needs and seldom changes.
//! Never holds the only copy of anything; old entries are read again, so other nodes' changes show within the limit.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

/// Entries kept at the most; past that all are forgotten.
const MOST: usize = 10_000;

/// A map whose entries are forgotten after a while.
pub struct Cache<K, V> {
    kept: RwLock<Kept<K, V>>,
    age: Duration,
}

struct Kept<K, V> {
    era: Era,
    entries: HashMap<K, (Instant, V)>,
}

/// The time between two forgettings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Era(u64);

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    /// A cache whose entries live for `age`.
    pub fn new(age: Duration) -> Self {
        Self { kept: RwLock::new(Kept { era: Era(0), entries: HashMap::new() }), age }
    }

    /// The entry, while it is young enough.
    pub fn find<Q>(&self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.entries.get(key).filter(|(made, _)| made.elapsed() < self.age).map(|(_, value)| value.clone())
    }

    /// The era that it is: asked before reading what will be put.
    pub fn era(&self) -> Era {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).era
    }

    /// Puts in an entry that was read in an era; when all was forgotten since, it may be old and is left out.
    pub fn put(&self, era: Era, key: K, value: V) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.era != era {
            return;
        }
        if kept.entries.len() >= MOST {
            kept.entries.clear();
        }
        kept.entries.insert(key, (Instant::now(), value));
    }

    /// Forgets all: after a change, on this node or on another.
    pub fn forget(&self) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.era = Era(kept.era.0.wrapping_add(1));
        kept.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_forgetting_is_not_put_after_it() {
        let cache = Cache::new(Duration::from_secs(3_600));
        let before = cache.era();
        cache.forget();
        cache.put(before, "key", "old");
        assert_eq!(cache.find("key"), None);
        cache.put(cache.era(), "key", "new");
        assert_eq!(cache.find("key"), Some("new"));
    }
}
