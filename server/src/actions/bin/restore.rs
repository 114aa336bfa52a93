//! Restoring what is in the bin, whatever it is.

use super::{contents::Contents, restore_report, restore_request};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::bin::{self as rules, Binned},
    error::{Error, Result},
    store::{bin, projects, reports, requests, visitor_locks},
};

/// Restores what was deleted under this id, and returns what it is. What was restored already stays as it is.
///
/// # Errors
/// Occurs as not found where nothing was deleted under this id, or it is gone for good.
pub fn run(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Deleted>,
    now: Time,
) -> Result<Restored> {
    visitor_locks::lock_binned(connection, project, id)?;
    let Some(entry) = bin::find(connection, project, id)? else { return known(connection, project, id) };
    // The sweep may be late.
    if entry.deleted_at < rules::kept_since(now) {
        return Err(Error::not_found());
    }
    let contents = Contents::read(&entry.contents)?;
    reports::lock_all(connection, project, &contents.reports)?;
    projects::lock(connection, project)?;
    if !bin::delete(connection, project, id)? {
        return known(connection, project, id);
    }
    // As it ranks now, whatever is cached of it.
    let owner = projects::by_id(connection, project)?;
    match entry.kind {
        Binned::Request => restore_request::run(connection, &owner, contents, now)?,
        Binned::Report => restore_report::run(connection, &owner, contents, now)?,
    }
    Ok(Restored { id, kind: entry.kind, number: entry.number, title: entry.title })
}

/// What was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The id of the request or report.
    pub id: Id<id::Deleted>,
    /// What it is.
    pub kind: Binned,
    /// Its number within the project.
    pub number: i64,
    /// Its title.
    pub title: String,
}

/// What is there under this id: somebody may have restored it a moment ago.
fn known(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Deleted>) -> Result<Restored> {
    if let Some(row) = requests::by_ids(connection, project, &[Id::from(id.uuid())])?.pop() {
        return Ok(Restored { id, kind: Binned::Request, number: row.number, title: row.title });
    }
    let row = reports::by_id(connection, project, Id::from(id.uuid()))?;
    Ok(Restored { id, kind: Binned::Report, number: row.number, title: row.title })
}
