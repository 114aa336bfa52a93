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
        edits, members,
        projects::Project,
        requests::{self, Patch, Request},
        tags,
        triage_changes::{self, Change, Changed},
        visitor_locks,
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
    let mut ids: Vec<_> = targets.iter().map(|(id, _)| *id).collect();
    if let Act::Merge(into) = act {
        ids.push(*into);
    }
    if let Act::Merge(_) = act {
        let numbers: Vec<_> =
            requests::by_ids(connection, project.id, &ids)?.iter().map(|row| row.number).collect();
        visitor_locks::lock_voters(connection, project, &numbers)?;
    }
    edits::lock(connection, project.id, &ids)?;
    let mut known = Known::default();
    match act {
        Act::Assign(Some(member)) if members::role(connection, project.id, *member)?.is_none() => {
            return Err(Error::field("/action/member", "Choose a member of this project."));
        }
        Act::Merge(into) => known.target = Some(requests::by_id(connection, project.id, *into)?),
        Act::Tag(..) => known.tags = tags::spellings(connection, project.id)?,
        _ => {}
    }
    let mut tagged = tags::for_requests(connection, project.id, &ids)?;
    let rows = requests::by_ids(connection, project.id, &ids)?;
    let (mut plans, mut refused) = (Vec::new(), Vec::new());
    for (id, version) in targets {
        let found = rows.iter().find(|row| row.id == *id).ok_or_else(Error::not_found);
        let planned = found.and_then(|row| {
            if row.version != *version {
                return Err(stale());
            }
            plan(act, row, tagged.remove(id).unwrap_or_default(), &known)
        });
        match planned {
            Ok(plan) => plans.push(plan),
            Err(error) => refused.push((*id, error.under("/action"))),
        }
    }
    if plans.is_empty() {
        let first = refused.into_iter().next();
        return Err(first.map_or_else(Error::not_found, |(_, error)| error));
    }
    write(connection, project, act, &mut plans, &known, now)?;
    let (project_id, change_id) = (project.id, Id::new(now));
    let done: Vec<_> = plans.iter().map(|plan| plan.row.id).collect();
    let change = Change { project_id, id: change_id, actor: doer.key.clone(), made_at: now };
    let changed = |plan: Plan<'_>| {
        Ok(Changed {
            project_id,
            change_id,
            request_id: plan.row.id,
            version_before: plan.row.version,
            version_after: plan.row.version + 1,
            before: Document(serde_json::to_value(plan.before).map_err(Error::broken)?),
            undone_at: None,
        })
    };
    let changed: Vec<Changed> = plans.into_iter().map(changed).collect::<Result<_>>()?;
    triage_changes::insert(connection, &change, &changed)?;
    let touched: Vec<_> = done.iter().copied().chain(known.target.map(|target| target.id)).collect();
    journal::note(connection, project.id, What::Requests, &touched, now)?;
    Ok(Outcome { change: change_id, done, refused })
}

/// What an act needs to know besides the requests.
#[derive(Default)]
struct Known {
    /// The request that others are merged into.
    target: Option<Request>,
    /// The tags of the project.
    tags: Vec<String>,
}

/// What becomes of one request.
struct Plan<'r> {
    row: &'r Request,
    before: Before,
    patch: Patch,
    tags: Option<Vec<String>>,
}

/// What an act does to a request; the error is the reason why not, with its place inside the action.
fn plan<'r>(act: &Act, row: &'r Request, tags_before: Vec<String>, known: &Known) -> Result<Plan<'r>> {
    let mut tags = None;
    let patch = match act {
        Act::Decide(wanted) => {
            row.status.can_become(wanted.status)?;
            Patch::of_status(wanted.status)
        }
        Act::Merge(_) => {
            known.target.as_ref().map_or(Ok(()), |target| merge::may_merge(row, target))?;
            Patch::awake()
        }
        Act::Snooze(until, votes) => snooze(row, *until, *votes)?,
        Act::Wake => Patch::awake(),
        Act::Assign(member) => Patch { assignee_id: Some(*member), ..Patch::default() },
        Act::Effort(effort) => Patch { effort: Some(*effort), ..Patch::default() },
        Act::Due(day) => Patch { due: Some(*day), ..Patch::default() },
        Act::Tag(add, remove) => {
            let after = triage::tags(&tags_before, add, remove, &known.tags);
            tags = Some(after.map_err(|wrong| wrong.under("/add"))?);
            Patch::default()
        }
    };
    let before = Before {
        status: row.status.as_str().to_owned(),
        assignee: row.assignee_id,
        effort: row.effort,
        due: row.due,
        snoozed_until: row.snoozed_until.map(Time::micros),
        snoozed_votes: row.snoozed_votes,
        tags: tags_before,
        decision: None,
        merged: matches!(act, Act::Merge(_)),
    };
    Ok(Plan { row, before, patch, tags })
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

/// Does what was planned: a few statements for all requests, where they need no different ones.
fn write(
    connection: &mut AnyConnection,
    project: &Project,
    act: &Act,
    plans: &mut [Plan<'_>],
    known: &Known,
    now: Time,
) -> Result<()> {
    if let Some(target) = &known.target {
        let rows: Vec<_> = plans.iter().map(|plan| plan.row).collect();
        merge::enter(connection, project, &rows, target)?;
    }
    let edits: Vec<_> = plans.iter().map(|plan| (plan.row, plan.patch.clone())).collect();
    edits::write(connection, project.id, &edits, now)?;
    if let Act::Decide(wanted) = act {
        let ids: Vec<_> = plans.iter().map(|plan| plan.row.id).collect();
        let versions = decide::record(connection, project.id, &ids, wanted, now)?;
        for (plan, version) in plans.iter_mut().zip(versions) {
            plan.before.decision = Some(version);
        }
    }
    let tagged: Vec<_> = plans.iter_mut().filter_map(|plan| Some((plan.row.id, plan.tags.take()?))).collect();
    if tagged.is_empty() { Ok(()) } else { tags::replace(connection, project.id, &tagged) }
}
