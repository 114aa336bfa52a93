//! Merging a request into another one that says the same, and undoing it. Its votes stay with it, and the other request has those
//! that it lacked: each voter counts once over the family.
//! Merges into nothing that is merged itself, so that there is one request that the family is shown as.

use super::decide::stale;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::status::Status,
    error::{Code, Error, Result},
    store::{
        families, heats, places,
        projects::Project,
        requests::{self, Patch, Request},
    },
};

/// Merges a request that still is at `version` into another one.
///
/// # Errors
/// Occurs at `/into` when that is the request itself, or merged; with 409 when the request is merged already.
pub fn merge(
    connection: &mut AnyConnection,
    project: &Project,
    child: Id<id::Request>,
    into: Id<id::Request>,
    version: i64,
    now: Time,
) -> Result<()> {
    if child == into {
        return Err(Error::field("/into", "Choose another request: one can't be merged into itself."));
    }
    requests::lock(connection, project.id, &[child, into])?;
    let (row, target) =
        (requests::by_id(connection, project.id, child)?, requests::by_id(connection, project.id, into)?);
    if row.version != version {
        return Err(stale());
    }
    if row.status == Status::Merged {
        return Err(Error::new(Code::Conflict, "This request is merged already. Undo that first."));
    }
    if target.status == Status::Merged {
        return Err(Error::field(
            "/into",
            "This request is merged itself. Choose the one that it was merged into.",
        ));
    }
    let patch = Patch::of_status(Status::Merged);
    if !requests::edit(connection, project.id, child, version, &patch, now)? {
        return Err(stale());
    }
    families::set(connection, project.id, child, Some((target.number, row.status)))?;
    let merged = families::of(connection, project.id, child)?;
    families::lend(connection, (project.id, project.number), &merged, (into, target.number))?;
    recount(connection, project, &target)?;
    journal::note(connection, project.id, What::Requests, &[child, into], now)
}

/// The request that one is merged into.
pub(super) fn target(
    connection: &mut AnyConnection,
    project: &Project,
    child: Id<id::Request>,
) -> Result<Option<Id<id::Request>>> {
    let Some(into) = families::of(connection, project.id, child)?.into else { return Ok(None) };
    Ok(Some(requests::by_number(connection, project.id, into)?.id))
}

/// Undoes the merge of a request that still is at `version`: both are as they were, but for what happened since.
///
/// # Errors
/// Occurs with 409 when the request is not merged, or the one that it was merged into is merged itself by now.
pub fn undo(
    connection: &mut AnyConnection,
    project: &Project,
    child: Id<id::Request>,
    version: i64,
    now: Time,
) -> Result<()> {
    let merged = families::of(connection, project.id, child)?;
    let (Some(into), Some(status)) = (merged.into, merged.status) else {
        return Err(Error::new(Code::Conflict, "This request is not merged."));
    };
    let target = requests::by_number(connection, project.id, into)?;
    requests::lock(connection, project.id, &[child, target.id])?;
    if target.status == Status::Merged {
        let detail = "The request that this one was merged into is merged itself. Undo that first.";
        return Err(Error::new(Code::Conflict, detail));
    }
    let patch = Patch { status: Some(status), ..Patch::default() };
    if !requests::edit(connection, project.id, child, version, &patch, now)? {
        return Err(stale());
    }
    families::take_back(connection, (project.id, project.number), &merged, (target.id, target.number))?;
    families::set(connection, project.id, child, None)?;
    // Of two merged requests with one voter, the first has lent the vote.
    for other in families::children(connection, project.id, into)? {
        families::lend(connection, (project.id, project.number), &other, (target.id, target.number))?;
    }
    let own = requests::by_id(connection, project.id, child)?;
    recount(connection, project, &target)?;
    recount(connection, project, &own)?;
    journal::note(connection, project.id, What::Requests, &[child, target.id], now)
}

/// Counts the votes, signals and places of a request again from their rows.
fn recount(connection: &mut AnyConnection, project: &Project, row: &Request) -> Result<()> {
    places::recount(connection, project, row.number)?;
    heats::recount(connection, project, row.id, row.number)
}
