//! Caches of what need not be queried or encoded again. They never have the only copy of anything.

pub mod encoded;
pub mod expiring;
pub mod listing;
pub mod recent;
pub mod responses;
pub mod stamps;
