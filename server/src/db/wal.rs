//! The write-ahead log of a SQLite file: copying all of it into the file and starting it over.
//! Leaves the ordinary checkpoints to SQLite, and knows nothing of what is written.

use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Integer};

use super::connection::{AnyConnection, BUSY_TIMEOUT_MS};
use crate::error::Result;

/// How long readers of the log are waited for, in milliseconds: there are no writes in that time.
const PATIENCE_MS: u32 = 200;

/// What a checkpoint says of itself.
#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Copies the whole log into the file, flushes both, and starts the log over; false while somebody reads the log, as a
/// backup, a recount or litestream does.
///
/// What a failed flush has given up no later flush brings to the disk, though it reads as if it were there, and what is
/// appended behind it would go with it in a power cut: so this is done by the first that opens the file, and after a commit
/// that failed. It also removes from the log what was overwritten.
pub fn start_over(connection: &mut AnyConnection) -> Result<bool> {
    connection.batch_execute(&format!("PRAGMA busy_timeout = {PATIENCE_MS};"))?;
    let done = sql_query("PRAGMA wal_checkpoint(TRUNCATE);").get_result::<Checkpoint>(connection);
    connection.batch_execute(&format!("PRAGMA busy_timeout = {BUSY_TIMEOUT_MS};"))?;
    Ok(done?.busy == 0)
}
