//! Floor 2: what is shared between requests and is no fact: limits, live events, caches.

pub mod address;
pub mod cache;
pub mod limit;
