//! The team's changes of requests: creating and editing them, deciding on them, and linking reports to them.

use std::sync::Arc;

use actix_web::{HttpRequest, delete, patch, post, put, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Of,
    detail::{RequestDetail, detail},
};
use crate::{
    actions::{
        create_request, decide as deciding,
        on_behalf::{self, Person},
    },
    api::{
        Ids,
        answer::{Answer, Created, Json},
        once,
        params::{Attempt, BasedOn, InProject},
        place::ScreenIn,
        refusals::{Conflict, Idempotent, IfMatch, JsonBody, TeamWrite},
        team::{
            notes::{self, NoteText},
            people::PersonIn,
        },
        wire::{self, Body},
    },
    auth::team::{Actor, Team, Triager},
    base::{
        id::{self, Id},
        text::{Line, Text, is_blank},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::status::{Kind, ReasonCode, Status},
    error::Result,
    state::Context,
    store::{
        on_behalf_notes::AddedBy,
        projects::Project,
        reports,
        requests::{self, Patch},
    },
};

/// A new request of the team.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamRequestIn {
    /// The kind.
    kind: Kind,
    /// The title.
    title: Line<1, 200>,
    /// The description.
    body: Option<Text<0, 10_000>>,
    /// Whether visitors can see it. Default: true.
    public: Option<bool>,
    /// The screen that it is about.
    screen: Option<ScreenIn>,
    /// The ID of a report to link.
    report_id: Option<Id<id::Report>>,
    /// The person who asked for it, and gets a vote on it.
    on_behalf: Option<PersonIn>,
    /// An internal note, such as who said it in which call. Visitors never see it.
    note: Option<NoteText>,
}

/// A change of a request. Omitted fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestPatch {
    /// The new title.
    title: Option<Line<1, 200>>,
    /// The new description.
    body: Option<Text<0, 10_000>>,
    /// The new kind.
    kind: Option<Kind>,
    /// Whether visitors can see it.
    public: Option<bool>,
}

/// A new decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionIn {
    /// The status to set.
    status: Status,
    /// The category of the reason.
    reason_code: ReasonCode,
    /// The message to voters. Required where the project says so.
    #[schema(value_type = Option<Text<0, 4_000>>)]
    reason: Option<Text<0, 4_000>>,
    /// The evidence.
    evidence: Option<Text<0, 4_000>>,
    /// The alternatives that were considered.
    alternatives: Option<Text<0, 4_000>>,
    /// What would make us reconsider.
    reopen_if: Option<Text<0, 4_000>>,
}

/// The request and the report in the path.
#[derive(Debug, Deserialize)]
pub struct Pair {
    request: Id<id::Request>,
    report: Id<id::Report>,
}

/// Creates a request: from a report, on behalf of a person and with an internal note where these are given.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = TeamRequestIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/requests")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    body: Body<TeamRequestIn>,
) -> Result<Answer<Created<RequestDetail>>> {
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let mut input = body.value;
    let person = input.on_behalf.take().map(|person| person.person("/on_behalf")).transpose()?;
    let (project, now) = (Arc::new(team.project), team.now);
    let same = Arc::clone(&project);
    let once = once::make(
        &context,
        claim,
        Touches::Project(project.id),
        move |connection| made(connection, &project, (input, person), &team.actor, now),
        move |connection, id| detail(connection, &same, id, now),
    )
    .await?;
    Ok(once.into())
}

fn made(
    connection: &mut AnyConnection,
    project: &Arc<Project>,
    (input, person): (TeamRequestIn, Option<Person>),
    actor: &Actor,
    now: Time,
) -> Result<Id<id::Request>> {
    let visitor = person.map(|person| on_behalf::visitor(connection, project.id, person, now)).transpose()?;
    let report = input.report_id.map(|id| reports::lock_by_id(connection, project.id, id)).transpose()?;
    let mut place = input.screen.map(|screen| (screen.route.clone(), screen.title(), String::new()));
    if let (None, Some(report)) = (&place, &report) {
        let screen = crate::store::screens::by_id(connection, project.id, report.screen_id)?;
        place = crate::domain::route::Route::parse(&screen.route)
            .ok()
            .map(|route| (route, None, report.object_key.clone()));
    }
    let fresh = create_request::Fresh {
        kind: input.kind,
        title: input.title.into_string(),
        body: input.body.map(Text::into_string).unwrap_or_default(),
        public: input.public.unwrap_or(true),
        visitor: None,
        place,
        similar: None,
        now,
    };
    let row = create_request::request(connection, project, fresh)?;
    if let Some(report) = report {
        deciding::link(connection, project, row.id, &report, now)?;
    }
    if let Some(visitor) = visitor {
        let added = AddedBy { author: actor.name().to_owned(), note: None, at: now };
        on_behalf::cast(connection, project, row.id, &visitor, &added)?;
    }
    if let Some(note) = input.note {
        notes::write(connection, project.id, row.id, note, actor, now)?;
    }
    Ok(row.id)
}

/// Edits a request.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), BasedOn),
    request_body = RequestPatch,
    responses(TeamWrite, JsonBody, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[patch("/projects/{project}/requests/{request}")]
pub async fn edit(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<RequestPatch>,
) -> Result<Answer<Json<RequestDetail>>> {
    let version = wire::if_match(&request)?;
    let patch = Patch {
        title: body.value.title.map(Line::into_string),
        body: body.value.body.map(Text::into_string),
        kind: body.value.kind,
        public: body.value.public,
        ..Patch::default()
    };
    let (project, now) = (team.project.clone(), team.now);
    context
        .db
        .write(Touches::Project(team.project.id), move |connection| {
            deciding::edit(connection, &project, of.request, version, patch, now)
        })
        .await?;
    let found = changed(&context, team, of.request).await?;
    wire::edited(&found, found.row.version)
}

/// Decides on a request: sets its status, with a message to voters.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), BasedOn, Attempt),
    request_body = DecisionIn,
    responses(TeamWrite, JsonBody, Idempotent, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/requests/{request}/decisions")]
pub async fn decide(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<DecisionIn>,
) -> Result<Answer<Created<RequestDetail>>> {
    let version = wire::if_match(&request)?;
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let input = body.value;
    let text = |text: Option<Text<0, 4_000>>| text.map(Text::into_string).filter(|text| !is_blank(text));
    let reason = text(input.reason).unwrap_or_default();
    deciding::check_message(&team.project, "/reason", &reason)?;
    let wanted = deciding::Wanted {
        status: input.status,
        reason_code: input.reason_code,
        reason,
        evidence: text(input.evidence),
        alternatives: text(input.alternatives),
        reopen_if: text(input.reopen_if),
        decided_by: team.actor.name().to_owned(),
    };
    let (project, now) = (team.project.clone(), team.now);
    let once = once::make(
        &context,
        claim,
        Touches::Project(team.project.id),
        move |connection| {
            deciding::decide(connection, &team.project, of.request, version, &wanted, now)?;
            Ok(of.request)
        },
        move |connection, id| detail(connection, &project, id, now),
    )
    .await?;
    Ok(once.into())
}

/// Links a report to a request. A report is linked to one request at most.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("report" = Id<id::Report>, Path)),
    responses(TeamWrite, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[put("/projects/{project}/requests/{request}/reports/{report}")]
pub async fn link(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
) -> Result<Answer<Json<RequestDetail>>> {
    tie(&context, team, pair, true).await
}

/// Unlinks a report from a request.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("report" = Id<id::Report>, Path)),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/requests/{request}/reports/{report}")]
pub async fn unlink(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
) -> Result<Answer<Json<RequestDetail>>> {
    tie(&context, team, pair, false).await
}

async fn tie(
    context: &Context,
    team: Team<Triager>,
    pair: Pair,
    linked: bool,
) -> Result<Answer<Json<RequestDetail>>> {
    let (project, now) = (team.project.clone(), team.now);
    context
        .db
        .write(Touches::Project(team.project.id), move |connection| {
            requests::by_id(connection, project.id, pair.request)?;
            let report = reports::lock_by_id(connection, project.id, pair.report)?;
            if linked {
                deciding::link(connection, &project, pair.request, &report, now)
            } else {
                deciding::unlink(connection, &project, pair.request, &report, now)
            }
        })
        .await?;
    Ok(Answer::ok(&changed(context, team, pair.request).await?))
}

/// A request as it is after a change. Read outside of the write: it takes many queries, and SQLite has one writer.
pub(super) async fn changed(
    context: &Context,
    team: Team<Triager>,
    id: Id<id::Request>,
) -> Result<RequestDetail> {
    context.db.read(move |connection| detail(connection, &team.project, id, team.now)).await
}
