//! Votes that an earlier version of the program acknowledged and had not counted: it kept them in a file of its own beside
//! a SQLite database, until its next start. They are counted once, and the file is taken away.
//! Writes no such file.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use diesel::{
    Connection,
    connection::SimpleConnection,
    prelude::*,
    result::{DatabaseErrorKind, Error as Sql},
    sqlite::SqliteConnection,
};
use serde::Deserialize;

use super::{
    batching::{self, Outcomes},
    votes::{VoteCommand, VoteWriter},
};
use crate::{
    base::{
        id::{self, Id},
        time::{Clock, Time},
    },
    db::{connection::AnyConnection, session::Session, transaction},
    domain::{route::Route, status::VoterKind},
    error::{Error, Result},
    store::{projects, schema::inboxes, visitors::Visitor},
};

/// The file.
#[derive(Debug)]
pub enum Inbox {}

// The macro writes modules and types that say nothing beyond the statements below.
#[allow(missing_docs)]
mod tables {
    diesel::table! {
        use diesel::sql_types::*;
        use crate::db::columns::Uid;
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

/// The only format that was ever written.
const FORMAT: i32 = 1;

/// A batch: its number, its format, and its votes.
type Batch = (i64, i32, Vec<u8>);

/// A vote as it lies there.
#[derive(Deserialize)]
struct Slip {
    project: Id<id::Project>,
    request: Id<id::Request>,
    visitor: Id<id::Visitor>,
    mint: bool,
    cast: bool,
    kind: VoterKind,
    /// Since then a vote counts what its voter does.
    _weight: f64,
    screen: Option<(String, Option<String>)>,
    object_key: String,
    at: i64,
    _seat: Option<i64>,
}

/// The file of a database's file.
fn beside(database: &Path) -> PathBuf {
    let mut name = database.file_name().unwrap_or_default().to_owned();
    name.push("-inbox");
    database.with_file_name(name)
}

/// Counts what lies beside a database and deletes the file; returns whether nobody else uses it. Errors when the votes
/// belong to another database.
pub fn count(database: &Path, connection: &mut AnyConnection, clock: &Clock) -> Result<bool> {
    let path = beside(database);
    if !path.is_file() {
        return Ok(true);
    }
    let failed = |error: &dyn std::fmt::Display| Error::unavailable(format!("{}: {error}", path.display()));
    let Some((id, batches)) = read(&path).map_err(|error| failed(&error))? else { return Ok(false) };
    let counted = inboxes::table.find(id).select(inboxes::counted).first::<i64>(connection).optional()?;
    if counted.is_none() && !batches.is_empty() {
        return Err(Error::unavailable(format!(
            "{} holds votes of another database: put back the one that belongs here, or move it away",
            path.display()
        )));
    }
    let mut fresh = Vec::new();
    for (_, format, packed) in batches.iter().filter(|(number, ..)| Some(*number) > counted) {
        fresh.extend(unpack(connection, *format, packed)?);
    }
    transaction::begin(connection, Session::Own)?;
    let outcomes: Outcomes<VoteWriter> =
        batching::apply(&mut VoteWriter::new(clock.clone()), connection, &fresh)?;
    // Should the file stay, they are not counted again.
    if let Some((last, ..)) = batches.last() {
        diesel::update(inboxes::table.find(id)).set(inboxes::counted.eq(last)).execute(connection)?;
    }
    connection.batch_execute("COMMIT")?;
    for error in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        tracing::error!(%error, "a vote that an earlier version acknowledged could not be counted");
    }
    for end in ["", "-wal", "-shm"] {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(end);
        match fs::remove_file(path.with_file_name(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&error)),
            _ => {}
        }
    }
    if !fresh.is_empty() {
        tracing::info!(votes = fresh.len(), "votes that an earlier version had taken in are counted now");
    }
    Ok(true)
}

/// The file's id and its batches in order; nothing while another process has it.
fn read(path: &Path) -> QueryResult<Option<(Id<Inbox>, Vec<Batch>)>> {
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())
        .map_err(|error| Sql::QueryBuilderError(error.to_string().into()))?;
    let mut read = || {
        connection.batch_execute("PRAGMA busy_timeout = 1000; PRAGMA locking_mode = EXCLUSIVE;")?;
        connection.immediate_transaction(|connection| {
            let id: Id<Inbox> = inbox::table.select(inbox::id).first(connection)?;
            let mut batches: Vec<Batch> = odd::table.load(connection)?;
            batches.extend(even::table.load::<Batch>(connection)?);
            batches.sort_unstable_by_key(|(number, ..)| *number);
            Ok(Some((id, batches)))
        })
    };
    match read() {
        Err(Sql::DatabaseError(DatabaseErrorKind::Unknown, info)) if info.message().contains("locked") => {
            Ok(None)
        }
        done => done,
    }
}

/// The votes of a batch, with their projects as they are now.
fn unpack(connection: &mut AnyConnection, format: i32, packed: &[u8]) -> Result<Vec<VoteCommand>> {
    if format != FORMAT {
        return Err(Error::unavailable(format!(
            "votes in the format {format}, which this program does not know"
        )));
    }
    let slips: Vec<Slip> =
        postcard::from_bytes(packed).map_err(|error| Error::unavailable(error.to_string()))?;
    let mut known: HashMap<Id<id::Project>, Arc<projects::Project>> = HashMap::new();
    let mut commands = Vec::with_capacity(slips.len());
    for slip in slips {
        let project = match known.get(&slip.project) {
            Some(project) => Arc::clone(project),
            None => {
                let project = Arc::new(projects::by_id(connection, slip.project)?);
                known.insert(project.id, Arc::clone(&project));
                project
            }
        };
        commands.push(slip.into_ballot(project)?);
    }
    Ok(commands)
}

impl Slip {
    fn into_ballot(self, project: Arc<projects::Project>) -> Result<VoteCommand> {
        let at = Time::from_micros(self.at);
        let fresh = || Box::new(Visitor { id: self.visitor, ..Visitor::anonymous(project.id, at) });
        let screen = match self.screen {
            Some((route, title)) => {
                let route = Route::parse(&route)
                    .map_err(|invalid| Error::internal(format!("a route of a vote: {}", invalid.detail)))?;
                Some((route, title))
            }
            None => None,
        };
        Ok(VoteCommand {
            request: self.request,
            visitor: self.visitor,
            new_visitor: self.mint.then(fresh),
            cast: self.cast,
            kind: self.kind,
            screen,
            object_key: self.object_key,
            instead: None,
            at,
            by_author: false,
            project,
        })
    }
}
