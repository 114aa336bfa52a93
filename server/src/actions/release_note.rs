//! Writing, scheduling, publishing and taking back release notes, and marking the requests that one answers as shipped with it.
//! Decides by no rules of its own: `triage` does, so that the decision can be undone like any other.

use super::{
    decide::{Wanted, check_message, stale},
    triage::{self, Act, Doer},
};
use crate::{
    base::{
        id::{self, Id},
        invalid::Invalid,
        slug,
        time::Time,
    },
    changes::journal::{self, What},
    db::{columns::Document, connection::AnyConnection},
    domain::{
        release_note::NoteState,
        status::{ReasonCode, Status},
    },
    error::{Code, Error, Result},
    store::{
        edits, families,
        projects::{self, Project},
        release_notes::{self, ReleaseNote},
        release_requests,
        requests::{self, Request},
    },
};

/// Longest name in addresses, in characters.
const MAX_SLUG: usize = 60;

/// A change of the text of a release note; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    /// The title.
    pub title: Option<String>,
    /// The version, or none.
    pub version: Option<Option<String>>,
    /// The text.
    pub body: Option<String>,
    /// The names that it thanks.
    pub thanks: Option<Vec<String>>,
    /// The requests that it answers.
    pub requests: Option<Vec<Id<id::Request>>>,
}

/// How a release note is published.
#[derive(Clone, Debug)]
pub struct Publish {
    /// When; `None` for now.
    pub at: Option<Time>,
    /// The requests that become shipped with it.
    pub ship: Vec<Id<id::Request>>,
    /// The message to their voters.
    pub message: String,
}

/// A name in addresses that no other release note of the project has; the project is locked.
pub fn free_slug(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    title: &str,
    now: Time,
) -> Result<String> {
    let last = || Id::<id::ReleaseNote>::new(now).uuid().simple().to_string();
    let taken = |name: &str| release_notes::is_taken(connection, project, name);
    slug::free(title, "release", MAX_SLUG, last, taken)
}

/// Refuses requests that the project does not have.
fn check_requests(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<()> {
    let known = requests::by_ids(connection, project, ids)?;
    for (at, id) in ids.iter().enumerate() {
        if !known.iter().any(|row| row.id == *id) {
            return Err(Error::field(&format!("/requests/{at}"), "Choose a request of this project."));
        }
    }
    Ok(())
}

fn note(connection: &mut AnyConnection, row: &ReleaseNote, now: Time) -> Result<()> {
    journal::note(connection, row.project_id, What::ReleaseNotes, &[row.id], now)
}

/// Creates a draft.
pub fn create(
    connection: &mut AnyConnection,
    project: &Project,
    author: String,
    patch: Patch,
    now: Time,
) -> Result<ReleaseNote> {
    projects::lock(connection, project.id)?;
    let requests = patch.requests.unwrap_or_default();
    check_requests(connection, project.id, &requests)?;
    let title = patch.title.unwrap_or_default();
    let slug = free_slug(connection, project.id, &title, now)?;
    let row = ReleaseNote {
        version: patch.version.flatten(),
        thanks: names(patch.thanks.unwrap_or_default()),
        author,
        ..ReleaseNote::draft(project.id, slug, title, patch.body.unwrap_or_default(), now)
    };
    release_notes::insert(connection, &row)?;
    release_requests::replace(connection, project.id, row.id, &requests)?;
    note(connection, &row, now)?;
    Ok(row)
}

fn names(names: Vec<String>) -> Document {
    Document(serde_json::Value::Array(names.into_iter().map(serde_json::Value::String).collect()))
}

/// A release note that still is at this revision. The project is locked, so that it stays so.
fn locked(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::ReleaseNote>,
    revision: i64,
) -> Result<ReleaseNote> {
    projects::lock(connection, project)?;
    let row = release_notes::by_id(connection, project, id)?;
    if row.revision == revision { Ok(row) } else { Err(stale()) }
}

/// Changes the text of a release note that still is at `revision`.
pub fn edit(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::ReleaseNote>, i64),
    patch: Patch,
    now: Time,
) -> Result<()> {
    let mut row = locked(connection, project.id, id, revision)?;
    let is_reworded = patch.title.is_some() || patch.version.is_some() || patch.body.is_some();
    row.title = patch.title.unwrap_or(row.title);
    row.version = patch.version.unwrap_or(row.version);
    row.body = patch.body.unwrap_or(row.body);
    row.thanks = patch.thanks.map_or(row.thanks, names);
    if row.state == NoteState::Published && is_reworded {
        row.edited_at = Some(now);
    }
    row.revision += 1;
    release_notes::update(connection, &row)?;
    if let Some(ids) = patch.requests {
        check_requests(connection, project.id, &ids)?;
        // What a schedule marks stays marked where it stays linked.
        let links = release_requests::of_notes(connection, project.id, &[id])?;
        let ships: Vec<_> = links.iter().filter(|link| link.ships).map(|link| link.request_id).collect();
        release_requests::replace(connection, project.id, id, &ids)?;
        release_requests::mark(connection, project.id, id, &ships)?;
    }
    note(connection, &row, now)
}

/// Deletes a release note that is not published, and still is at `revision`.
pub fn delete(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::ReleaseNote>, i64),
    now: Time,
) -> Result<()> {
    let row = locked(connection, project.id, id, revision)?;
    if row.state == NoteState::Published {
        return Err(Error::new(Code::Conflict, "This release note is published. Unpublish it first."));
    }
    release_notes::delete(connection, project.id, id)?;
    note(connection, &row, now)
}

/// Why a request can't be marked as shipped; `None` where it can.
pub fn why_not_shipped(row: &Request) -> Option<String> {
    let (number, title) = (row.number, &row.title);
    match row.status {
        Status::Shipped => Some(format!("#{number} “{title}” is shipped already.")),
        Status::Merged => Some(format!("#{number} “{title}” was merged into another request.")),
        _ => None,
    }
}

/// Publishes a release note that still is at `revision`, or schedules it; returns the change of the triage that marked its
/// requests as shipped.
///
/// # Errors
/// Occurs at `/mark_shipped` when a request is not linked or can't become shipped; then nothing is done.
pub fn publish(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::ReleaseNote>, i64),
    publish: Publish,
    doer: &Doer,
    now: Time,
) -> Result<Option<Id<id::TriageChange>>> {
    edits::lock(connection, project.id, &publish.ship)?;
    let mut row = locked(connection, project.id, id, revision)?;
    if row.state == NoteState::Published {
        return Err(Error::new(Code::Conflict, "This release note is published already."));
    }
    if !publish.ship.is_empty() {
        check_message(project, "/message", &publish.message)?;
    }
    let targets = shippable(connection, project.id, id, &publish.ship)?;
    release_requests::mark(connection, project.id, id, &publish.ship)?;
    row.revision += 1;
    if publish.at.is_some() {
        row.state = NoteState::Scheduled;
        row.publish_at = publish.at;
        row.published_at = None;
        row.ship_message = Some(publish.message);
        row.ship_by = Some(doer.name.clone());
        row.ship_key = Some(doer.key.clone());
        release_notes::update(connection, &row)?;
        note(connection, &row, now)?;
        return Ok(None);
    }
    go_out(connection, row, now)?;
    ship(connection, project, &targets, publish.message, doer, now)
}

/// The requests to mark as shipped with their versions, which are locked.
fn shippable(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::ReleaseNote>,
    ids: &[Id<id::Request>],
) -> Result<Vec<(Id<id::Request>, i64)>> {
    let linked = release_requests::of_notes(connection, project, &[id])?;
    let rows = requests::by_ids(connection, project, ids)?;
    let (mut targets, mut wrong) = (Vec::new(), Vec::new());
    for (at, id) in ids.iter().enumerate() {
        let pointer = format!("/mark_shipped/{at}");
        let row = rows.iter().find(|row| row.id == *id && linked.iter().any(|link| link.request_id == *id));
        match row.map(|row| (row, why_not_shipped(row))) {
            None => {
                wrong.push(Invalid::at(&pointer, "Choose a request that this release note is linked to."))
            }
            Some((_, Some(why))) => wrong.push(Invalid::at(&pointer, why)),
            Some((row, None)) => targets.push((row.id, row.version)),
        }
    }
    if wrong.is_empty() { Ok(targets) } else { Err(Error::invalid(wrong)) }
}

/// Makes a release note public now. One that was public before keeps its date, so that nobody is told twice.
fn go_out(connection: &mut AnyConnection, mut row: ReleaseNote, now: Time) -> Result<()> {
    row.state = NoteState::Published;
    row.publish_at = None;
    row.published_at = Some(row.published_at.unwrap_or(now));
    (row.ship_message, row.ship_by, row.ship_key) = (None, None, None);
    release_notes::update(connection, &row)?;
    note(connection, &row, now)
}

/// Marks requests as shipped by a change of the triage.
fn ship(
    connection: &mut AnyConnection,
    project: &Project,
    targets: &[(Id<id::Request>, i64)],
    message: String,
    doer: &Doer,
    now: Time,
) -> Result<Option<Id<id::TriageChange>>> {
    if targets.is_empty() {
        return Ok(None);
    }
    let act = Act::Decide(Wanted {
        status: Status::Shipped,
        reason_code: ReasonCode::usual(Status::Shipped),
        reason: message,
        evidence: None,
        alternatives: None,
        reopen_if: None,
        decided_by: doer.name.clone(),
    });
    let outcome = triage::apply(connection, project, &act, targets, doer, now)?;
    match outcome.refused.into_iter().next() {
        Some((_, error)) => Err(error),
        None => Ok(Some(outcome.change)),
    }
}

/// Makes a draft of a release note that is published or scheduled, and still is at `revision`. Decisions stay.
pub fn unpublish(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::ReleaseNote>, i64),
    now: Time,
) -> Result<()> {
    let mut row = locked(connection, project.id, id, revision)?;
    if row.state == NoteState::Draft {
        return Err(Error::new(Code::Conflict, "This release note is a draft already."));
    }
    row.state = NoteState::Draft;
    row.publish_at = None;
    (row.ship_message, row.ship_by, row.ship_key) = (None, None, None);
    row.revision += 1;
    release_notes::update(connection, &row)?;
    release_requests::mark(connection, project.id, id, &[])?;
    note(connection, &row, now)
}

/// Publishes a scheduled release note whose time has come, once however many nodes try. Of the requests that it was to ship
/// those become shipped that still can.
pub fn publish_due(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::ReleaseNote>,
    now: Time,
) -> Result<()> {
    let links = release_requests::of_notes(connection, project, &[id])?;
    let marked: Vec<_> = links.iter().filter(|link| link.ships).map(|link| link.request_id).collect();
    edits::lock(connection, project, &marked)?;
    let project = projects::by_id(connection, project)?;
    let mut row = release_notes::by_id(connection, project.id, id)?;
    let is_due = row.state == NoteState::Scheduled && row.publish_at.is_some_and(|at| at <= now);
    if !is_due {
        return Ok(());
    }
    let doer =
        Doer { name: row.ship_by.take().unwrap_or_default(), key: row.ship_key.take().unwrap_or_default() };
    let message = row.ship_message.take().unwrap_or_default();
    row.revision += 1;
    let rows = requests::by_ids(connection, project.id, &marked)?;
    let can = rows.iter().filter(|row| why_not_shipped(row).is_none());
    let targets: Vec<_> = can.map(|row| (row.id, row.version)).collect();
    go_out(connection, row, now)?;
    ship(connection, &project, &targets, message, &doer, now)?;
    Ok(())
}

/// How many people are told when a release note that answers these requests is published, each counted once.
pub fn audience(connection: &mut AnyConnection, project: Id<id::Project>, rows: &[Request]) -> Result<i64> {
    let mut ids = Vec::new();
    for row in rows {
        ids.extend(families::all(connection, project, row.id)?);
    }
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let mut people = release_requests::told(connection, project, &ids, &numbers)?;
    people.sort_unstable();
    people.dedup();
    Ok(i64::try_from(people.len()).unwrap_or(i64::MAX))
}
