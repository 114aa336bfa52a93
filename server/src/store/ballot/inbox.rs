//! The inbox: a small SQLite file beside the database that batches of ballots are appended to, one flush each.
//! Keeps what is not counted yet, and nothing else for long. Used by one process at a time, and says so to a second.

use std::path::{Path, PathBuf};

use diesel::{
    connection::SimpleConnection,
    prelude::*,
    result::{DatabaseErrorKind, Error as Sql},
    sqlite::SqliteConnection,
};

use crate::{
    base::id::Id,
    error::{Error, Result},
    store::connection::LOG_ANEW,
};

// The macro writes modules and types that say nothing beyond the statements below.
#[allow(missing_docs)]
mod tables {
    diesel::table! {
        use diesel::sql_types::*;
        use crate::store::columns::Uid;
        inbox (id) { id -> Uid }
    }
    diesel::table! {
        odd (number) { number -> BigInt, format -> Integer, ballots -> Binary }
    }
    diesel::table! {
        even (number) { number -> BigInt, format -> Integer, ballots -> Binary }
    }
}
use tables::{even, inbox, odd};

// Batches go to one sheet while the other is counted, so that a sheet is emptied whole, which costs nothing.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS inbox (id BLOB NOT NULL PRIMARY KEY) STRICT;
    CREATE TABLE IF NOT EXISTS odd (number INTEGER NOT NULL PRIMARY KEY, format INTEGER NOT NULL, ballots BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS even (number INTEGER NOT NULL PRIMARY KEY, format INTEGER NOT NULL, ballots BLOB NOT NULL) STRICT;";

// FULL: a batch in the inbox outlives a power cut. EXCLUSIVE: one process, and no shared memory to keep.
const SETTINGS: &str = "PRAGMA busy_timeout = 1000; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216;";

/// Batches on one sheet before the next is begun.
const SHEET: usize = 1_000;

/// Marks which inbox a position belongs to.
#[derive(Debug)]
pub enum Mark {}

/// A batch as it lies in the inbox.
#[derive(Queryable)]
pub struct Batch {
    /// Its number; numbers only grow.
    pub number: i64,
    /// The format of the ballots.
    pub format: i32,
    /// The ballots, packed.
    pub ballots: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Sheet {
    Odd,
    Even,
}

/// The open inbox.
pub struct Inbox {
    path: PathBuf,
    /// `None` after a fault, until it is opened anew.
    connection: Option<SqliteConnection>,
    id: Id<Mark>,
    sheet: Sheet,
    filled: usize,
    latest: i64,
    /// The last number on the sheet that is not written to.
    other: i64,
}

/// The inbox's file of a database file.
pub fn beside(database: &Path) -> PathBuf {
    let mut name = database.file_name().unwrap_or_default().to_owned();
    name.push("-inbox");
    database.with_file_name(name)
}

/// Opens the file and makes its tables; `None` when another process has it.
fn open(path: &Path) -> Result<Option<(SqliteConnection, Id<Mark>)>> {
    let failed = |error: &dyn std::fmt::Display| Error::unavailable(format!("{}: {error}", path.display()));
    let mut connection =
        SqliteConnection::establish(&path.to_string_lossy()).map_err(|error| failed(&error))?;
    let prepare = |connection: &mut SqliteConnection| -> QueryResult<Id<Mark>> {
        connection.batch_execute(SETTINGS)?;
        connection.batch_execute(LOG_ANEW)?;
        connection.immediate_transaction(|connection| {
            connection.batch_execute(TABLES)?;
            if let Some(id) = inbox::table.select(inbox::id).first(connection).optional()? {
                return Ok(id);
            }
            let id = Id::<Mark>::from(uuid::Uuid::now_v7());
            diesel::insert_into(inbox::table).values(inbox::id.eq(id)).execute(connection)?;
            Ok(id)
        })
    };
    match prepare(&mut connection) {
        Ok(id) => Ok(Some((connection, id))),
        Err(Sql::DatabaseError(DatabaseErrorKind::Unknown, info)) if info.message().contains("locked") => {
            Ok(None)
        }
        Err(error) => Err(failed(&error)),
    }
}

impl Inbox {
    /// Opens it, or makes an empty one; `None` when another process has it.
    pub fn open(database: &Path) -> Result<Option<Self>> {
        let path = beside(database);
        let Some((mut connection, id)) = open(&path)? else { return Ok(None) };
        let (odd, even) = (last_odd(&mut connection)?, last_even(&mut connection)?);
        let (sheet, latest, other) =
            if odd >= even { (Sheet::Odd, odd, even) } else { (Sheet::Even, even, odd) };
        // Whatever lies on the sheet counts as a full one, so that it is emptied soon.
        Ok(Some(Self { path, connection: Some(connection), id, sheet, filled: SHEET, latest, other }))
    }

    /// Takes the connection, opened anew where the last one failed. What that one may have left behind was not
    /// acknowledged, so it is taken out.
    fn take(&mut self) -> Result<SqliteConnection> {
        if let Some(live) = self.connection.take() {
            return Ok(live);
        }
        let gone = || Error::unavailable(format!("{}: another has it", self.path.display()));
        let (mut connection, id) = open(&self.path)?.ok_or_else(gone)?;
        if id != self.id {
            return Err(Error::unavailable(format!("{}: it is another inbox now", self.path.display())));
        }
        connection.immediate_transaction(|connection| {
            diesel::delete(odd::table.filter(odd::number.gt(self.latest))).execute(connection)?;
            diesel::delete(even::table.filter(even::number.gt(self.latest))).execute(connection)
        })?;
        Ok(connection)
    }

    /// Which inbox this is.
    pub fn id(&self) -> Id<Mark> {
        self.id
    }

    /// Goes on with a number past this one, which the database has seen.
    pub fn go_on_after(&mut self, number: i64) {
        self.latest = self.latest.max(number);
    }

    /// The batches past a number, in order, so many at the most.
    pub fn after(&mut self, number: i64, most: i64) -> Result<Vec<Batch>> {
        let mut connection = self.take()?;
        let mut batches: Vec<Batch> =
            odd::table.filter(odd::number.gt(number)).order(odd::number).limit(most).load(&mut connection)?;
        let even: Vec<Batch> = even::table
            .filter(even::number.gt(number))
            .order(even::number)
            .limit(most)
            .load(&mut connection)?;
        self.connection = Some(connection);
        batches.extend(even);
        batches.sort_by_key(|batch| batch.number);
        batches.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(batches)
    }

    /// Appends a batch and answers its number; it is durable then. `counted` is the last one that the database holds for good.
    pub fn append(&mut self, format: i32, ballots: &[u8], counted: i64) -> Result<i64> {
        let number = self.latest + 1;
        let turn = self.filled >= SHEET && self.other <= counted;
        let sheet = match (turn, self.sheet) {
            (false, sheet) => sheet,
            (true, Sheet::Odd) => Sheet::Even,
            (true, Sheet::Even) => Sheet::Odd,
        };
        let mut connection = self.take()?;
        connection
            .immediate_transaction(|connection| {
                if turn {
                    empty(connection, sheet)?;
                }
                match sheet {
                    Sheet::Odd => diesel::insert_into(odd::table)
                        .values((odd::number.eq(number), odd::format.eq(format), odd::ballots.eq(ballots)))
                        .execute(connection),
                    Sheet::Even => diesel::insert_into(even::table)
                        .values((even::number.eq(number), even::format.eq(format), even::ballots.eq(ballots)))
                        .execute(connection),
                }
            })
            .map_err(|error: Sql| Error::unavailable(format!("the inbox: {error}")))?;
        self.connection = Some(connection);
        if turn {
            (self.sheet, self.other, self.filled) = (sheet, self.latest, 0);
        }
        self.filled += 1;
        self.latest = number;
        Ok(number)
    }

    /// Empties it when the database holds everything that is in it.
    pub fn clear(&mut self, counted: i64) -> Result<()> {
        if self.latest > counted {
            return Ok(());
        }
        let mut connection = self.take()?;
        connection.immediate_transaction(|connection| {
            empty(connection, Sheet::Odd)?;
            empty(connection, Sheet::Even)
        })?;
        self.connection = Some(connection);
        (self.filled, self.other) = (0, 0);
        Ok(())
    }
}

// Without a condition, so that SQLite frees the pages without reading them.
fn empty(connection: &mut SqliteConnection, sheet: Sheet) -> QueryResult<usize> {
    match sheet {
        Sheet::Odd => diesel::delete(odd::table).execute(connection),
        Sheet::Even => diesel::delete(even::table).execute(connection),
    }
}

fn last_odd(connection: &mut SqliteConnection) -> Result<i64> {
    Ok(odd::table.select(diesel::dsl::max(odd::number)).first::<Option<i64>>(connection)?.unwrap_or(0))
}

fn last_even(connection: &mut SqliteConnection) -> Result<i64> {
    Ok(even::table.select(diesel::dsl::max(even::number)).first::<Option<i64>>(connection)?.unwrap_or(0))
}
