//! How many requests there are for each tab of the triage, which tags they have, and which segments their voters are of.
//! Counts nothing: the totals are kept as requests change.

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        wire::{self, List},
    },
    auth::team::{Team, Viewer},
    domain::{facet::Facet, status::Status},
    error::Result,
    state::Context,
    store::{facets, tags as kept, visitor_list},
};

/// Maximum number of tags that are listed, and of segments.
const MAX_TAGS: i64 = 500;

/// The requests of a status.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusTotal {
    /// The status.
    status: Status,
    /// How many requests have it, snoozed ones too.
    requests: i64,
}

/// How many requests there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct Totals {
    /// New ones and those under review, without snoozed ones.
    needs_decision: i64,
    /// Snoozed ones.
    snoozed: i64,
    /// All, by status.
    statuses: Vec<StatusTotal>,
}

/// A tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagTotal {
    /// The tag.
    tag: String,
    /// How many requests have it.
    requests: i64,
}

/// Returns how many requests there are, by status.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/totals")]
pub async fn totals(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<Totals>>> {
    let project = team.project.id;
    let kept = context
        .db
        .read_behind(team.read_position, move |connection| facets::totals(connection, project))
        .await?;
    let sum = |passes: &dyn Fn(Facet) -> bool| -> i64 {
        kept.iter().filter(|(facet, _)| passes(*facet)).map(|(_, n)| n).sum()
    };
    let waits = |facet: Facet| matches!(facet.status, Status::New | Status::UnderReview) && !facet.snoozed;
    let of_status =
        |status: &Status| StatusTotal { status: *status, requests: sum(&|facet| facet.status == *status) };
    let totals = Totals {
        needs_decision: sum(&waits),
        snoozed: sum(&|facet| facet.snoozed),
        statuses: Status::ALL.iter().map(of_status).collect(),
    };
    wire::read(&request, &totals, wire::PRIVATE)
}

/// Lists the tags of the project's requests, in alphabetical order, at most 500.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/tags")]
pub async fn tags(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<List<TagTotal>>>> {
    let project = team.project.id;
    let found = context
        .db
        .read_behind(team.read_position, move |connection| kept::of_project(connection, project, MAX_TAGS))
        .await?;
    let items = found.into_iter().map(|(tag, requests)| TagTotal { tag, requests }).collect();
    wire::read(&request, &List { items, next: None }, wire::PRIVATE)
}

/// A segment of visitors.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentName {
    /// The segment.
    segment: String,
}

/// Lists the segments of the project's visitors, in alphabetical order, at most 500.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/segments")]
pub async fn segments(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<List<SegmentName>>>> {
    let project = team.project.id;
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            visitor_list::segments(connection, project, MAX_TAGS)
        })
        .await?;
    let items = found.into_iter().map(|segment| SegmentName { segment }).collect();
    wire::read(&request, &List { items, next: None }, wire::PRIVATE)
}
