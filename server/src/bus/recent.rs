//! What somebody did within the last seconds, so that it shows at once where answers may be somewhat older.
//! Bounded, forgets by itself, and never holds the only copy of anything.

use std::{
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::base::map::IdMap;

/// How long a thing is remembered at least, unless there are too many.
const AGE: Duration = Duration::from_secs(5);
/// Keys of one generation at the most.
const MOST: usize = 100_000;

/// Things by who did them.
pub struct Recent<K, V>(Mutex<Generations<K, V>>);

/// The younger and the older things; when the younger are old enough they become the older ones.
struct Generations<K, V> {
    young: IdMap<K, Vec<V>>,
    old: IdMap<K, Vec<V>>,
    since: Instant,
}

impl<K: Eq + Hash, V: Clone> Default for Recent<K, V> {
    fn default() -> Self {
        let generations =
            Generations { young: IdMap::default(), old: IdMap::default(), since: Instant::now() };
        Self(Mutex::new(generations))
    }
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    /// Remembers a thing.
    pub fn note(&self, key: K, value: V) {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if generations.since.elapsed() >= AGE || generations.young.len() >= MOST {
            generations.turn();
        }
        generations.young.entry(key).or_default().push(value);
    }

    /// What is remembered of a key, oldest first.
    pub fn of(&self, key: &K) -> Vec<V> {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if generations.since.elapsed() >= AGE {
            generations.turn();
        }
        let both = [generations.old.get(key), generations.young.get(key)];
        both.into_iter().flatten().flatten().cloned().collect()
    }
}

impl<K, V> Generations<K, V> {
    fn turn(&mut self) {
        self.old = std::mem::take(&mut self.young);
        self.since = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_told_in_order_and_too_much_of_it_is_forgotten() {
        let recent = Recent::default();
        for n in 0..3 {
            recent.note("anna", n);
        }
        assert_eq!((recent.of(&"anna"), recent.of(&"bert")), (vec![0, 1, 2], vec![]));
        let many = Recent::default();
        for n in 0..250_000_u32 {
            many.note(n, n);
        }
        assert_eq!((many.of(&0), many.of(&249_999)), (vec![], vec![249_999]));
    }
}
