//! The black-box tests: a real server over real HTTP, every test with its own database, on SQLite and PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod accounts;
mod answers;
mod backups;
mod bad_input;
mod batches;
mod browser_rules;
mod caches;
mod concurrency;
mod declared;
mod durability;
mod erasure;
mod events;
mod faults;
mod heat;
mod hostile_clients;
mod idempotency;
mod identity;
mod layers;
mod limits;
mod lists;
mod load_balancing;
mod migrations;
mod move_command;
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
mod streams;
mod system;
mod tenancy;
mod test_app;
mod versions;
mod views;
mod visitor_seeds;
mod votes;
mod write_turns;
