//! Everything the team knows of one request, gathered for the answer.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        place::object_of,
        team::triage::{Author, RankedRequest, ReportRow, ScreenLink, ranked, report_rows},
    },
    base::{
        id::{self, Id},
        time::{DAY, Time, date_of},
    },
    db::connection::AnyConnection,
    domain::{
        object::ObjectRef,
        status::{ReasonCode, Status},
    },
    error::{Error, Result},
    store::{decisions, places, projects::Project, reports, requests, visitors, votes},
};

/// Days of the picture of votes over time.
const PICTURE_DAYS: i64 = 56;
/// Linked reports in a detail, at the most.
const LINKED: i64 = 50;

/// A place of a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct Place {
    /// The screen.
    screen: ScreenLink,
    /// The object on it.
    object: Option<ObjectRef>,
    /// Votes cast from there.
    votes: i64,
}

/// Votes of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoteDay {
    /// The UTC day, as in 2026-11-21.
    day: String,
    /// Votes cast that day that still count.
    votes: i64,
}

/// A decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decision {
    /// Names the decision.
    id: Id<id::Decision>,
    /// 1 for the first on its request.
    version: i64,
    /// The status it led to.
    status: Status,
    /// The reason in a word.
    reason_code: ReasonCode,
    /// The public reason.
    reason: String,
    /// What speaks for it.
    evidence: Option<String>,
    /// What else was weighed.
    alternatives: Option<String>,
    /// What would reopen it.
    reopen_if: Option<String>,
    /// Who decided.
    decided_by: String,
    /// When.
    decided_at: Time,
}

/// Everything the team knows of a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestDetail {
    /// As in the list.
    #[serde(flatten)]
    row: RankedRequest,
    /// The rest of the text.
    body: String,
    /// Rises with every edit and decision; `If-Match` takes it.
    pub version: i64,
    /// Who suggested it.
    author: Option<Author>,
    /// Where it was made and voted on.
    places: Vec<Place>,
    /// Votes over the last 56 days.
    votes_by_day: Vec<VoteDay>,
    /// Decisions, newest first.
    decisions: Vec<Decision>,
    /// Linked reports, latest first.
    linked_reports: Vec<ReportRow>,
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
    let author = match request.visitor_id {
        Some(visitor) => visitors::find(connection, project.id, visitor)?.map(Author::from),
        None => None,
    };
    let places = places::of_requests(connection, project.id, &[request.number], false)?;
    let since = Time::from_micros((now.day() - PICTURE_DAYS + 1) * DAY);
    let days = votes::by_day(connection, project.id, id, since)?;
    let filter = reports::Filter { request: Some(id), ..reports::Filter::default() };
    let linked = reports::page(connection, project.id, &filter, None, LINKED)?.items;
    Ok(RequestDetail {
        row,
        body: request.body,
        version: request.version,
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
        decisions: decisions::of_request(connection, project.id, id)?
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
            })
            .collect(),
        linked_reports: report_rows(connection, project.id, &linked)?,
    })
}
