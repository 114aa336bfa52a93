//! What a member does to one request or several at once: deciding, merging, snoozing, and noting who, how much, until when and
//! what about. Each request on its own, in one transaction; what undoing needs is kept with it.
//! Decides and merges by no rules of its own: `decide` and `merge` have them.

use serde::{Deserialize, Serialize};

use super::{
    decide::{self, Wanted, stale},
    merge,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::{columns::Document, connection::AnyConnection},
    domain::{status::Status, triage},
    error::{Code, Error, Result},
    store::{
        members,
        projects::Project,
        requests::{self, Patch, Request},
        tags,
        triage_changes::{self, Change, Changed},
    },
};

/// What is done.
#[derive(Clone, Debug)]
pub enum Act {
    /// A decision.
    Decide(Wanted),
    /// Merges into this request.
    Merge(Id<id::Request>),
    /// Takes out of the inbox until a time, or until there are so many votes more.
    Snooze(Option<Time>, Option<i64>),
    /// Brings back to the inbox.
    Wake,
    /// Gives to a member, or to nobody.
    Assign(Option<Id<id::Member>>),
    /// Adds tags, and removes some.
    Tag(Vec<String>, Vec<String>),
    /// Sets the effort, or none.
    Effort(Option<i64>),
    /// Sets the due day, or none.
    Due(Option<i64>),
}

/// Who does it.
#[derive(Clone, Debug)]
pub struct Doer {
    /// The name, as it is written under a decision.
    pub name: String,
    /// What identifies the member or the API key.
    pub key: String,
}

/// What a request was before a change.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Before {
    pub(super) status: String,
    pub(super) assignee: Option<Id<id::Member>>,
    pub(super) effort: Option<i64>,
    pub(super) due: Option<i64>,
    pub(super) snoozed_until: Option<i64>,
    pub(super) snoozed_votes: Option<i64>,
    pub(super) tags: Vec<String>,
    /// The version of the decision that the change made.
    pub(super) decision: Option<i64>,
    /// Whether the change merged it.
    pub(super) merged: bool,
}

/// What became of a change.
#[derive(Debug)]
pub struct Outcome {
    /// Names the change.
    pub change: Id<id::TriageChange>,
    /// The requests that were changed.
    pub done: Vec<Id<id::Request>>,
    /// The requests that were not, and why.
    pub refused: Vec<(Id<id::Request>, Error)>,
}

/// Changes each of these requests that still is at its version.
///
/// # Errors
/// Occurs with the first refusal when no request was changed.
pub fn apply(
    connection: &mut AnyConnection,
    project: &Project,
    act: &Act,
    targets: &[(Id<id::Request>, i64)],
    doer: &Doer,
    now: Time,
) -> Result<Outcome> {
    if let Act::Assign(Some(member)) = act
        && members::role(connection, project.id, *member)?.is_none()
    {
        return Err(Error::field("/action/member", "Choose a member of this project."));
    }
    let mut ids: Vec<_> = targets.iter().map(|(id, _)| *id).collect();
    if let Act::Merge(into) = act {
        ids.push(*into);
    }
    // All at once and in one order, so that two members don't wait for each other.
    requests::lock(connection, project.id, &ids)?;
    let mut tagged = tags::for_requests(connection, project.id, &ids)?;
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for (id, version) in targets {
        let before = tagged.remove(id).unwrap_or_default();
        match one(connection, project, act, (*id, *version), before, now) {
            Ok(before) => kept.push((*id, *version, before)),
            Err(error) if is_refusal(&error) => refused.push((*id, error)),
            Err(error) => return Err(error),
        }
    }
    let done: Vec<_> = kept.iter().map(|(id, ..)| *id).collect();
    if done.is_empty() {
        let first = refused.into_iter().next();
        return Err(
            first.map_or_else(|| Error::field("/requests", "Name at least one request."), |(_, error)| error)
        );
    }
    let change = Change {
        project_id: project.id,
        id: Id::new(now),
        actor: doer.key.clone(),
        made_at: now,
        undone_at: None,
    };
    let changed = |(request_id, version_before, before): (_, i64, Before)| {
        Ok(Changed {
            project_id: project.id,
            change_id: change.id,
            request_id,
            version_before,
            version_after: version_before + 1,
            before: Document(serde_json::to_value(before).map_err(Error::broken)?),
        })
    };
    let changed: Vec<Changed> = kept.into_iter().map(changed).collect::<Result<_>>()?;
    triage_changes::insert(connection, &change, &changed)?;
    Ok(Outcome { change: change.id, done, refused })
}

/// Whether an error is about one request alone, of which nothing is written then.
pub(super) fn is_refusal(error: &Error) -> bool {
    matches!(error.code, Code::NotFound | Code::PreconditionFailed | Code::Conflict | Code::Invalid)
}

fn one(
    connection: &mut AnyConnection,
    project: &Project,
    act: &Act,
    (id, version): (Id<id::Request>, i64),
    tags_before: Vec<String>,
    now: Time,
) -> Result<Before> {
    let row = requests::by_id(connection, project.id, id)?;
    if row.version != version {
        return Err(stale());
    }
    let mut before = Before {
        status: row.status.as_str().to_owned(),
        assignee: row.assignee_id,
        effort: row.effort,
        due: row.due,
        snoozed_until: row.snoozed_until.map(Time::micros),
        snoozed_votes: row.snoozed_votes,
        tags: tags_before,
        decision: None,
        merged: false,
    };
    let patch = match act {
        Act::Decide(wanted) => {
            before.decision = Some(decide::decide(connection, project, id, version, wanted.clone(), now)?);
            return Ok(before);
        }
        Act::Merge(into) => {
            merge::merge(connection, project, id, *into, version, now)?;
            before.merged = true;
            return Ok(before);
        }
        Act::Snooze(until, votes) => snooze(&row, *until, *votes)?,
        Act::Wake => Patch::awake(),
        Act::Assign(member) => Patch { assignee_id: Some(*member), ..Patch::default() },
        Act::Effort(effort) => Patch { effort: Some(*effort), ..Patch::default() },
        Act::Due(day) => Patch { due: Some(*day), ..Patch::default() },
        Act::Tag(add, remove) => {
            let after =
                triage::tags(&before.tags, add, remove).map_err(|wrong| wrong.under("/action/add"))?;
            tags::set(connection, project.id, id, &after)?;
            Patch::default()
        }
    };
    if !requests::edit(connection, project.id, id, version, &patch, now)? {
        return Err(stale());
    }
    journal::note(connection, project.id, What::Requests, &[id], now)?;
    Ok(before)
}

/// What snoozing a request changes; only what waits for a decision can wait.
fn snooze(row: &Request, until: Option<Time>, votes: Option<i64>) -> Result<Patch> {
    if !matches!(row.status, Status::New | Status::UnderReview) {
        let detail = "Only requests that wait for a decision can be snoozed.";
        return Err(Error::new(Code::Conflict, detail));
    }
    let votes = votes.map(|more| row.votes.saturating_add(more));
    Ok(Patch { snoozed_until: Some(until), snoozed_votes: Some(votes), ..Patch::default() })
}
