//! Proposals as members write them: listing, reading, creating, changing and deleting them.
//! Publishes nothing; `acting` does. Visitors take part through `api::widget::proposals`.

pub mod acting;
pub mod shapes;

use actix_web::{HttpRequest, delete, get, patch, post, web};
use serde::Deserialize;
use utoipa::IntoParams;

use self::shapes::{Proposal, ProposalIn, ProposalPatch, ProposalRow, listed, read};
use crate::{
    actions::{ballot, proposal},
    api::{
        Ids, Params,
        answer::{Answer, Created, Json, NoContent, Read},
        once,
        params::{Attempt, BasedOn, InProject},
        refusals::{Conflict, Idempotent, IfMatch, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Team, Triager, Viewer},
    base::id::{self, Id},
    cache::stamps::Touches,
    error::Result,
    state::Context,
    store::proposals as rows,
};

/// Which proposals are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// The proposal in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    proposal: Id<id::Proposal>,
}

/// Lists the proposals of a project, latest created first.
#[utoipa::path(
    tag = "team",
    params(InProject, PageIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/proposals")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<ProposalRow>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), rows::CREATED)?;
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            let page = rows::page(connection, team.project.id, after.as_ref(), limit)?;
            let turnouts = ballot::turnouts(connection, team.project.id, &page.items)?;
            let turnout = |id| turnouts.get(&id).copied().unwrap_or(0);
            Ok(List::from(page.map(|row| listed(&row, turnout(row.id), team.now))))
        })
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

/// Returns a proposal. It has no result before it is closed.
#[utoipa::path(
    tag = "team",
    params(InProject, ("proposal" = Id<id::Proposal>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/proposals/{proposal}")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<Proposal>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            read(connection, team.project.id, of.proposal, team.now)
        })
        .await?;
    wire::versioned(&request, &found, Some(found.revision), wire::PRIVATE)
}

/// Creates a proposal as a draft.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = ProposalIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/proposals")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    body: Body<ProposalIn, 256>,
) -> Result<Answer<Created<Proposal>>> {
    let (project, now) = (team.project.id, team.now);
    let claim = once::claim(&request, project, team.actor.key(), &body.bytes)?;
    let patch = shapes::new(body.value, now)?;
    let once = once::make(
        &context,
        claim,
        Touches::Project(project),
        move |connection| {
            let author = team.actor.name().to_owned();
            proposal::create(connection, &team.project, author, patch, now).map(|row| row.id)
        },
        move |connection, id| read(connection, project, id, now),
    )
    .await?;
    Ok(once.into())
}

/// Changes a proposal. Once it is open it can close later and concern other screens, and nothing else.
#[utoipa::path(
    tag = "team",
    params(InProject, ("proposal" = Id<id::Proposal>, Path), BasedOn),
    request_body = ProposalPatch,
    responses(TeamWrite, JsonBody, Conflict, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[patch("/projects/{project}/proposals/{proposal}")]
pub async fn edit(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<ProposalPatch, 256>,
) -> Result<Answer<Json<Proposal>>> {
    let revision = wire::if_match(&request)?;
    let patch = shapes::read_patch(body.value, team.now)?;
    let (project, now) = (team.project, team.now);
    let id = project.id;
    context
        .db
        .write(Touches::Project(id), move |connection| {
            proposal::edit(connection, &project, (of.proposal, revision), patch, now)
        })
        .await?;
    changed(&context, id, of.proposal).await
}

/// The proposal after a change.
async fn changed(
    context: &Context,
    project: Id<id::Project>,
    proposal: Id<id::Proposal>,
) -> Result<Answer<Json<Proposal>>> {
    let now = context.clock.now();
    let found = context.db.read(move |connection| read(connection, project, proposal, now)).await?;
    wire::edited(&found, found.revision)
}

/// Deletes a proposal that is a draft.
#[utoipa::path(
    tag = "team",
    params(InProject, ("proposal" = Id<id::Proposal>, Path), BasedOn),
    responses(TeamWrite, Conflict, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/proposals/{proposal}")]
pub async fn delete(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
) -> Result<Answer<NoContent>> {
    let revision = wire::if_match(&request)?;
    let (project, now) = (team.project, team.now);
    context
        .db
        .write(Touches::Project(project.id), move |connection| {
            proposal::delete(connection, &project, (of.proposal, revision), now)
        })
        .await?;
    Ok(Answer::no_content())
}
