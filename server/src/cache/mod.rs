//! What is remembered so that it need not be asked for or encoded again. Never holds the only copy of anything.

pub mod encoded;
pub mod expiring;
pub mod listing;
pub mod recent;
pub mod responses;
pub mod stamps;
