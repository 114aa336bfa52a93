//! The write-ahead log of a SQLite file: copying all of it into the file and starting it over.
//! Leaves the ordinary checkpoints to SQLite, and knows nothing of what is written.

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Integer};

use super::connection::AnyConnection;
use crate::error::{Error, Result};

/// What a checkpoint says of itself.
#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Copies the whole log into the file, flushes both, and starts the log over. What a failed flush has given up no later
/// flush brings to the disk, though it reads as if it were there, and what is appended behind it would go with it in a
/// power cut: so this is done by whoever opens the file first, and after a commit that failed. What was overwritten is
/// gone from the log then, too. Errors while somebody reads the log for long.
pub(super) fn start_over(connection: &mut AnyConnection) -> Result<()> {
    let done: Checkpoint = sql_query("PRAGMA wal_checkpoint(TRUNCATE);").get_result(connection)?;
    if done.busy == 0 {
        Ok(())
    } else {
        Err(Error::unavailable("the write-ahead log could not be started over: it is being read"))
    }
}
