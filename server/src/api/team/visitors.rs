//! Visitors as the team sees them: the list with its filters, and anonymising one. What one did is `history`.

pub mod history;

use actix_web::{HttpRequest, delete, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    triage::{ReportRow, report_rows},
    voters::given,
};
use crate::{
    actions::merge_visitors,
    api::{
        Ids, Params,
        answer::{Answer, NoContent, Read},
        params::InProject,
        place::VisitorKind,
        refusals::{TeamRead, TeamWrite},
        wire::{self, List},
    },
    auth::team::{Admin, Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::status::Status,
    error::{Error, Result},
    state::Context,
    store::{reports, requests, visitor_list, visitors, votes},
};

/// Maximum number of rows of each kind in a detail.
const MAX_ROWS: i64 = 50;

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// Text that the name, e-mail address or company contains.
    q: Option<String>,
    /// Only visitors of this segment.
    segment: Option<String>,
    /// Only visitors of this company.
    company: Option<String>,
    /// Only visitors of this kind.
    #[param(inline)]
    kind: Option<VisitorKind>,
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// A visitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitorRow {
    /// The ID of the visitor.
    id: Id<id::Visitor>,
    /// Whether the host identified the visitor.
    kind: VisitorKind,
    /// The visitor's name.
    name: Option<String>,
    /// The e-mail address that the host sent.
    email: Option<String>,
    /// The segment that the host sent.
    segment: Option<String>,
    /// The company that the host sent.
    company: Option<String>,
    /// The number of votes.
    votes: i64,
    /// The number of reports.
    reports: i64,
    /// The number of requests.
    requests: i64,
    /// When the visitor was first active.
    created_at: Time,
    /// When the visitor was last active, to within ten minutes.
    seen_at: Time,
}

/// A request that a visitor voted on.
#[derive(Debug, Serialize, ToSchema)]
pub struct VotedRequest {
    /// The ID of the request.
    id: Id<id::Request>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// The status.
    status: Status,
}

/// A visitor with votes and reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitorDetail {
    /// The fields of the list.
    #[serde(flatten)]
    row: VisitorRow,
    /// How much a vote of the visitor counts.
    weight: f64,
    /// Up to when the visitor has seen what is new; null where it never looked.
    news_seen_at: Option<Time>,
    /// Whether the visitor wants to hear of anything.
    wants_news: bool,
    /// The requests that the visitor voted on, latest first.
    voted: Vec<VotedRequest>,
    /// The reports of the visitor, latest first.
    reported: Vec<ReportRow>,
}

/// The visitor in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    visitor: Id<id::Visitor>,
}

fn rows(connection: &mut AnyConnection, found: Vec<visitors::Visitor>) -> Result<Vec<VisitorRow>> {
    let Some(project) = found.first().map(|visitor| visitor.project_id) else { return Ok(Vec::new()) };
    let ids: Vec<_> = found.iter().map(|visitor| visitor.id).collect();
    let counts = visitor_list::counts(connection, project, &ids)?;
    Ok(found
        .into_iter()
        .map(|visitor| {
            let count = counts.get(&visitor.id).copied().unwrap_or_default();
            VisitorRow {
                kind: VisitorKind::of(&visitor),
                id: visitor.id,
                name: visitor.name,
                email: visitor.email,
                segment: visitor.segment,
                company: visitor.company,
                votes: count.votes,
                reports: count.reports,
                requests: count.requests,
                created_at: visitor.created_at,
                seen_at: visitor.seen_at,
            }
        })
        .collect())
}

/// Lists visitors, last active first.
#[utoipa::path(
    tag = "team",
    params(InProject, PageIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/visitors")]
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<VisitorRow>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), "seen")?;
    let filter = visitor_list::Filter {
        text: given(asked.q),
        segment: given(asked.segment),
        company: given(asked.company),
        identified: asked.kind.map(|kind| kind == VisitorKind::Identified),
    };
    let list: List<VisitorRow> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let page = visitor_list::page(connection, team.project.id, &filter, after.as_ref(), limit)?;
            let next = page.next.as_ref().map(crate::base::cursor::Cursor::encode);
            Ok(List { items: rows(connection, page.items)?, next })
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// Returns a visitor, with votes and reports.
#[utoipa::path(
    tag = "team",
    params(InProject, ("visitor" = Id<id::Visitor>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/visitors/{visitor}")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<VisitorDetail>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| detail(connection, team.project.id, of.visitor))
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

fn detail(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Visitor>,
) -> Result<VisitorDetail> {
    let visitor = visitors::find(connection, project, id)?.ok_or_else(Error::not_found)?;
    let weight = visitor.weight;
    let (news_seen_at, wants_news) = visitors::news(connection, project, id)?;
    let row =
        rows(connection, vec![visitor])?.pop().ok_or_else(|| Error::internal("a visitor without a row"))?;
    let cast = votes::for_visitor(connection, project, id, MAX_ROWS)?;
    let ids: Vec<_> = cast.iter().map(|(request, _)| *request).collect();
    let mut voted = requests::by_ids(connection, project, &ids)?;
    voted.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    let filter = reports::Filter { visitor: Some(id), ..reports::Filter::default() };
    let reported = reports::page(connection, project, &filter, None, MAX_ROWS)?.items;
    Ok(VisitorDetail {
        row,
        weight,
        news_seen_at,
        wants_news,
        voted: voted
            .into_iter()
            .map(|row| VotedRequest { id: row.id, number: row.number, title: row.title, status: row.status })
            .collect(),
        reported: report_rows(connection, project, &reported)?,
    })
}

/// Anonymises a visitor.
///
/// Name, e-mail address, segment, company, traits and stored responses are erased, also from the bytes of the database. Votes
/// and answers still count. Texts stay without an author, with `•••` in place of the name, e-mail address, company and traits.
#[utoipa::path(
    tag = "team",
    params(InProject, ("visitor" = Id<id::Visitor>, Path)),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/visitors/{visitor}")]
pub async fn anonymise(
    context: web::Data<Context>,
    team: Team<Admin>,
    Ids(of): Ids<Of>,
) -> Result<Answer<NoContent>> {
    context
        .db
        .write(Touches::Project(team.project.id), move |connection| {
            merge_visitors::anonymise(connection, &team.project, of.visitor, team.now)
        })
        .await?;
    if let Err(error) = context.db.start_log_over().await {
        tracing::warn!(%error, "what was erased stays in the log until it starts over");
    }
    Ok(Answer::no_content())
}
