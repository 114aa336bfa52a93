//! Editing requests, deciding on them and linking reports to them, each with everything that depends on it.
//! The rules of a decision are `domain::status`'s.

use super::create_request;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::status::{ReasonCode, Status},
    error::{Code, Error, Result},
    store::{
        credits,
        decisions::{self, Decision},
        edits,
        heats::HeatDelta,
        projects::Project,
        reports::{self, Report},
        requests::{self, Patch},
        signals::Signal,
    },
};

/// The input for a decision.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The status it leads to.
    pub status: Status,
    /// The reason in a word.
    pub reason_code: ReasonCode,
    /// The public reason.
    pub reason: String,
    /// The evidence for it.
    pub evidence: Option<String>,
    /// What else was weighed.
    pub alternatives: Option<String>,
    /// What would reopen it.
    pub reopen_if: Option<String>,
    /// Who decides.
    pub decided_by: String,
}

/// The error for a change that is based on an earlier version.
pub(super) fn stale() -> Error {
    Error::new(Code::PreconditionFailed, "Someone changed this since you loaded it. Load it again.")
}

/// Whether a decision comes with the message to voters that the project wants.
///
/// # Errors
/// Occurs at `pointer` when there is none.
pub fn check_message(project: &Project, pointer: &str, message: &str) -> Result<()> {
    if project.message_required && message.is_empty() {
        return Err(Error::field(
            pointer,
            "Enter a message to voters. The project's settings can make it optional.",
        ));
    }
    Ok(())
}

/// Edits a request that still is at `version`, and keeps its terms in step with its text.
pub fn edit(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Request>,
    version: i64,
    patch: Patch,
    now: Time,
) -> Result<()> {
    edits::lock(connection, project.id, &[id])?;
    let before = requests::by_id(connection, project.id, id)?;
    if before.version != version {
        return Err(stale());
    }
    let is_reworded = patch.title.is_some() || patch.body.is_some();
    edits::write(connection, project.id, &[(&before, patch)], now)?;
    journal::note(connection, project.id, What::Requests, &[id], now)?;
    if is_reworded {
        let row = requests::by_id(connection, project.id, id)?;
        create_request::index(connection, &row)?;
    }
    Ok(())
}

/// Decides on a request that still is at `version`: a new version of the decision, and the status it leads to.
pub fn decide(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Request>,
    version: i64,
    wanted: &Wanted,
    now: Time,
) -> Result<()> {
    edits::lock(connection, project.id, &[id])?;
    let row = requests::by_id(connection, project.id, id)?;
    if row.version != version {
        return Err(stale());
    }
    row.status.can_become(wanted.status)?;
    edits::write(connection, project.id, &[(&row, Patch::of_status(wanted.status))], now)?;
    record(connection, project.id, &[id], wanted, now)?;
    journal::note(connection, project.id, What::Requests, &[id], now)
}

/// Adds a version to the decisions on requests, which are locked and have the status already; returns these versions.
pub(super) fn record(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
    wanted: &Wanted,
    now: Time,
) -> Result<Vec<i64>> {
    let latest = decisions::latest_versions(connection, project, ids)?;
    let decision = |id: &Id<id::Request>| Decision {
        project_id: project,
        request_id: *id,
        version: latest.get(id).map_or(1, |version| version + 1),
        id: Id::new(now),
        status: wanted.status,
        reason_code: wanted.reason_code,
        reason: wanted.reason.clone(),
        evidence: wanted.evidence.clone(),
        alternatives: wanted.alternatives.clone(),
        reopen_if: wanted.reopen_if.clone(),
        decided_by: wanted.decided_by.clone(),
        decided_at: now,
        undone_at: None,
        undone_by: None,
    };
    let made: Vec<_> = ids.iter().map(decision).collect();
    decisions::insert(connection, &made)?;
    Ok(made.into_iter().map(|decision| decision.version).collect())
}

/// Links a report to a request; if it is linked to another one, it is unlinked from that first.
pub fn link(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
    report: &Report,
    now: Time,
) -> Result<()> {
    let touched: Vec<_> = report.request_id.into_iter().chain([request]).collect();
    let mut delta = HeatDelta::new(project, Signal::Report);
    if report.request_id.is_some_and(|other| other != request) {
        delta.retract(connection, &[report.id])?;
    }
    delta.lock(connection, &[request])?;
    // What a merged request has lent to the one that stands for it would not grow.
    if requests::by_id(connection, project.id, request)?.status == Status::Merged {
        let detail = "This request was merged into another one. Link the report to that one instead.";
        return Err(Error::new(Code::Conflict, detail));
    }
    reports::link(connection, project.id, report.id, Some(request))?;
    delta.add(connection, &[(request, report.id, now)])?;
    delta.write(connection)?;
    journal::note(connection, project.id, What::Requests, &touched, now)?;
    journal::note(connection, project.id, What::Reports, &[report.id], now)
}

/// Unlinks a report from a request.
pub fn unlink(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
    report: &Report,
    now: Time,
) -> Result<()> {
    if report.request_id != Some(request) {
        return Ok(());
    }
    let mut delta = HeatDelta::new(project, Signal::Report);
    delta.retract(connection, &[report.id])?;
    delta.lock(connection, &[])?;
    reports::link(connection, project.id, report.id, None)?;
    delta.write(connection)?;
    if let Some(visitor) = report.visitor_id {
        credits::unlinked(connection, project.id, request, visitor)?;
    }
    journal::note(connection, project.id, What::Requests, &[request], now)?;
    journal::note(connection, project.id, What::Reports, &[report.id], now)
}
