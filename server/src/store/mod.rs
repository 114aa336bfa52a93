//! Floor 2: SQL only, one file a table family; synchronous functions over a connection, so that they compose in one
//! transaction. Knows no HTTP and decides nothing: rules live in `domain`.

pub mod answers;
pub mod ballot;
pub mod carrying;
pub mod changes;
pub mod check;
pub mod columns;
pub mod connection;
pub mod db;
pub mod deciding;
pub mod decisions;
pub mod heats;
pub mod idempotency;
pub mod invites;
pub mod journal;
pub mod keys;
pub mod making;
pub mod members;
pub mod migrate;
pub mod origins;
pub mod page;
pub mod places;
mod prepared;
pub mod projects;
pub mod reports;
pub mod requests;
pub mod schema;
pub mod screens;
pub mod seeking;
pub mod sessions;
pub mod terms;
mod transaction;
pub mod trends;
mod unit;
pub mod visitors;
pub mod votes;
mod writer;
