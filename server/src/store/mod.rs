//! SQL only, one file a table; synchronous functions over a connection, so that they compose in one
//! transaction. Knows no HTTP and decides nothing: rules live in `domain`.
pub mod answers;
pub mod decisions;
pub mod heats;
pub mod idempotency;
pub mod installation;
pub mod invites;
pub mod keys;
pub mod listing;
pub mod members;
pub mod numbers;
pub mod origins;
pub mod page;
pub mod places;
pub mod projects;
pub mod reports;
pub mod requests;
pub mod schema;
pub mod screen_names;
pub mod screens;
pub mod served;
pub mod sessions;
pub mod standing;
pub mod terms;
pub mod trends;
pub mod visitors;
pub mod votes;
