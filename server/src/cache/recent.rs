//! Actions of visitors within the last seconds, so that they show at once where responses may be somewhat older.
//! Bounded, expires by itself, and never has the only copy of anything.

use std::{
    hash::Hash,
    sync::Arc,
    time::{Duration, Instant},
};

use moka::{ops::compute::Op, policy::EvictionPolicy, sync::Cache};

/// How long a thing is remembered, unless there are too many.
const AGE: Duration = Duration::from_secs(10);
/// Maximum number of things of one key; past that the oldest are evicted.
const MAX_PER_KEY: usize = 100;
/// Maximum number of things of all keys: some more than may wait to be counted. Past that the least recently used keys are
/// evicted.
const MAX_TOTAL: u64 = 200_000;

/// Things by who did them, each with when it was done, oldest first.
pub struct Recent<K, V>(Cache<K, Arc<[(Instant, V)]>>);

impl<K, V> Default for Recent<K, V>
where
    K: Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        // Not by use: what was done just now must be found, however much was done before.
        let things = Cache::builder()
            .time_to_live(AGE)
            .max_capacity(MAX_TOTAL)
            .weigher(|_, things: &Arc<[_]>| u32::try_from(things.len()).unwrap_or(u32::MAX))
            .eviction_policy(EvictionPolicy::lru());
        Self(things.build())
    }
}

impl<K, V> Recent<K, V>
where
    K: Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Remembers a thing.
    pub fn note(&self, key: K, value: V) {
        self.0.entry(key).and_compute_with(|before| {
            let before = before.map(|entry| entry.into_value()).unwrap_or_else(|| Arc::from([]));
            let now = Instant::now();
            let young: Vec<_> =
                before.iter().filter(|(at, _)| now.duration_since(*at) < AGE).cloned().collect();
            let surplus = (young.len() + 1).saturating_sub(MAX_PER_KEY);
            Op::Put(young.into_iter().skip(surplus).chain([(now, value)]).collect())
        });
    }

    /// What is remembered of a key, oldest first.
    pub fn get(&self, key: &K) -> Vec<V> {
        let things = self.0.get(key);
        things.iter().flat_map(|things| things.iter()).map(|(_, value)| value.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_told_in_order_and_of_one_key_the_newest() {
        let recent = Recent::default();
        for n in 0..3 {
            recent.note("anna", n);
        }
        assert_eq!((recent.get(&"anna"), recent.get(&"bert")), (vec![0, 1, 2], vec![]));
        (3..250).for_each(|n| recent.note("anna", n));
        assert_eq!(recent.get(&"anna"), (150..250).collect::<Vec<_>>());
    }

    #[test]
    fn of_too_many_keys_those_used_longest_ago_are_forgotten() {
        let recent = Recent::default();
        for n in 0..u32::try_from(MAX_TOTAL).unwrap() + 20_000 {
            recent.note(n, n);
            assert_eq!(recent.get(&n), vec![n]);
        }
        recent.0.run_pending_tasks();
        assert!(recent.0.weighted_size() <= MAX_TOTAL);
        assert!(recent.get(&0).is_empty());
    }
}
