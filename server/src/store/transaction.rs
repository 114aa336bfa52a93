//! Transactions by hand, where a closure would not do: many callers share one, and one's fault must not be another's.

use diesel::connection::SimpleConnection;

use super::connection::AnyConnection;
use crate::error::Result;

/// Opens a transaction; on SQLite with the write lock, since read-then-write fails under contention without it.
pub(super) fn begin(connection: &mut AnyConnection) -> Result<()> {
    let statement = match connection {
        AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
        AnyConnection::Postgres(_) => "BEGIN",
    };
    Ok(connection.batch_execute(statement)?)
}

/// Runs `work` inside a savepoint, which is taken back when it answers false.
pub(super) fn savepoint(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> bool,
) -> Result<()> {
    connection.batch_execute("SAVEPOINT unit")?;
    let end = if work(connection) { "RELEASE unit" } else { "ROLLBACK TO unit; RELEASE unit" };
    Ok(connection.batch_execute(end)?)
}
