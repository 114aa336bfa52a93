//! The bounded memory of one rate limiter: a time per key, in shards.
//! It never grows past its bound, and never forgets the keys that are nearest to their limit first.

use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;

const SHARDS: u64 = 16;

/// Key → theoretical arrival time of the cell rate algorithm; a later time means nearer to the limit.
#[derive(Debug)]
pub(super) struct Bounded {
    shards: Vec<Mutex<HashMap<u64, Nanos>>>,
    most_per_shard: usize,
}

impl Bounded {
    /// Creates a store for about `most` keys, rounded up to the shards.
    pub(super) fn new(most: usize) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect::<Vec<_>>();
        let most_per_shard = most.div_ceil(shards.len()).max(2);
        Self { shards, most_per_shard }
    }

    fn each(&self) -> impl Iterator<Item = MutexGuard<'_, HashMap<u64, Nanos>>> {
        // A poisoned shard still has valid numbers: nothing here can panic halfway.
        self.shards.iter().map(|shard| shard.lock())
    }
}

impl StateStore for Bounded {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let place = usize::try_from(key % SHARDS).unwrap_or_default();
        let Some(shard) = self.shards.get(place) else {
            return f(None).map(|(out, _)| out);
        };
        let mut map = shard.lock();
        let (out, next) = f(map.get(key).copied())?;
        if map.len() >= self.most_per_shard && !map.contains_key(key) {
            forget_half(&mut map);
        }
        map.insert(*key, next);
        Ok(out)
    }
}

/// Drops the half that has used least of its quota: an attacker's thousands of fresh keys go, a
/// victim's worn-out one stays. Constant work per insertion, averaged.
fn forget_half(map: &mut HashMap<u64, Nanos>) {
    let mut times: Vec<Nanos> = map.values().copied().collect();
    let middle = times.len() / 2;
    let (_, median, _) = times.select_nth_unstable(middle);
    let median = *median;
    // Equal times must not keep the map full: of those, half go as well.
    let mut spare = middle;
    map.retain(|_, time| {
        let drop = spare > 0 && *time <= median;
        if drop {
            spare -= 1;
        }
        !drop
    });
}

impl ShrinkableKeyedStateStore<u64> for Bounded {
    fn retain_recent(&self, drop_below: Nanos) {
        self.each().for_each(|mut map| map.retain(|_, time| *time > drop_below));
    }

    fn shrink_to_fit(&self) {
        self.each().for_each(|mut map| map.shrink_to_fit());
    }

    fn len(&self) -> usize {
        self.each().map(|map| map.len()).sum()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
