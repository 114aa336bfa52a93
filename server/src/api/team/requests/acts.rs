//! The triage: what a member does to one request or several at once, and undoing it.
//! Each request on its own: one that somebody changed meanwhile is refused by name, and the others are done.

use std::collections::HashSet;

use actix_web::{HttpRequest, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    actions::{
        decide::{self, Wanted},
        triage::{self as acting, Act, Doer},
        undo as undoing,
    },
    api::{
        Ids,
        answer::{Answer, Created, Json},
        once,
        params::{Attempt, InProject},
        problem,
        refusals::{Idempotent, JsonBody, Stale, TeamWrite},
        team::triage::{RankedRequest, ranked},
        wire::Body,
    },
    auth::team::{Actor, Team, Triager},
    base::{
        id::{self, Id},
        invalid::Invalid,
        text::{Line, Text, is_blank},
        time::Time,
    },
    cache::stamps::Touches,
    domain::{
        status::{ReasonCode, Status},
        triage,
    },
    error::{Error, Result},
    state::Context,
    store::{projects::Project, requests},
};

/// Maximum number of requests that one change is about.
const MAX_REQUESTS: usize = 100;

/// What is done to each of the requests.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActIn {
    /// Sets a status, with a message to voters.
    Decide {
        /// The status to set.
        status: Status,
        /// The category of the reason. Default: the usual one for the status.
        reason_code: Option<ReasonCode>,
        /// The message to voters. Required where the project says so.
        message: Option<Text<0, 4_000>>,
        /// The evidence.
        evidence: Option<Text<0, 4_000>>,
        /// The alternatives that were considered.
        alternatives: Option<Text<0, 4_000>>,
        /// What would make us reconsider.
        reopen_if: Option<Text<0, 4_000>>,
    },
    /// Merges into another request.
    Merge {
        /// The ID of the request that stands for all.
        into: Id<id::Request>,
    },
    /// Takes out of the inbox until a time, or until there are more votes, whichever comes first.
    Snooze {
        /// A time in the future, such as `2026-12-01T09:00:00Z`.
        until: Option<String>,
        /// How many votes more than now, 1 to 1 000 000.
        votes: Option<i64>,
    },
    /// Brings back to the inbox.
    Wake {},
    /// Gives to a member.
    Assign {
        /// The ID of the member; null for nobody.
        #[serde(deserialize_with = "Option::deserialize")]
        #[schema(required)]
        member: Option<Id<id::Member>>,
    },
    /// Adds tags and removes some.
    Tag {
        /// The tags to add.
        #[serde(default)]
        add: Vec<Line<1, 40>>,
        /// The tags to remove.
        #[serde(default)]
        remove: Vec<Line<1, 40>>,
    },
    /// Sets the effort.
    Effort {
        /// Points, 1 to 1 000; null for none.
        #[serde(deserialize_with = "Option::deserialize")]
        #[schema(required)]
        points: Option<i64>,
    },
    /// Sets the due day.
    Due {
        /// A day such as `2026-12-01`; null for none.
        #[serde(deserialize_with = "Option::deserialize")]
        #[schema(required)]
        day: Option<String>,
    },
}

/// A request and its version.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetIn {
    /// The ID of the request.
    id: Id<id::Request>,
    /// The version that this is based on.
    version: i64,
}

/// A change of requests.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriageIn {
    /// What is done.
    action: ActIn,
    /// To which requests, 1 to 100.
    #[schema(min_items = 1, max_items = 100)]
    requests: Vec<TargetIn>,
}

/// A request that was not changed.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct RefusedRequest {
    /// The ID of the request.
    id: Id<id::Request>,
    /// A stable code for programs.
    code: String,
    /// Why, and how to fix it.
    detail: String,
}

/// A change that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriageChange {
    /// The ID of the change, by which it can be undone.
    change: Id<id::TriageChange>,
    /// The requests that were changed, as they are now.
    done: Vec<RankedRequest>,
    /// The requests that were not.
    refused: Vec<RefusedRequest>,
}

/// A change that was undone.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriageUndone {
    /// The requests that are as before.
    done: Vec<RankedRequest>,
    /// The requests that are not, since somebody changed them.
    refused: Vec<RefusedRequest>,
}

/// What is kept of a change for a later attempt with the same key.
#[derive(Clone, Deserialize, Serialize)]
struct Kept {
    id: Id<id::TriageChange>,
    done: Vec<Id<id::Request>>,
    refused: Vec<RefusedRequest>,
}

/// An undo takes nothing but its address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoIn {}

/// The change in the path.
#[derive(Debug, Deserialize)]
pub struct OfChange {
    change: Id<id::TriageChange>,
}

impl ActIn {
    /// What is asked for.
    fn read(self, project: &Project, actor: &Actor, now: Time) -> Result<Act> {
        let at = |pointer: &'static str| move |wrong: Invalid| Error::from(wrong.under(pointer));
        let text = |text: Option<Text<0, 4_000>>| text.map(Text::into_string).filter(|text| !is_blank(text));
        Ok(match self {
            Self::Decide { status, reason_code, message, evidence, alternatives, reopen_if } => {
                let reason = text(message).unwrap_or_default();
                decide::check_message(project, "/action/message", &reason)?;
                Act::Decide(Wanted {
                    status,
                    reason_code: reason_code.unwrap_or(ReasonCode::usual(status)),
                    reason,
                    evidence: text(evidence),
                    alternatives: text(alternatives),
                    reopen_if: text(reopen_if),
                    decided_by: actor.name().to_owned(),
                })
            }
            Self::Merge { into } => Act::Merge(into),
            Self::Snooze { until: None, votes: None } => {
                return Err(Error::field("/action", "Name a time (until), or a number of votes (votes)."));
            }
            Self::Snooze { until, votes } => {
                if votes.is_some_and(|votes| !(1..=triage::MAX_AWAITED).contains(&votes)) {
                    return Err(Error::field("/action/votes", "Use 1 to 1000000 votes."));
                }
                let until = until.map(|until| triage::until(&until, now)).transpose();
                Act::Snooze(until.map_err(at("/action/until"))?, votes)
            }
            Self::Wake {} => Act::Wake,
            Self::Assign { member } => Act::Assign(member),
            Self::Tag { add, remove } => {
                for (pointer, tags) in [("/action/add", &add), ("/action/remove", &remove)] {
                    if tags.len() > triage::MAX_TAGS {
                        let detail = format!("Name at most {} tags.", triage::MAX_TAGS);
                        return Err(Error::field(pointer, &detail));
                    }
                }
                let plain = |tags: Vec<Line<1, 40>>| tags.into_iter().map(Line::into_string).collect();
                Act::Tag(plain(add), plain(remove))
            }
            Self::Effort { points } => {
                Act::Effort(points.map(triage::effort).transpose().map_err(at("/action/points"))?)
            }
            Self::Due { day } => {
                let day = day.map(|day| triage::day(&day)).transpose();
                Act::Due(day.map_err(at("/action/day"))?)
            }
        })
    }
}

fn doer(actor: &Actor) -> Doer {
    Doer { name: actor.name().to_owned(), key: actor.key() }
}

fn refused(refused: Vec<(Id<id::Request>, Error)>) -> Vec<RefusedRequest> {
    let said = |(id, error): (Id<id::Request>, Error)| {
        let detail = error.fields.first().map_or(&error.detail, |field| &field.detail).clone();
        RefusedRequest { id, code: problem::word(error.code).to_owned(), detail }
    };
    refused.into_iter().map(said).collect()
}

/// The requests with these ids, in this order, as the list shows them.
async fn read(
    context: &Context,
    project: Project,
    ids: Vec<Id<id::Request>>,
    now: Time,
) -> Result<Vec<RankedRequest>> {
    context
        .db
        .read(move |connection| {
            let mut rows = requests::by_ids(connection, project.id, &ids)?;
            rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
            ranked(connection, &project, &rows, now)
        })
        .await
}

/// Changes one request or several at once: decides, merges, snoozes, assigns, tags, or sets effort or due day.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = TriageIn,
    responses(TeamWrite, JsonBody, Idempotent, Stale),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/triage")]
pub async fn act(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    body: Body<TriageIn>,
) -> Result<Answer<Created<TriageChange>>> {
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let requests = &body.value.requests;
    if !(1..=MAX_REQUESTS).contains(&requests.len()) {
        return Err(Error::field("/requests", "Name 1 to 100 requests."));
    }
    let mut seen = HashSet::new();
    if let Some(at) = requests.iter().position(|target| !seen.insert(target.id.uuid())) {
        return Err(Error::field(&format!("/requests/{at}/id"), "Name each request once."));
    }
    let (now, doer) = (team.now, doer(&team.actor));
    let act = body.value.action.read(&team.project, &team.actor, now)?;
    let targets: Vec<_> = body.value.requests.iter().map(|target| (target.id, target.version)).collect();
    let project = team.project.clone();
    let kept = once::create(&context, claim, Touches::Project(project.id), move |connection| {
        let made = acting::apply(connection, &project, &act, &targets, &doer, now)?;
        Ok(Kept { id: made.change, done: made.done, refused: refused(made.refused) })
    })
    .await?;
    let view = async move |kept: Kept| {
        let done = read(&context, team.project, kept.done, now).await?;
        Ok(TriageChange { change: kept.id, done, refused: kept.refused })
    };
    Ok(kept.shown(view).await?.into())
}

/// Undoes a change of the triage. Each request that nobody changed since is as it was before.
///
/// A change can be undone for a day. A decision stays in the history, marked as taken back, and visitors don't see it any more.
#[utoipa::path(
    tag = "team",
    params(InProject, ("change" = Id<id::TriageChange>, Path), Attempt),
    request_body = UndoIn,
    responses(TeamWrite, JsonBody, Idempotent, Stale),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/triage/{change}/undo")]
pub async fn undo(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<OfChange>,
    body: Body<UndoIn>,
) -> Result<Answer<Json<TriageUndone>>> {
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let (project, now, doer) = (team.project.clone(), team.now, doer(&team.actor));
    let kept = once::create(&context, claim, Touches::Project(project.id), move |connection| {
        let undone = undoing::undo(connection, &project, of.change, &doer, now)?;
        Ok(Kept { id: of.change, done: undone.done, refused: refused(undone.refused) })
    })
    .await?;
    let view = async move |kept: Kept| {
        let done = read(&context, team.project, kept.done, now).await?;
        Ok(TriageUndone { done, refused: kept.refused })
    };
    Ok(kept.shown(view).await?.into())
}
