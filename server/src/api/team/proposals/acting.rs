//! Publishing a proposal, taking it back, ending it, and recording the decision that was taken.
//! Changes no question.

use actix_web::{HttpRequest, post, put, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Of, changed,
    shapes::{Outcome, Proposal},
};
use crate::{
    actions::proposal,
    api::{
        Ids,
        answer::{Answer, Json},
        params::{BasedOn, InProject},
        refusals::{Conflict, IfMatch, JsonBody, TeamWrite},
        wire::{self, Body},
    },
    auth::team::{Team, Triager},
    base::id::{self, Id},
    cache::stamps::Touches,
    db::connection::AnyConnection,
    error::Result,
    state::Context,
};

/// An act on a proposal takes nothing but its address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalActIn {}

/// The decision that was taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeIn {
    /// What was decided and why, in Markdown.
    text: Outcome,
}

/// Does something to the proposal that `of` names, as it is at the version of `If-Match`.
async fn act<F>(
    request: &HttpRequest,
    context: &Context,
    team: Team<Triager>,
    of: Of,
    act: F,
) -> Result<Answer<Json<Proposal>>>
where
    F: FnOnce(&mut AnyConnection, &Team<Triager>, (Id<id::Proposal>, i64)) -> Result<()>
        + Clone
        + Send
        + 'static,
{
    let revision = wire::if_match(request)?;
    let project = team.project.id;
    context
        .db
        .write(Touches::Project(project), move |connection| act(connection, &team, (of.proposal, revision)))
        .await?;
    changed(context, project, of.proposal).await
}

/// Publishes a draft. It opens at its time, or now where that is null or over, and everybody sees it from then on.
#[utoipa::path(
    tag = "team",
    params(InProject, ("proposal" = Id<id::Proposal>, Path), BasedOn),
    request_body = ProposalActIn,
    responses(TeamWrite, JsonBody, Conflict, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/proposals/{proposal}/publish")]
pub async fn publish(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    _body: Body<ProposalActIn>,
) -> Result<Answer<Json<Proposal>>> {
    act(&request, &context, team, of, |connection, team, of| {
        proposal::publish(connection, &team.project, of, team.now)
    })
    .await
}

/// Makes a draft of a published proposal in which nobody took part.
#[utoipa::path(
    tag = "team",
    params(InProject, ("proposal" = Id<id::Proposal>, Path), BasedOn),
    request_body = ProposalActIn,
    responses(TeamWrite, JsonBody, Conflict, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/proposals/{proposal}/unpublish")]
pub async fn unpublish(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    _body: Body<ProposalActIn>,
) -> Result<Answer<Json<Proposal>>> {
    act(&request, &context, team, of, |connection, team, of| {
        proposal::unpublish(connection, &team.project, of, team.now)
    })
    .await
}

/// Ends an open proposal now. Its result stands from then on.
#[utoipa::path(
    tag = "team",
    params(InProject, ("proposal" = Id<id::Proposal>, Path), BasedOn),
    request_body = ProposalActIn,
    responses(TeamWrite, JsonBody, Conflict, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/proposals/{proposal}/end")]
pub async fn end(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    _body: Body<ProposalActIn>,
) -> Result<Answer<Json<Proposal>>> {
    act(&request, &context, team, of, |connection, team, of| {
        proposal::end(connection, &team.project, of, team.now)
    })
    .await
}

/// Records the decision that was taken after a proposal closed. Everybody reads it; who wrote it is for members only.
#[utoipa::path(
    tag = "team",
    params(InProject, ("proposal" = Id<id::Proposal>, Path), BasedOn),
    request_body = OutcomeIn,
    responses(TeamWrite, JsonBody, Conflict, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[put("/projects/{project}/proposals/{proposal}/outcome")]
pub async fn record(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<OutcomeIn>,
) -> Result<Answer<Json<Proposal>>> {
    let text = body.value.text.into_string();
    act(&request, &context, team, of, move |connection, team, of| {
        let by = team.actor.name().to_owned();
        proposal::record(connection, &team.project, of, (text, by), team.now)
    })
    .await
}
