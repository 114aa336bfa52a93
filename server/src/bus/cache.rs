//! A small map with an age limit, for what every request needs and seldom changes.
//! Never holds the only copy of anything; old entries are read anew, so other nodes' changes show within the limit.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::RwLock,
    time::{Duration, Instant},
};

/// Entries kept at the most; past that all are forgotten.
const MOST: usize = 10_000;

/// A map whose entries are forgotten after a while.
pub struct Cache<K, V> {
    entries: RwLock<HashMap<K, (Instant, V)>>,
    age: Duration,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    /// A cache whose entries live for `age`.
    pub fn new(age: Duration) -> Self {
        Self { entries: RwLock::new(HashMap::new()), age }
    }

    /// The entry, while it is young enough.
    pub fn find<Q>(&self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let entries = self.entries.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        entries.get(key).filter(|(made, _)| made.elapsed() < self.age).map(|(_, value)| value.clone())
    }

    /// Puts an entry in.
    pub fn put(&self, key: K, value: V) {
        let mut entries = self.entries.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if entries.len() >= MOST {
            entries.clear();
        }
        entries.insert(key, (Instant::now(), value));
    }

    /// Forgets all: after a change on this node.
    pub fn forget(&self) {
        self.entries.write().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }
}
