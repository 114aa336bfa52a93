//! Connections, transactions, pools, the SQLite writer, migrations and column types, for both databases.
//! Knows no table.

pub mod claim;
pub mod columns;
pub mod connection;
pub mod database;
mod errors;
pub mod functions;
pub mod job;
pub mod migrate;
pub mod prepared;
pub mod private;
pub mod replica;
pub mod session;
mod tls;
pub mod transaction;
pub mod wal;
pub mod writer;
