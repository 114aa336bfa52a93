//! The journal table: changes of the last minutes, noted in the transaction that made them. So a listener that was away gets
//! every committed change, on any node and after a restart, and none that was rolled back.
//! Contains the ids of things, never their values, and is no history: old entries are deleted.

use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    error::{Error, Result},
    store::schema::journal,
};

/// Maximum number of things that an entry names.
pub const MAX_NAMED: usize = 50;

/// Seconds for which entries are kept.
pub const KEPT_SECONDS: i64 = 300;

/// Entries that one statement deletes, so that no other write waits long.
const SWEPT_AT_ONCE: i64 = 5_000;

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Requests that are new.
    Made,
    /// Requests whose text, status, counts or heat changed.
    Requests,
    /// Screens with a new answer.
    Answers,
    /// Reports that are new, or whose link changed.
    Reports,
    /// Release notes that are new, changed, published or gone.
    ReleaseNotes,
    /// Proposals that are new, changed, published or gone, or have new ballots.
    Proposals,
    /// The ranking of the project, or how far its scores are computed again.
    Ranking,
    /// The project itself: its settings, members, invitations or origins, or where its tag was seen first.
    Project,
    /// Saved views that are new, changed or gone.
    Views,
    /// Which request members have open.
    Presence,
    /// Requests that were deleted.
    Deleted,
    /// Requests that were deleted and are back.
    Restored,
}

impl What {
    const ALL: [Self; 12] = [
        Self::Made,
        Self::Requests,
        Self::Answers,
        Self::Reports,
        Self::ReleaseNotes,
        Self::Proposals,
        Self::Ranking,
        Self::Project,
        Self::Views,
        Self::Presence,
        Self::Deleted,
        Self::Restored,
    ];

    /// The word in the table.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Requests => "requests",
            Self::Answers => "answers",
            Self::Reports => "reports",
            Self::ReleaseNotes => "release_notes",
            Self::Proposals => "proposals",
            Self::Ranking => "ranking",
            Self::Project => "project",
            Self::Views => "views",
            Self::Presence => "presence",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
        }
    }
}

/// Something changed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The project.
    pub project: Id<id::Project>,
    /// Nothing changed by this entry after this.
    pub until: Time,
    /// The id of the entry.
    pub id: Uuid,
    /// What it is about.
    pub what: What,
    /// The things; `None` for more than are worth naming.
    pub named: Option<Vec<Uuid>>,
}

/// Notes that things changed now, in the transaction that changes them.
pub fn note<T>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    what: What,
    things: &[Id<T>],
    now: Time,
) -> Result<()> {
    if things.is_empty() {
        return Ok(());
    }
    write(connection, project, what, (things.len() <= MAX_NAMED).then_some(things), now)
}

/// Writes an entry that covers changes until then.
pub fn write<T>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    what: What,
    things: Option<&[Id<T>]>,
    until: Time,
) -> Result<()> {
    let packed = things.map(|things| things.iter().flat_map(Id::as_bytes).copied().collect::<Vec<u8>>());
    diesel::insert_into(journal::table)
        .values((
            journal::project_id.eq(project),
            journal::until.eq(until),
            journal::id.eq(Id::<id::Entry>::new(until)),
            journal::what.eq(what.as_str()),
            journal::ids.eq(packed),
        ))
        .execute(connection)?;
    Ok(())
}

type Row = (Id<id::Project>, Time, Id<id::Entry>, String, Option<Vec<u8>>);

/// Entries of one project, or of all, that may cover changes after a time; the latest first.
pub fn since(
    connection: &mut AnyConnection,
    project: Option<Id<id::Project>>,
    after: Time,
    limit: i64,
) -> Result<Vec<Entry>> {
    let mut query = journal::table.filter(journal::until.gt(after)).into_boxed();
    if let Some(project) = project {
        query = query.filter(journal::project_id.eq(project));
    }
    let rows: Vec<Row> = query
        .order((journal::until.desc(), journal::id.desc()))
        .limit(limit)
        .select((journal::project_id, journal::until, journal::id, journal::what, journal::ids))
        .load(connection)?;
    rows.into_iter().map(read).collect()
}

fn read((project, until, id, word, packed): Row) -> Result<Entry> {
    let what = What::ALL.into_iter().find(|what| what.as_str() == word);
    let what = what.ok_or_else(|| Error::internal(format!("a journal entry about {word:?}")))?;
    let named = packed.map(|packed| {
        packed.chunks_exact(16).filter_map(|bytes| Uuid::from_slice(bytes).ok()).collect::<Vec<_>>()
    });
    Ok(Entry { project, until, id: id.uuid(), what, named })
}

/// Deletes some of the old entries; returns whether more may be left.
pub fn sweep(connection: &mut AnyConnection, now: Time) -> Result<bool> {
    let old = now.plus_seconds(-KEPT_SECONDS);
    let last: Option<Time> = journal::table
        .filter(journal::until.lt(old))
        .order(journal::until.asc())
        .offset(SWEPT_AT_ONCE)
        .select(journal::until)
        .first(connection)
        .optional()?;
    let to = last.unwrap_or(old);
    diesel::delete(journal::table.filter(journal::until.le(to)).filter(journal::until.lt(old)))
        .execute(connection)?;
    Ok(last.is_some())
}
