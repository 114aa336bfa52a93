//! What somebody did within the last seconds, so that it shows at once where answers may be somewhat older.
//! Bounded, forgets by itself, and never holds the only copy of anything.

use std::{
    hash::Hash,
    num::NonZero,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::base::map::IdMap;

/// How long a thing is remembered at least, unless there are too many.
const AGE: Duration = Duration::from_secs(5);
/// Things of one generation at the most: some more than may wait to be counted.
const MOST: usize = 100_000;

/// Things by who did them.
pub struct Recent<K, V>(Mutex<Generations<K, V>>);

/// The younger and the older things; when the younger are old enough they become the older ones.
struct Generations<K, V> {
    young: Generation<K, V>,
    old: Generation<K, V>,
    since: Instant,
}

/// Things in the order in which they were done. Each knows the one before it by the same key, so that a key that did one
/// thing costs little and all are forgotten at once.
struct Generation<K, V> {
    things: Vec<(V, Option<Place>)>,
    last: IdMap<K, Place>,
}

/// A place among things, counted from one.
type Place = NonZero<u32>;

impl<K, V> Default for Generation<K, V> {
    fn default() -> Self {
        Self { things: Vec::new(), last: IdMap::default() }
    }
}

impl<K: Eq + Hash, V: Clone> Default for Recent<K, V> {
    fn default() -> Self {
        let (young, old) = (Generation::default(), Generation::default());
        Self(Mutex::new(Generations { young, old, since: Instant::now() }))
    }
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    /// Remembers a thing.
    pub fn note(&self, key: K, value: V) {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if generations.since.elapsed() >= AGE || generations.young.things.len() >= MOST {
            generations.turn();
        }
        generations.young.note(key, value);
    }

    /// What is remembered of a key, oldest first.
    pub fn of(&self, key: &K) -> Vec<V> {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if generations.since.elapsed() >= AGE {
            generations.turn();
        }
        let mut latest: Vec<V> = [&generations.young, &generations.old]
            .into_iter()
            .flat_map(|generation| generation.backwards(key))
            .cloned()
            .collect();
        latest.reverse();
        latest
    }
}

impl<K, V> Generations<K, V> {
    fn turn(&mut self) {
        self.old = std::mem::take(&mut self.young);
        self.since = Instant::now();
    }
}

impl<K: Eq + Hash, V> Generation<K, V> {
    fn note(&mut self, key: K, value: V) {
        let Some(place) = u32::try_from(self.things.len() + 1).ok().and_then(NonZero::new) else { return };
        self.things.push((value, self.last.insert(key, place)));
    }

    /// What a key did, latest first.
    fn backwards(&self, key: &K) -> impl Iterator<Item = &V> {
        let at = |place: Place| self.things.get(place.get() as usize - 1);
        let latest = self.last.get(key).copied().and_then(at);
        std::iter::successors(latest, move |(_, before)| before.and_then(at)).map(|(value, _)| value)
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
        let much = Recent::default();
        (0..250_000).for_each(|n| much.note("anna", n));
        assert_eq!((much.of(&"anna").first(), much.of(&"anna").last()), (Some(&100_000), Some(&249_999)));
        let many = Recent::default();
        for n in 0..250_000_u32 {
            many.note(n, n);
        }
        assert_eq!((many.of(&0), many.of(&249_999)), (vec![], vec![249_999]));
    }
}
