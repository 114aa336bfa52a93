//! Undoing what a member did in the triage: each request that nobody changed since is as it was before.
//! A decision stays in the history of the team, marked as taken back.

use std::collections::{BTreeMap, HashSet};

use super::{
    decide::stale,
    merge::Family,
    triage::{Before, Doer},
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
        decisions, edits, families, members,
        projects::{self, Project},
        requests::{self, Patch, Request},
        tags,
        triage_changes::{self, Changed},
        visitor_locks,
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

/// What a change did to a request, and what that was.
struct Step<'r> {
    row: &'r Request,
    changed: Changed,
    before: Before,
}

/// Undoes a change. What is refused of it can be undone later, when what was done since is undone.
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
    let ids: Vec<_> = triage_changes::changed(connection, project.id, change.id)?
        .into_iter()
        .map(|one| one.request_id)
        .collect();
    let targets = families::targets(connection, project.id, &ids)?;
    visitor_locks::lock_voters(connection, project, &targets)?;
    // Before anything else is read: who undoes a later change at this moment writes which versions this one is about.
    projects::lock(connection, project.id)?;
    let mut changed = triage_changes::changed(connection, project.id, change.id)?;
    changed.retain(|one| one.undone_at.is_none());
    if changed.is_empty() {
        return Err(Error::new(Code::Conflict, "This is undone already."));
    }
    let ids: Vec<_> = changed.iter().map(|one| one.request_id).collect();
    let rows = requests::by_ids(connection, project.id, &ids)?;
    let (mut steps, mut refused) = (Vec::new(), Vec::new());
    for one in changed {
        let (id, version) = (one.request_id, one.version_after);
        match rows.iter().find(|row| row.id == id) {
            Some(row) if row.version == version => {
                let before = serde_json::from_value(one.before.0.clone()).map_err(Error::broken)?;
                steps.push(Step { row, changed: one, before });
            }
            Some(_) => refused.push((id, stale())),
            None => refused.push((id, Error::not_found())),
        }
    }
    let family = family(connection, project, &steps)?;
    if let Some(error) = family.as_ref().and_then(|family| family.may_leave().err()) {
        let stays = steps.extract_if(.., |step| step.before.merged);
        refused.extend(stays.map(|step| (step.row.id, error.clone())));
    }
    if steps.is_empty() {
        return Err(refused.into_iter().next().map_or_else(Error::not_found, |(_, error)| error));
    }
    restore(connection, project, &steps, family.as_ref(), doer, now)?;
    Ok(Undone { done: steps.iter().map(|step| step.row.id).collect(), refused })
}

/// Locks the requests, and returns the family that those which were merged are in: one change merges into one request.
fn family(connection: &mut AnyConnection, project: &Project, steps: &[Step<'_>]) -> Result<Option<Family>> {
    let ids: Vec<_> = steps.iter().map(|step| step.row.id).collect();
    let merged: Vec<_> = steps.iter().filter(|step| step.before.merged).map(|step| step.row.id).collect();
    match families::targets(connection, project.id, &merged)?.first() {
        Some(target) => Family::lock(connection, project, *target, &ids).map(Some),
        None => requests::lock(connection, project.id, &ids).map(|()| None),
    }
}

impl Step<'_> {
    /// The edit that brings its columns back. Somebody who left the project meanwhile takes care of nothing any more.
    fn patch(&self, members: &HashSet<Id<id::Member>>) -> Result<Patch> {
        Ok(Patch {
            status: Some(self.before.status.parse::<Status>().map_err(Error::broken)?),
            assignee_id: Some(self.before.assignee.filter(|member| members.contains(member))),
            effort: Some(self.before.effort),
            due: Some(self.before.due),
            snoozed_until: Some(self.before.snoozed_until.map(Time::from_micros)),
            snoozed_votes: Some(self.before.snoozed_votes),
            ..Patch::default()
        })
    }
}

fn restore(
    connection: &mut AnyConnection,
    project: &Project,
    steps: &[Step<'_>],
    family: Option<&Family>,
    doer: &Doer,
    now: Time,
) -> Result<()> {
    let ids: Vec<_> = steps.iter().map(|step| step.row.id).collect();
    let mut touched = ids.clone();
    let merged: Vec<_> = steps.iter().filter(|step| step.before.merged).map(|step| step.row).collect();
    if let Some(family) = family.filter(|_| !merged.is_empty()) {
        touched.extend(family.leave(connection, project, &merged)?);
    }
    let mut decided: BTreeMap<i64, Vec<Id<id::Request>>> = BTreeMap::new();
    for step in steps {
        if let Some(version) = step.before.decision {
            decided.entry(version).or_default().push(step.row.id);
        }
    }
    for (version, requests) in decided {
        decisions::take_back(connection, project.id, &requests, version, &doer.name, now)?;
    }
    let assignees: Vec<_> = steps.iter().filter_map(|step| step.before.assignee).collect();
    let members: HashSet<_> = members::names(connection, project.id, &assignees)?
        .into_iter()
        .filter_map(|(member, _, is_in_project)| is_in_project.then_some(member))
        .collect();
    let edits = steps.iter().map(|step| Ok((step.row, step.patch(&members)?))).collect::<Result<Vec<_>>>()?;
    edits::write(connection, project.id, &edits, now)?;
    let now_tagged = tags::for_requests(connection, project.id, &ids)?;
    let tagged: Vec<_> = steps
        .iter()
        .filter(|step| now_tagged.get(&step.row.id).map_or(&[][..], Vec::as_slice) != step.before.tags)
        .map(|step| (step.row.id, step.before.tags.clone()))
        .collect();
    if !tagged.is_empty() {
        tags::replace(connection, project.id, &tagged)?;
    }
    for step in steps {
        triage_changes::undone(connection, &step.changed, step.row.version + 1, now)?;
    }
    journal::note(connection, project.id, What::Requests, &touched, now)
}
