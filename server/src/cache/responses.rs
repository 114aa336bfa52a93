//! A cache of encoded responses: the first request that finds one too old renders it again, while the others wait for it.
//! Bounded in bytes and in age. Never has the only copy of anything, and never renders a response twice at a time.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::RwLock;
use tokio::sync::Mutex;

/// What can be cached.
pub trait Weighed {
    /// Its size in bytes.
    fn bytes(&self) -> usize;
}

/// Maximum age of a response that lacks later changes, where this node does not learn of all changes at once.
pub const AGE: Duration = Duration::from_secs(1);
/// How often per second a response is rendered again because of changes, and how many times in a burst: under many changes
/// readers get a response that is somewhat older, but never past its age.
const PER_SECOND: f64 = 20.0;

/// Maximum bytes that are kept, and maximum number of keys.
const MAX_BYTES: usize = 16 << 20;
const MAX_PLACES: usize = 10_000;

/// Encoded responses by key.
pub struct ResponseCache<V>(RwLock<Places<V>>);

struct Places<V> {
    places: HashMap<String, Arc<Place<V>>>,
    bytes: usize,
}

struct Place<V> {
    kept: RwLock<Option<Kept<V>>>,
    /// Locked by the request that renders the response.
    making: Mutex<()>,
    /// How many may be rendered again now, and since when that is known.
    budget: parking_lot::Mutex<(f64, Instant)>,
}

struct Kept<V> {
    value: Arc<V>,
    stamp: u64,
    made: Instant,
}

/// What a reader asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The number of changes so far: a response with a lower number misses some.
    pub stamp: u64,
    /// The number of changes that must be in it, the reader's own among them.
    pub at_least: u64,
    /// How old it may be where nothing changed; `None` for as old as it gets, where every change is numbered.
    pub age: Option<Duration>,
}

impl<V: Weighed> Default for ResponseCache<V> {
    fn default() -> Self {
        Self(RwLock::new(Places { places: HashMap::new(), bytes: 0 }))
    }
}

impl<V: Weighed> ResponseCache<V> {
    /// The cached response of a key, if it is recent enough.
    pub fn find(&self, key: &str, wanted: Wanted) -> Option<Arc<V>> {
        let places = self.0.read();
        places.places.get(key)?.fit(wanted)
    }

    /// The response of a key, rendered by `make` if the cached one is too old.
    pub async fn get<E>(
        &self,
        key: &str,
        wanted: Wanted,
        make: impl AsyncFnOnce() -> Result<V, E>,
    ) -> Result<Arc<V>, E> {
        let place = self.place(key);
        if let Some(value) = place.fit(wanted) {
            return Ok(value);
        }
        let _turn = place.making.lock().await;
        // Another request may have rendered it while this one waited.
        if let Some(value) = place.fit(wanted) {
            return Ok(value);
        }
        place.spend();
        let made = Instant::now();
        let value = Arc::new(make().await?);
        let fresh = Kept { value: Arc::clone(&value), stamp: wanted.stamp, made };
        let old = place.kept.write().replace(fresh);
        self.weigh(value.bytes(), old.map_or(0, |kept| kept.value.bytes()));
        Ok(value)
    }

    fn place(&self, key: &str) -> Arc<Place<V>> {
        let found = self.0.read().places.get(key).map(Arc::clone);
        found.unwrap_or_else(|| {
            let mut cached = self.0.write();
            if cached.places.len() >= MAX_PLACES || cached.bytes + key.len() > MAX_BYTES {
                cached.clear();
            }
            // Keys are what clients ask for, so they count as well.
            if !cached.places.contains_key(key) {
                cached.bytes += key.len();
            }
            Arc::clone(cached.places.entry(key.to_owned()).or_default())
        })
    }

    fn weigh(&self, more: usize, less: usize) {
        let mut cached = self.0.write();
        cached.bytes = (cached.bytes + more).saturating_sub(less);
        if cached.bytes > MAX_BYTES {
            cached.clear();
        }
    }
}

impl<V> Places<V> {
    fn clear(&mut self) {
        self.places.clear();
        self.bytes = 0;
    }
}

impl<V> Default for Place<V> {
    fn default() -> Self {
        let budget = parking_lot::Mutex::new((PER_SECOND, Instant::now()));
        Self { kept: RwLock::new(None), making: Mutex::new(()), budget }
    }
}

impl<V> Place<V> {
    /// What is kept, if it is young enough and misses nothing that it must not miss. Where something changed since, it will do
    /// only while none may be rendered again.
    fn fit(&self, wanted: Wanted) -> Option<Arc<V>> {
        let kept = self.kept.read();
        let kept = kept.as_ref().filter(|kept| kept.stamp >= wanted.at_least)?;
        let age = kept.made.elapsed();
        let fits = if kept.stamp >= wanted.stamp {
            wanted.age.is_none_or(|most| age < most)
        } else {
            age < AGE && self.budget() < 1.0
        };
        fits.then(|| Arc::clone(&kept.value))
    }

    /// How many may be rendered again now.
    fn budget(&self) -> f64 {
        let mut budget = self.budget.lock();
        let now = Instant::now();
        let earned = (now - budget.1).as_secs_f64() * PER_SECOND;
        *budget = ((budget.0 + earned).min(PER_SECOND), now);
        budget.0
    }

    /// Takes a rendering off the budget, which one for a reader's own change may exceed.
    fn spend(&self) {
        let mut budget = self.budget.lock();
        budget.0 = (budget.0 - 1.0).max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weighed for u64 {
        fn bytes(&self) -> usize {
            8
        }
    }

    async fn get(cache: &ResponseCache<u64>, stamp: u64, at_least: u64, value: u64) -> u64 {
        let made =
            cache.get("key", Wanted { stamp, at_least, age: Some(AGE) }, async || Ok::<_, ()>(value)).await;
        made.map_or(0, |value| *value)
    }

    #[actix_web::test]
    async fn a_response_is_made_again_when_something_changed_and_not_otherwise() {
        let cache = ResponseCache::default();
        assert_eq!(get(&cache, 1, 0, 10).await, 10);
        assert_eq!(get(&cache, 1, 0, 11).await, 10);
        assert_eq!(get(&cache, 2, 0, 12).await, 12);
        assert_eq!(cache.find("key", Wanted { stamp: 2, at_least: 2, age: None }).as_deref(), Some(&12));
        assert_eq!(cache.find("key", Wanted { stamp: 2, at_least: 0, age: Some(Duration::ZERO) }), None);
        assert_eq!(cache.find("other", Wanted { stamp: 2, at_least: 0, age: None }), None);
    }

    #[actix_web::test]
    async fn under_a_storm_of_changes_only_who_changed_something_gets_a_new_answer() {
        let cache = ResponseCache::default();
        for stamp in 0..1_000 {
            get(&cache, stamp, 0, stamp).await;
        }
        let kept = get(&cache, 2_000, 0, 2_000).await;
        assert!(kept < 1_000, "the budget is used up: {kept}");
        let looked = ResponseCache::default();
        get(&looked, 0, 0, 0).await;
        for stamp in 1..=10 {
            // Readers look first, which uses up nothing.
            assert_eq!(looked.find("key", Wanted { stamp, at_least: 0, age: None }), None);
            assert_eq!(looked.find("key", Wanted { stamp, at_least: 0, age: None }), None);
            assert_eq!(get(&looked, stamp, 0, stamp).await, stamp);
        }
        assert_eq!(get(&cache, 2_000, 2_000, 2_001).await, 2_001, "an own change is seen at once");
    }

    #[actix_web::test]
    async fn those_who_come_at_once_share_one_making() {
        let cache = Arc::new(ResponseCache::<u64>::default());
        let made = Arc::new(std::sync::atomic::AtomicU64::new(0));
        let readers = (0..50).map(|_| {
            let (cache, made) = (Arc::clone(&cache), Arc::clone(&made));
            async move {
                let make = async || {
                    tokio::task::yield_now().await;
                    Ok::<_, ()>(made.fetch_add(1, std::sync::atomic::Ordering::SeqCst))
                };
                cache.get("key", Wanted { stamp: 1, at_least: 1, age: None }, make).await
            }
        });
        let all = futures_util::future::join_all(readers).await;
        assert!(all.iter().all(|value| value.as_deref() == Ok(&0)));
    }
}
