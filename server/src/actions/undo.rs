//! Undoing what a member did in the triage: each request that nobody changed since is as it was before.
//! A decision stays in the history of the team, marked as taken back.

use super::{
    decide::stale,
    merge,
    triage::{Before, Doer, is_refusal},
};
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
        decisions,
        projects::Project,
        requests::{self, Patch},
        tags,
        triage_changes::{self, Changed},
    },
};

/// What became of it.
#[derive(Debug)]
pub struct Undone {
    /// The requests that are as before.
    pub done: Vec<Id<id::Request>>,
    /// The requests that are not, and why.
    pub refused: Vec<(Id<id::Request>, Error)>,
}

/// Undoes a change.
///
/// # Errors
/// Occurs with 404 a day after the change, with 409 when it is undone already, and with the first refusal when every request was
/// changed since.
pub fn undo(
    connection: &mut AnyConnection,
    project: &Project,
    change: Id<id::TriageChange>,
    doer: &Doer,
    now: Time,
) -> Result<Undone> {
    let change = triage_changes::by_id(connection, project.id, change)?;
    if change.made_at < now.plus_seconds(-triage_changes::KEPT_SECONDS) {
        return Err(Error::not_found());
    }
    let mut changed = Vec::new();
    for one in triage_changes::changed(connection, project.id, change.id)? {
        let before: Before = serde_json::from_value(one.before.0.clone()).map_err(Error::broken)?;
        changed.push((one, before));
    }
    let mut ids: Vec<_> = changed.iter().map(|(one, _)| one.request_id).collect();
    for (one, _) in changed.iter().filter(|(_, before)| before.merged) {
        ids.extend(merge::target(connection, project, one.request_id)?);
    }
    requests::lock(connection, project.id, &ids)?;
    if !triage_changes::undone(connection, project.id, change.id, now)? {
        return Err(Error::new(Code::Conflict, "This is undone already."));
    }
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for (one, before) in &changed {
        match restore(connection, project, one, before, doer, now) {
            Ok(()) => done.push(one.request_id),
            Err(error) if is_refusal(&error) => refused.push((one.request_id, error)),
            Err(error) => return Err(error),
        }
    }
    if done.is_empty() {
        return Err(refused.into_iter().next().map_or_else(Error::not_found, |(_, error)| error));
    }
    Ok(Undone { done, refused })
}

fn restore(
    connection: &mut AnyConnection,
    project: &Project,
    one: &Changed,
    before: &Before,
    doer: &Doer,
    now: Time,
) -> Result<()> {
    let id = one.request_id;
    let row = requests::by_id(connection, project.id, id)?;
    if row.version != one.version_after {
        return Err(stale());
    }
    let mut version = row.version;
    if before.merged {
        merge::undo(connection, project, id, version, now)?;
        version += 1;
    }
    if let Some(decision) = before.decision {
        decisions::take_back(connection, project.id, id, decision, &doer.name, now)?;
    }
    let status: Status = before.status.parse().map_err(Error::broken)?;
    let patch = Patch {
        status: Some(status),
        assignee_id: Some(before.assignee),
        effort: Some(before.effort),
        due: Some(before.due),
        snoozed_until: Some(before.snoozed_until.map(Time::from_micros)),
        snoozed_votes: Some(before.snoozed_votes),
        ..Patch::default()
    };
    if !requests::edit(connection, project.id, id, version, &patch, now)? {
        return Err(stale());
    }
    tags::set(connection, project.id, id, &before.tags)?;
    triage_changes::restored(connection, project.id, id, one.version_before, version + 1)?;
    journal::note(connection, project.id, What::Requests, &[id], now)
}
