//! The black-box tests: a real server over real HTTP, every test with its own database, on SQLite and PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod accounts;
mod floors;
mod house;
mod votes;
