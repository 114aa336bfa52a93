//! The black-box tests: a real server over real HTTP, every test with its own database, on SQLite and PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod accounts;
mod answers;
mod backups;
mod bad_input;
mod balanced;
mod batches;
mod browser_rules;
mod caches;
mod declared;
mod durable;
mod erasing;
mod events;
mod faults;
mod floors;
mod heat;
mod idempotency;
mod identity;
mod limits;
mod lists;
mod migrations;
mod moving;
mod order;
mod outages;
mod pooler;
mod program;
mod psql;
mod redis;
mod replica;
mod reports;
mod requests;
mod screens;
mod search;
mod secrets;
mod seeds;
mod storms;
mod strangers;
mod streams;
mod system;
mod tenancy;
mod test_app;
mod turns;
mod versions;
mod views;
mod votes;
