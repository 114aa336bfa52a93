//! Splitting a request that asks for two things: a second request, with the votes and reports that belong to it.
//! Takes nothing from the first one but the reports that are named: who voted wants both.

use super::{create_request, decide::stale, merge};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::{route::Route, status::Kind},
    error::{Code, Error, Result},
    store::{
        edits, heats, on_behalf_notes, places,
        projects::Project,
        reports,
        requests::{self, Patch, Request},
        signals::{self, Signal},
        visitor_locks, votes,
    },
};

/// The input for the second request.
#[derive(Clone, Debug)]
pub struct Part {
    /// One line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// What it asks for; `None` for the same kind.
    pub kind: Option<Kind>,
    /// Whether it gets a copy of every vote.
    pub take_votes: bool,
    /// Reports of the first request that move to it.
    pub reports: Vec<Id<id::Report>>,
}

/// Splits a request that still is at `version`; returns the new one.
///
/// # Errors
/// Occurs with 409 when the request is merged, and at `/reports/n` when a report is not linked to it.
pub fn split(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Request>,
    version: i64,
    part: Part,
    now: Time,
) -> Result<Id<id::Request>> {
    let number = named(connection, project.id, id, version)?.number;
    // Visitors, reports, the project, and then requests, as everywhere that locks them.
    if part.take_votes {
        visitor_locks::lock_voters(connection, project, &[number])?;
    }
    let moving = linked(connection, project.id, id, &part.reports)?;
    edits::lock(connection, project.id, &[id])?;
    let first = named(connection, project.id, id, version)?;
    let place = places::for_requests(connection, project.id, &[first.number], true)?.pop();
    let place =
        place.and_then(|place| Some((Route::parse(&place.route).ok()?, place.title, place.object_key)));
    let second = create_request::request(
        connection,
        project,
        create_request::Fresh {
            kind: part.kind.unwrap_or(first.kind),
            title: part.title,
            body: part.body,
            public: first.public,
            // It says what the author of the first one said, and is cleaned with it when that visitor is erased.
            visitor: first.visitor_id,
            place,
            similar: None,
            now,
        },
    )?;
    edits::write(connection, project.id, &[(&first, Patch::default())], now)?;
    if part.take_votes {
        votes::copy(connection, project, first.number, second.number)?;
        on_behalf_notes::copy(connection, project.number, (first.number, second.number), false)?;
        places::recount(connection, project, second.number)?;
    }
    move_reports(connection, project, (&first, &second), &moving)?;
    heats::recount(connection, project, second.id, second.number)?;
    journal::note(connection, project.id, What::Requests, &[first.id, second.id], now)?;
    journal::note(connection, project.id, What::Reports, &moving, now)?;
    Ok(second.id)
}

/// The request, which still is at `version` and not merged.
fn named(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Request>,
    version: i64,
) -> Result<Request> {
    let row = requests::by_id(connection, project, id)?;
    if row.version != version {
        return Err(stale());
    }
    merge::refuse_merged(connection, &row, false, Code::Conflict)?;
    Ok(row)
}

/// The reports that are named, each once, locked in the order of their ids; all must be linked to the request.
fn linked(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    named: &[Id<id::Report>],
) -> Result<Vec<Id<id::Report>>> {
    let mut ordered: Vec<_> = named.iter().copied().enumerate().map(|(at, id)| (id, at)).collect();
    ordered.sort_unstable();
    ordered.dedup_by_key(|(id, _)| *id);
    for (id, at) in &ordered {
        let report = reports::lock_by_id(connection, project, *id)?;
        if report.request_id != Some(request) {
            let detail = "This report is not linked to the request. Link it first, or leave it out.";
            return Err(Error::field(&format!("/reports/{at}"), detail));
        }
    }
    Ok(ordered.into_iter().map(|(id, _)| id).collect())
}

/// Moves reports and what they add to the heat, each as of the time when it was linked.
fn move_reports(
    connection: &mut AnyConnection,
    project: &Project,
    (from, to): (&Request, &Request),
    moving: &[Id<id::Report>],
) -> Result<()> {
    if moving.is_empty() {
        return Ok(());
    }
    for report in moving {
        reports::link(connection, project.id, *report, Some(to.id))?;
    }
    signals::give(connection, project.id, (from.id, to.id), Signal::Report, moving)?;
    heats::recount(connection, project, from.id, from.number)
}
