//! Transactions by hand, where a closure would not do: many callers share one, and one's fault must not be another's.

use diesel::connection::SimpleConnection;

use super::connection::AnyConnection;
use crate::error::{Error, Result};

/// Who has the session of a connection: settings last in one's own, and for a transaction where others come between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// This connection, until it is closed.
    Own,
    /// Whoever has a transaction: a pooler stands between.
    Shared,
}

/// How long a statement, and a transaction in which nothing happens, may take on PostgreSQL.
pub(super) const STATEMENT_TIMEOUT: &str = "15s";
pub(super) const IDLE_TIMEOUT: &str = "30s";

/// The kind of lock that boxes take their turns by, among those that a database may have.
const BOX: i32 = 0x59_53;

/// Opens a transaction; on SQLite with the write lock, since read-then-write fails under contention without it.
pub(super) fn begin(connection: &mut AnyConnection, session: Session) -> Result<()> {
    open(connection, session, "BEGIN")
}

/// Opens a transaction of PostgreSQL that only reads.
pub(super) fn begin_reading(connection: &mut AnyConnection, session: Session) -> Result<()> {
    open(connection, session, "BEGIN READ ONLY")
}

fn open(connection: &mut AnyConnection, session: Session, statement: &str) -> Result<()> {
    let begun = match (connection, session) {
        (AnyConnection::Sqlite(inner), _) => inner.batch_execute("BEGIN IMMEDIATE"),
        (AnyConnection::Postgres(inner), Session::Own) => inner.batch_execute(statement),
        // One way to the server and back. Parameters of the connection would be refused by the pooler.
        (AnyConnection::Postgres(inner), Session::Shared) => inner.batch_execute(&format!(
            "{statement}; SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'; \
             SET LOCAL idle_in_transaction_session_timeout = '{IDLE_TIMEOUT}'"
        )),
    };
    // Nothing is wrong with the statement, whatever the pooler says.
    begun.map_err(|error| Error::unavailable(error.to_string()))
}

/// Waits in the open transaction until the boxes with this number at other nodes are not at work, and keeps them waiting
/// until it ends: whoever came first is next. SQLite has one box.
pub(super) fn take_turn(connection: &mut AnyConnection, number: i32) -> Result<()> {
    Ok(connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({BOX}, {number})"))?)
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
