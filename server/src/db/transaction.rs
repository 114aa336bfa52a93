//! Transactions by hand, where a closure would not do: many callers share one, and one's fault must not be another's.

use diesel::connection::SimpleConnection;

use super::{
    connection::AnyConnection,
    session::{IDLE_TIMEOUT, STATEMENT_TIMEOUT, Session},
};
use crate::error::{Error, Result};

/// How PostgreSQL is to run the statements of a batch, which name rows by their keys: a plan that reads a whole table costs less
/// while that is small, and is kept when it has grown.
const BY_KEY: &str = "enable_seqscan = off";

/// The kind of lock that nodes take their turns by, among those that a database may have.
const TURN: i32 = 0x59_53;

/// Opens a transaction; on SQLite with the write lock, since read-then-write fails under contention without it.
pub fn begin(connection: &mut AnyConnection, session: Session) -> Result<()> {
    open(connection, session, "BEGIN", "")
}

/// Opens a transaction once nobody at any node has one of two turns, and keeps that until it ends. Where neither is free,
/// it waits for the first of them: the first to come is next. SQLite has one writer, who needs no turn.
pub fn begin_in_turn(
    connection: &mut AnyConnection,
    session: Session,
    [first, other]: [i32; 2],
) -> Result<()> {
    // One way to the server and back for all. Nobody gets past those who wait: to try fails while somebody does.
    let then = format!(
        "; SET LOCAL {BY_KEY}; SELECT CASE WHEN pg_try_advisory_xact_lock({TURN}, {first}) THEN '' \
         WHEN pg_try_advisory_xact_lock({TURN}, {other}) THEN '' \
         ELSE pg_advisory_xact_lock({TURN}, {first})::text END"
    );
    open(connection, session, "BEGIN", &then)
}

/// Opens a transaction of PostgreSQL that only reads.
pub fn begin_reading(connection: &mut AnyConnection, session: Session) -> Result<()> {
    open(connection, session, "BEGIN READ ONLY", "")
}

/// `then` is for PostgreSQL, and begins with a semicolon where it is not empty.
fn open(connection: &mut AnyConnection, session: Session, begin: &str, then: &str) -> Result<()> {
    let begun = match (connection, session) {
        (AnyConnection::Sqlite(inner), _) => return Ok(inner.batch_execute("BEGIN IMMEDIATE")?),
        (AnyConnection::Postgres(inner), Session::Own) => inner.batch_execute(&format!("{begin}{then}")),
        // One way to the server and back. Parameters of the connection would be refused by the pooler.
        (AnyConnection::Postgres(inner), Session::Shared) => inner.batch_execute(&format!(
            "{begin}; SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'; \
             SET LOCAL idle_in_transaction_session_timeout = '{IDLE_TIMEOUT}'{then}"
        )),
    };
    // Nothing is wrong with the statement, whatever the pooler says.
    begun.map_err(Error::temporary)
}

/// Runs `work` inside a savepoint, which is taken back when it answers false.
pub fn savepoint(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> bool,
) -> Result<()> {
    connection.batch_execute("SAVEPOINT unit")?;
    let end = if work(connection) { "RELEASE unit" } else { "ROLLBACK TO unit; RELEASE unit" };
    Ok(connection.batch_execute(end)?)
}

/// How often rows are locked before it is given up that they stay the same.
const SETTLING: usize = 5;

/// Locks rows that are known only after they were read: `work` answers whether those that it locked are all. If not, they are
/// released and it runs again, since taking others as well would break the order of locks. SQLite has one writer, so nothing changes.
pub fn settle(
    connection: &mut AnyConnection,
    mut work: impl FnMut(&mut AnyConnection) -> Result<bool>,
) -> Result<()> {
    if matches!(connection, AnyConnection::Sqlite(_)) {
        return work(connection).map(drop);
    }
    for _ in 0..SETTLING {
        let mut done = Ok(false);
        savepoint(connection, |connection| {
            done = work(connection);
            matches!(done, Ok(true))
        })?;
        if done? {
            return Ok(());
        }
    }
    Err(Error::contended("the rows to be locked keep changing"))
}
