//! Changes: the journal of them, and the event streams.

pub mod journal;
pub mod live;
pub mod throttle;
