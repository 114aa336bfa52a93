//! Deleting a request: all its rows go into the bin, and whatever counted them counts them no more.
//! Deletes no visitor, screen or report: a linked report is linked to nothing any more.

use super::contents::{Contents, MAX_ROWS, id_in, number_in, too_many, unless_binned};
use crate::{
    actions::decide::stale,
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::{bin::Binned, overview::Figure, status::Status},
    error::{Code, Error, Result},
    store::{
        bin::{self, Entry},
        day_totals::DayMoves,
        facets, families,
        projects::{self, Project},
        proposals, reports,
        requests::{self, Request},
        rows::{self, Table},
        screens::{self, Delta},
        visitor_locks, votes,
    },
};

/// A table with the condition that finds the rows of a request.
type Part = (Table, &'static str);

const fn plain(name: &'static str) -> Table {
    Table { name, documents: &[] }
}

/// Rows by the id of the request.
const BY_ID: &str = "t.project_id = $1 AND t.request_id = $2";

/// Rows by its number.
const BY_NUMBER: &str = "t.project_id = $1 AND t.request = (SELECT r.number FROM requests r WHERE r.project_id = $1 AND r.id = $2)";

/// The place where it was made.
const FIRST: &str = "t.project_id = $1 AND t.request = \
     (SELECT r.number FROM requests r WHERE r.project_id = $1 AND r.id = $2) AND t.first";

/// Rows by the numbers of both.
const BY_NUMBERS: &str = "t.project = (SELECT p.number FROM projects p WHERE p.id = $1) \
     AND t.request = (SELECT r.number FROM requests r WHERE r.project_id = $1 AND r.id = $2)";

/// Pairs with its number.
const IN_PAIRS: &str = "t.project_id = $1 \
     AND (SELECT r.number FROM requests r WHERE r.project_id = $1 AND r.id = $2) IN (t.low, t.high)";

/// Everything that a request consists of, in the order in which it comes back. Its terms are computed again.
pub(super) const PARTS: [Part; 15] = [
    (plain("requests"), "t.project_id = $1 AND t.id = $2"),
    (plain("standings"), BY_NUMBERS),
    (plain("places"), BY_NUMBER),
    (plain("votes"), BY_NUMBERS),
    (plain("on_behalf_notes"), BY_NUMBERS),
    (plain("signals"), BY_ID),
    (plain("decisions"), BY_ID),
    (plain("tags"), BY_ID),
    (plain("comments"), BY_ID),
    (plain("follows"), BY_ID),
    (plain("solved_answers"), BY_ID),
    (plain("credits"), BY_ID),
    (plain("release_requests"), BY_ID),
    (Table { name: "triage_changed", documents: &["before"] }, BY_ID),
    (plain("distinct_pairs"), IN_PAIRS),
];

/// Places where a request was made: it was made once.
const MAX_FIRST: usize = 10;

/// Those of them that are not deleted with the request's own row by the database.
const DETACHED: [&str; 3] = ["standings", "votes", "distinct_pairs"];

/// Puts a request that still is at `version` into the bin; one that is there already stays there, also where another transaction put
/// it there a moment ago.
///
/// # Errors
/// Occurs with 409 when it was merged, or others were merged into it, or when it has too many rows.
pub fn run(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Request>,
    version: i64,
    by: &str,
    now: Time,
) -> Result<()> {
    let done = delete(connection, project, id, version, by, now);
    unless_binned(connection, project.id, Binned::Request, Id::from(id.uuid()), done)
}

fn delete(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Request>,
    version: i64,
    by: &str,
    now: Time,
) -> Result<()> {
    let key = Id::<id::Deleted>::from(id.uuid());
    let Request { number, votes: voters, .. } = requests::by_id(connection, project.id, id)?;
    // Before so many voters are locked.
    if usize::try_from(voters).is_ok_and(|voters| voters > MAX_ROWS) {
        return Err(too_many());
    }
    // Visitors, reports, the project, screens, and then requests, as everywhere that locks them. Whom the rows name is known before any
    // of them is read: who is erased meanwhile would come back from the bin.
    visitor_locks::lock_named(connection, project, id, number)?;
    reports::lock_linked(connection, project.id, id)?;
    projects::lock(connection, project.id)?;
    let mut contents = Contents::default();
    let places = rows::read(connection, plain("places"), FIRST, (project.id, id), MAX_FIRST)?;
    let first: Vec<Id<id::Screen>> = places.iter().filter_map(|row| id_in(row, "screen_id")).collect();
    screens::lock(connection, project.id, &first)?;
    requests::lock(connection, project.id, &[id])?;
    let row = requests::by_id(connection, project.id, id)?;
    if row.version != version {
        return Err(stale());
    }
    may_go(connection, project.id, &row)?;
    for (table, condition) in PARTS {
        contents.gather(connection, table, condition, (project.id, id))?;
    }
    contents.note_screens(connection, project.id)?;
    contents.reports = reports::lock_linked(connection, project.id, id)?;
    contents.proposals = proposals::about(connection, project.id, id)?;

    reports::unlink_all(connection, project.id, id)?;
    proposals::be_about(connection, project.id, &contents.proposals, None)?;
    for (table, condition) in PARTS.into_iter().filter(|(table, _)| DETACHED.contains(&table.name)) {
        rows::delete(connection, table, condition, (project.id, id))?;
    }
    requests::delete(connection, project.id, id)?;
    facets::count(connection, project.number, row.facet().code(), -1)?;
    for screen in first {
        let delta = Delta { requests: -1, ..Delta::default() };
        screens::move_counters(connection, project.id, screen, delta)?;
    }
    let visitors: Vec<_> = contents.visitors(connection, project.id)?.into_keys().collect();
    let entry = Entry {
        project_id: project.id,
        id: key,
        kind: Binned::Request,
        number,
        title: row.title,
        deleted_by: by.to_owned(),
        deleted_at: now,
        contents: contents.document()?,
    };
    bin::insert(connection, &entry, &visitors)?;
    journal::note(connection, project.id, What::Deleted, &[id], now)?;
    journal::note(connection, project.id, What::Requests, &[id], now)?;
    journal::note(connection, project.id, What::Reports, &contents.reports, now)?;
    days(&contents, -1).write(connection, project.id)
}

/// Whether a request can be deleted by itself.
fn may_go(connection: &mut AnyConnection, project: Id<id::Project>, row: &Request) -> Result<()> {
    if row.status == Status::Merged {
        let detail = "This request was merged into another one. Undo the merge first.";
        return Err(Error::new(Code::Conflict, detail));
    }
    if !families::children(connection, project, row.number)?.is_empty() {
        let detail = "Other requests were merged into this one. Undo the merges first.";
        return Err(Error::new(Code::Conflict, detail));
    }
    Ok(())
}

/// What the rows of a request are in the totals by day, so many times.
pub(super) fn days(contents: &Contents, by: i64) -> DayMoves {
    let mut days = DayMoves::default();
    let day = |row: &rows::Row, column| number_in(row, column).map(|micros| Time::from_micros(micros).day());
    for row in contents.of("requests") {
        if let Some(day) = day(row, "created_at") {
            days.add(Figure::Suggested, day, by);
        }
    }
    for row in contents.of("decisions").iter().filter(|row| number_in(row, "undone_at").is_none()) {
        if let Some(day) = day(row, "decided_at") {
            days.add(Figure::Decided, day, by);
            if row.get("status").and_then(|status| status.as_str()) == Some(Status::Shipped.as_str()) {
                days.add(Figure::Shipped, day, by);
            }
        }
    }
    for row in contents.of("votes").iter().filter(|row| number_in(row, "merged_from").is_none()) {
        if let Some(second) = number_in(row, "cast_at").and_then(|second| i32::try_from(second).ok()) {
            days.add(Figure::Votes, votes::time_of(second).day(), by);
        }
    }
    days
}
