//! What changed: the journal, and who listens for it.

pub mod journal;
pub mod live;
pub mod throttle;
