//! The requests of the scenarios, one kind per file, for closed and open loops alike.
//! Only requests with one response: event streams are measured in `streams.rs`.

pub mod answering;
pub mod casting;
pub mod drawing;
pub mod looking;
pub mod mixed;
pub mod reading;
