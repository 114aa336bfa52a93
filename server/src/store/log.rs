//! The log of the SQLite database while its writer runs: when what is in it is durable, and when it is copied into the file.
//! SQLite would flush each in one go, and whoever is to be answered from the inbox would wait for that; here it goes slice
//! by slice. Decides nothing about what is written.
//!
//! A commit of the writer's connection (`synchronous = NORMAL`) is durable after `flush`, and nothing may be answered
//! before. The log is copied by a checkpoint that flushes nothing, between two flushes of ours: the log's before, the
//! file's after. A reader in the log keeps everybody from beginning it anew until then.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Integer};

use super::{
    connection::{Address, AnyConnection},
    flushing::in_slices,
};
use crate::error::{Error, Result};

/// Pages in the log that are copied into the file, by a rough count.
const LONG: usize = 32_000;
/// Pages that a ballot, and a unit of work or a commit, put into the log: the rough count.
const OF_BALLOT: usize = 2;
const OF_UNIT: usize = 8;

/// What a checkpoint says of itself.
#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// The log of one database.
pub(super) struct Log {
    address: Address,
    path: PathBuf,
    database: PathBuf,
    /// The database's file, from the first copy on. Never closed: that would drop the locks that SQLite holds on it.
    file: Option<&'static File>,
    /// Reads the log while the file is not flushed.
    guard: Option<AnyConnection>,
    pages: usize,
    /// After a flush that failed: what it gave up no later one brings to the disk.
    spoiled: bool,
}

impl Log {
    /// The log of a database file.
    pub(super) fn new(address: Address, database: &Path) -> Self {
        let mut name = database.file_name().unwrap_or_default().to_owned();
        name.push("-wal");
        let path = database.with_file_name(name);
        Self {
            address,
            path,
            database: database.to_owned(),
            file: None,
            guard: None,
            pages: 0,
            spoiled: false,
        }
    }

    /// A connection for the writer. What a large batch changes stays in memory until the commit, since a page that is
    /// written before may be read and written once more.
    pub(super) fn connect(&mut self) -> Result<AnyConnection> {
        let mut connection = self.address.connect()?;
        if self.spoiled {
            begin_anew(&mut connection)?;
            (self.spoiled, self.pages) = (false, 0);
        }
        connection.batch_execute(
            "PRAGMA cache_size = -32000; PRAGMA cache_spill = OFF; PRAGMA wal_autocheckpoint = 0; \
             PRAGMA synchronous = NORMAL;",
        )?;
        Ok(connection)
    }

    /// Makes durable what was committed: so many ballots, and units of work. Where it errs the connection must be thrown
    /// away, and the next one copies all.
    pub(super) fn flush(&mut self, ballots: usize, units: usize, hurried: impl Fn() -> bool) -> Result<()> {
        self.pages += OF_BALLOT * ballots + OF_UNIT * (units + 1);
        let flushed = open(&self.path).and_then(|log| in_slices(&log, hurried));
        flushed.map_err(|error| {
            self.spoiled = true;
            failed(&self.path, &error)
        })
    }

    /// Whether it is time to copy it into the file.
    pub(super) fn is_long(&self) -> bool {
        self.pages >= LONG
    }

    /// Copies into the file what is flushed, as far as no reader needs it; the writer's connection has no transaction open.
    /// Where it errs that must be thrown away, and nothing is lost.
    pub(super) fn copy(&mut self, connection: &mut AnyConnection, hurried: impl Fn() -> bool) -> Result<()> {
        self.pages = 0;
        let file = self.file()?;
        let mut guard = match self.guard.take() {
            Some(live) => live,
            None => self.address.connect()?,
        };
        guard.batch_execute("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1;")?;
        connection.batch_execute(
            "PRAGMA synchronous = OFF; PRAGMA wal_checkpoint(PASSIVE); PRAGMA synchronous = NORMAL;",
        )?;
        if let Err(error) = in_slices(file, hurried) {
            // SQLite takes it for copied, and nothing would copy it again before all processes have let go of the log.
            tracing::error!(%error, file = %self.database.display(), "the file could not be flushed; everything is in \
                            the log, from which the next start copies it");
            std::process::abort();
        }
        guard.batch_execute("COMMIT")?;
        self.guard = Some(guard);
        Ok(())
    }

    fn file(&mut self) -> Result<&'static File> {
        if let Some(file) = self.file {
            return Ok(file);
        }
        let file = open(&self.database).map_err(|error| failed(&self.database, &error))?;
        Ok(self.file.insert(Box::leak(Box::new(file))))
    }
}

/// Copies the whole log into the file, flushes both, and has the log begun anew: what is appended behind a hole goes with it
/// in a power cut. Errs while somebody reads the log for long.
pub(super) fn begin_anew(connection: &mut AnyConnection) -> Result<()> {
    let done: Checkpoint = sql_query(super::connection::LOG_ANEW).get_result(connection)?;
    if done.busy == 0 {
        Ok(())
    } else {
        Err(Error::unavailable("the log could not be begun anew: it is read"))
    }
}

/// Some systems flush only what may be written.
fn open(path: &Path) -> io::Result<File> {
    File::options().read(true).write(true).open(path)
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::unavailable(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests;
