//! Everything the team knows of one request, gathered for the response.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        place::object_of,
        team::triage::{Author, RankedRequest, ReportRow, RequestLink, ScreenLink, ranked, report_rows},
    },
    base::{
        id::{self, Id},
        time::{DAY, Time, date_of},
    },
    db::connection::AnyConnection,
    domain::{
        news::Solved,
        object::ObjectRef,
        status::{ReasonCode, Status},
    },
    error::{Error, Result},
    store::{
        comments, decisions, families, places, projects::Project, reports, requests, solved, visitors, votes,
    },
};

/// Days of the picture of votes over time.
const PICTURE_DAYS: i64 = 56;
/// Maximum number of linked reports in a detail.
const LINKED: i64 = 50;

/// A screen, and an object on it, where a request was made or voted on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Place {
    /// The screen.
    screen: ScreenLink,
    /// The object on the screen.
    object: Option<ObjectRef>,
    /// Votes cast from there.
    votes: i64,
}

/// The votes of one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoteDay {
    /// The day in UTC, such as `2026-11-21`.
    day: String,
    /// The number of votes of that day that still count.
    votes: i64,
}

/// A decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decision {
    /// The ID of the decision.
    id: Id<id::Decision>,
    /// The version, starting at 1 for each request.
    version: i64,
    /// The status that it set.
    status: Status,
    /// The category of the reason.
    reason_code: ReasonCode,
    /// The message to voters.
    reason: String,
    /// The evidence.
    evidence: Option<String>,
    /// The alternatives that were considered.
    alternatives: Option<String>,
    /// What would make us reconsider.
    reopen_if: Option<String>,
    /// The name of the member or API key that decided.
    decided_by: String,
    /// When it was decided.
    decided_at: Time,
    /// When it was taken back; voters don't see it any more.
    undone_at: Option<Time>,
    /// The name of who took it back.
    undone_by: Option<String>,
}

/// A request that was merged into this one.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergedRequest {
    /// The ID of the request.
    id: Id<id::Request>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// Its version, which undoing the merge names.
    version: i64,
    /// Its own votes. Voters of both count once in the votes of the request that it was merged into.
    votes: i64,
}

impl From<requests::Request> for MergedRequest {
    fn from(row: requests::Request) -> Self {
        Self { id: row.id, number: row.number, title: row.title, version: row.version, votes: row.votes }
    }
}

/// A request with all its fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestDetail {
    /// The fields of the list.
    #[serde(flatten)]
    pub row: RankedRequest,
    /// The description.
    body: String,
    /// The visitor who created it.
    author: Option<Author>,
    /// The screens where it was created and voted on.
    places: Vec<Place>,
    /// Votes over the last 56 days.
    votes_by_day: Vec<VoteDay>,
    /// Decisions, newest first.
    decisions: Vec<Decision>,
    /// Linked reports, latest first.
    linked_reports: Vec<ReportRow>,
    /// The request that it was merged into.
    merged_into: Option<RequestLink>,
    /// The requests that were merged into it.
    merged: Vec<MergedRequest>,
    /// Whether comments of visitors are closed.
    comments_locked: bool,
    /// What those who asked for it said to “Is it solved?” since it was last shipped; null where it never was.
    solved: Option<SolvedCounts>,
}

/// Answers to “Is it solved?”.
#[derive(Debug, Serialize, ToSchema)]
pub struct SolvedCounts {
    /// How many said yes.
    yes: i64,
    /// How many said partly.
    partly: i64,
    /// How many said no.
    no: i64,
    /// The latest reasons, newest first, 20 at most.
    reasons: Vec<SolvedReason>,
}

/// Why somebody says that a request is solved or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct SolvedReason {
    /// The answer.
    answer: Solved,
    /// The reason.
    reason: String,
    /// When it was answered.
    answered_at: Time,
}

/// The most reasons that are shown.
const MAX_REASONS: i64 = 20;

fn solved_counts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    decided: &[decisions::Decision],
) -> Result<Option<SolvedCounts>> {
    let shipped = |one: &&decisions::Decision| one.status == Status::Shipped && one.undone_at.is_none();
    let Some(version) = decided.iter().find(shipped).map(|one| one.version) else { return Ok(None) };
    let counts = solved::counts(connection, project, request, version)?;
    let reasons = solved::reasons(connection, project, request, version, MAX_REASONS)?;
    let reasons = reasons.into_iter().map(|one| SolvedReason {
        answer: one.answer,
        reason: one.reason,
        answered_at: one.answered_at,
    });
    Ok(Some(SolvedCounts {
        yes: counts.yes,
        partly: counts.partly,
        no: counts.no,
        reasons: reasons.collect(),
    }))
}

/// Gathers a request; fails as not found.
pub fn detail(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Request>,
    now: Time,
) -> Result<RequestDetail> {
    let request = requests::by_id(connection, project.id, id)?;
    let row = ranked(connection, project, std::slice::from_ref(&request), now)?
        .pop()
        .ok_or_else(|| Error::internal("a request without a row"))?;
    let own = families::of(connection, project.id, id)?;
    let merged_into = match own.into {
        Some(number) => Some(requests::by_number(connection, project.id, number)?),
        None => None,
    };
    let children = families::children(connection, project.id, request.number)?;
    let children =
        requests::by_ids(connection, project.id, &children.iter().map(|one| one.id).collect::<Vec<_>>())?;
    let link = |row: requests::Request| RequestLink { id: row.id, number: row.number, title: row.title };
    let author = match request.visitor_id {
        Some(visitor) => visitors::find(connection, project.id, visitor)?.map(Author::from),
        None => None,
    };
    let places = places::for_requests(connection, project.id, &[request.number], false)?;
    let since = Time::from_micros((now.day() - PICTURE_DAYS + 1) * DAY);
    let days = votes::by_day(connection, project.id, id, since)?;
    let filter = reports::Filter { request: Some(id), ..reports::Filter::default() };
    let linked = reports::page(connection, project.id, &filter, None, LINKED)?.items;
    let decided = decisions::for_request(connection, project.id, id)?;
    Ok(RequestDetail {
        row,
        comments_locked: comments::is_locked(connection, project.id, id)?,
        solved: solved_counts(connection, project.id, id, &decided)?,
        body: request.body,
        author,
        places: places
            .into_iter()
            .map(|place| Place {
                screen: ScreenLink { id: place.screen, route: place.route, title: place.title },
                object: object_of(&place.object_key),
                votes: place.votes,
            })
            .collect(),
        votes_by_day: days.into_iter().map(|(day, votes)| VoteDay { day: date_of(day), votes }).collect(),
        decisions: decided
            .into_iter()
            .map(|decision| Decision {
                id: decision.id,
                version: decision.version,
                status: decision.status,
                reason_code: decision.reason_code,
                reason: decision.reason,
                evidence: decision.evidence,
                alternatives: decision.alternatives,
                reopen_if: decision.reopen_if,
                decided_by: decision.decided_by,
                decided_at: decision.decided_at,
                undone_at: decision.undone_at,
                undone_by: decision.undone_by,
            })
            .collect(),
        linked_reports: report_rows(connection, project.id, &linked)?,
        merged_into: merged_into.map(link),
        merged: children.into_iter().map(MergedRequest::from).collect(),
    })
}
