//! Requests as the team works with them: the ranked list with its reasons, detail, edit, decision, linked reports.

use actix_web::{HttpRequest, HttpResponse, delete, get, http::StatusCode, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::triage::{Author, RankedRequest, ReportRow, ScreenLink, ranked, report_rows};
use crate::{
    api::{
        Ids, Params, once,
        place::{ScreenIn, object_of},
        widget::requests::OrderIn,
        wire::{self, Body, List},
    },
    auth::{
        context::Context,
        team::{Team, Triager, Viewer},
    },
    base::{
        id::{self, Id},
        text::{Line, Text},
        time::{DAY, Time, date_of},
    },
    domain::{
        object::ObjectRef,
        similar::{self, Language},
        status::{Kind, ReasonCode, Status},
    },
    error::{Code, Error, Result},
    store::{
        connection::AnyConnection,
        deciding, decisions, making,
        projects::Project,
        reports,
        requests::{self, Filter, Order, Patch},
        visitors, votes,
    },
};

/// Days of the picture of votes over time.
const PICTURE_DAYS: i64 = 56;
/// Linked reports in a detail, at the most.
const LINKED: i64 = 50;

/// What the ranked list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// The order.
    #[serde(default)]
    #[param(inline)]
    order: OrderIn,
    /// Statuses, with commas between.
    status: Option<String>,
    /// A kind.
    #[param(inline)]
    kind: Option<Kind>,
    /// A screen.
    #[param(value_type = Option<String>)]
    screen: Option<Id<id::Screen>>,
    /// Words in the text.
    q: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 100; 20 by default.
    limit: Option<i64>,
}

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
    /// Votes cast that day and still in the box.
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
    version: i64,
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

/// A request made by the team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamRequestIn {
    /// What it asks for.
    kind: Kind,
    /// One line.
    title: Line<1, 200>,
    /// The rest.
    body: Option<Text<0, 10_000>>,
    /// Whether visitors see it; yes by default.
    public: Option<bool>,
    /// Where it belongs.
    screen: Option<ScreenIn>,
    /// A report to link at once.
    report_id: Option<Id<id::Report>>,
}

/// An edit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestPatch {
    /// A new title.
    title: Option<Line<1, 200>>,
    /// A new body.
    body: Option<Text<0, 10_000>>,
    /// A new kind.
    kind: Option<Kind>,
    /// A new visibility.
    public: Option<bool>,
}

/// A decision to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionIn {
    /// The status it leads to.
    status: Status,
    /// The reason in a word.
    reason_code: ReasonCode,
    /// The public reason.
    reason: Text<1, 4_000>,
    /// What speaks for it.
    evidence: Option<Text<0, 4_000>>,
    /// What else was weighed.
    alternatives: Option<Text<0, 4_000>>,
    /// What would reopen it.
    reopen_if: Option<Text<0, 4_000>>,
}

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    request: Id<id::Request>,
}

/// The request and the report in the path.
#[derive(Debug, Deserialize)]
pub struct Pair {
    request: Id<id::Request>,
    report: Id<id::Report>,
}

fn statuses(list: Option<&str>) -> Result<Vec<Status>> {
    list.unwrap_or_default()
        .split(',')
        .filter(|word| !word.is_empty())
        .map(|word| {
            word.parse::<Status>().map_err(|_unknown| {
                let words: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
                let detail = format!("status: {word:?} is none of {}.", words.join(", "));
                Error::new(Code::BadRequest, detail)
            })
        })
        .collect()
}

fn detail(
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
    let places = requests::places(connection, project.id, &[id], false)?;
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

/// The ranked list.
#[utoipa::path(
    tag = "team",
    params(("project" = Id<id::Project>, Path, description = "The project"), PageIn),
    responses(
        (status = 200, body = List<RankedRequest>),
        (status = 400, body = crate::api::problem::Problem),
        (status = 401, body = crate::api::problem::Problem),
        (status = 404, body = crate::api::problem::Problem)
    ),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests")]
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PageIn>,
) -> Result<HttpResponse> {
    let order = Order::from(asked.order);
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), order.as_str())?;
    let filter = Filter {
        statuses: statuses(asked.status.as_deref())?,
        kind: asked.kind,
        screen: asked.screen,
        words: asked.q.as_deref().map(|q| similar::terms(q, Language::English)).unwrap_or_default(),
        ..Filter::default()
    };
    let list: List<RankedRequest> = context
        .db
        .read(move |connection| {
            let page = requests::page(connection, team.project.id, order, &filter, after.as_ref(), limit)?;
            let items = ranked(connection, &team.project, &page.items, team.now)?;
            Ok(List { items, next: page.next.as_ref().map(crate::base::cursor::Cursor::encode) })
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// One request with everything behind its rank.
#[utoipa::path(
    tag = "team",
    params(
        ("project" = Id<id::Project>, Path, description = "The project"),
        ("request" = Id<id::Request>, Path, description = "The request")
    ),
    responses((status = 200, body = RequestDetail), (status = 404, body = crate::api::problem::Problem)),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/{request}")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<HttpResponse> {
    let found =
        context.db.read(move |connection| detail(connection, &team.project, of.request, team.now)).await?;
    wire::versioned(&request, &found, Some(found.version), wire::PRIVATE)
}

/// Makes a request for the team, out of a report if one is named.
#[utoipa::path(
    tag = "team",
    params(
        ("project" = Id<id::Project>, Path, description = "The project"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated try create nothing new")
    ),
    request_body = TeamRequestIn,
    responses(
        (status = 201, body = RequestDetail),
        (status = 403, body = crate::api::problem::Problem),
        (status = 404, body = crate::api::problem::Problem),
        (status = 422, body = crate::api::problem::Problem)
    ),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/requests")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    body: Body<TeamRequestIn>,
) -> Result<HttpResponse> {
    let claim = once::claim(&request, team.project.id, team.actor.key(), body.digest)?;
    let input = body.value;
    let once = once::create(&context, claim, move |connection| {
        let row = made(connection, &team.project, input, team.now)?;
        detail(connection, &team.project, row.id, team.now)
    })
    .await?;
    Ok(once.respond())
}

fn made(
    connection: &mut AnyConnection,
    project: &Project,
    input: TeamRequestIn,
    now: Time,
) -> Result<requests::Request> {
    let report = input.report_id.map(|id| reports::by_id(connection, project.id, id)).transpose()?;
    let mut place = input.screen.map(|screen| (screen.route.clone(), screen.title(), String::new()));
    if let (None, Some(report)) = (&place, &report) {
        let screen = crate::store::screens::by_id(connection, project.id, report.screen_id)?;
        place = crate::domain::route::Route::parse(&screen.route)
            .ok()
            .map(|route| (route, None, report.object_key.clone()));
    }
    let fresh = making::Fresh {
        kind: input.kind,
        title: input.title.into_string(),
        body: input.body.map(Text::into_string).unwrap_or_default(),
        public: input.public.unwrap_or(true),
        visitor: None,
        place,
        now,
    };
    let row = making::request(connection, project, fresh)?;
    if let Some(report) = report {
        deciding::link(connection, project, row.id, &report, now)?;
    }
    Ok(row)
}

/// Edits a request.
#[utoipa::path(
    tag = "team",
    params(
        ("project" = Id<id::Project>, Path, description = "The project"),
        ("request" = Id<id::Request>, Path, description = "The request"),
        ("If-Match" = String, Header, description = "The ETag that was read")
    ),
    request_body = RequestPatch,
    responses(
        (status = 200, body = RequestDetail),
        (status = 404, body = crate::api::problem::Problem),
        (status = 412, body = crate::api::problem::Problem),
        (status = 422, body = crate::api::problem::Problem),
        (status = 428, body = crate::api::problem::Problem)
    ),
    security(("session" = []), ("api_key" = []))
)]
#[patch("/projects/{project}/requests/{request}")]
pub async fn edit(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<RequestPatch>,
) -> Result<HttpResponse> {
    let version = wire::if_match(&request)?;
    let patch = Patch {
        title: body.value.title.map(Line::into_string),
        body: body.value.body.map(Text::into_string),
        kind: body.value.kind,
        public: body.value.public,
        status: None,
    };
    let found = context
        .db
        .write(move |connection| {
            deciding::edit(connection, &team.project, of.request, version, &patch, team.now)?;
            detail(connection, &team.project, of.request, team.now)
        })
        .await?;
    wire::versioned(&request, &found, Some(found.version), "no-store")
}

/// Decides on a request, with the reason that voters will read.
#[utoipa::path(
    tag = "team",
    params(
        ("project" = Id<id::Project>, Path, description = "The project"),
        ("request" = Id<id::Request>, Path, description = "The request"),
        ("If-Match" = String, Header, description = "The ETag that was read"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated try create nothing new")
    ),
    request_body = DecisionIn,
    responses(
        (status = 201, body = RequestDetail),
        (status = 404, body = crate::api::problem::Problem),
        (status = 412, body = crate::api::problem::Problem),
        (status = 422, body = crate::api::problem::Problem),
        (status = 428, body = crate::api::problem::Problem)
    ),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/requests/{request}/decisions")]
pub async fn decide(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<DecisionIn>,
) -> Result<HttpResponse> {
    let version = wire::if_match(&request)?;
    let claim = once::claim(&request, team.project.id, team.actor.key(), body.digest)?;
    let input = body.value;
    let text = |text: Option<Text<0, 4_000>>| text.map(Text::into_string).filter(|text| !text.is_empty());
    let wanted = deciding::Wanted {
        status: input.status,
        reason_code: input.reason_code,
        reason: input.reason.into_string(),
        evidence: text(input.evidence),
        alternatives: text(input.alternatives),
        reopen_if: text(input.reopen_if),
        decided_by: team.actor.name().to_owned(),
    };
    let once = once::create(&context, claim, move |connection| {
        deciding::decide(connection, &team.project, of.request, version, wanted, team.now)?;
        detail(connection, &team.project, of.request, team.now)
    })
    .await?;
    Ok(once.respond())
}

/// Links a report to a request; a report speaks for one request at a time.
#[utoipa::path(
    tag = "team",
    params(
        ("project" = Id<id::Project>, Path, description = "The project"),
        ("request" = Id<id::Request>, Path, description = "The request"),
        ("report" = Id<id::Report>, Path, description = "The report")
    ),
    responses((status = 200, body = RequestDetail), (status = 404, body = crate::api::problem::Problem)),
    security(("session" = []), ("api_key" = []))
)]
#[put("/projects/{project}/requests/{request}/reports/{report}")]
pub async fn link(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
) -> Result<HttpResponse> {
    tie(&context, team, pair, true).await
}

/// Takes the link away.
#[utoipa::path(
    tag = "team",
    params(
        ("project" = Id<id::Project>, Path, description = "The project"),
        ("request" = Id<id::Request>, Path, description = "The request"),
        ("report" = Id<id::Report>, Path, description = "The report")
    ),
    responses((status = 200, body = RequestDetail), (status = 404, body = crate::api::problem::Problem)),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/requests/{request}/reports/{report}")]
pub async fn unlink(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
) -> Result<HttpResponse> {
    tie(&context, team, pair, false).await
}

async fn tie(context: &Context, team: Team<Triager>, pair: Pair, linked: bool) -> Result<HttpResponse> {
    let found = context
        .db
        .write(move |connection| {
            requests::by_id(connection, team.project.id, pair.request)?;
            let report = reports::by_id(connection, team.project.id, pair.report)?;
            if linked {
                deciding::link(connection, &team.project, pair.request, &report, team.now)?;
            } else {
                deciding::unlink(connection, &team.project, pair.request, &report)?;
            }
            detail(connection, &team.project, pair.request, team.now)
        })
        .await?;
    Ok(wire::answer(StatusCode::OK, &found))
}
