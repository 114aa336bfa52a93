//! Votes that members cast on behalf of somebody: adding one, and taking it back.
//! A vote that somebody cast personally can't be taken back here.

use std::sync::Arc;

use actix_web::{HttpRequest, delete, post, web};
use serde::Deserialize;

use super::VoterRow;
use crate::{
    actions::on_behalf,
    api::{
        Ids,
        answer::{Answer, Created, NoContent},
        once,
        params::{Attempt, InProject},
        refusals::{Conflict, Idempotent, JsonBody, TeamWrite},
        team::{people::PersonIn, requests::Of},
        wire::Body,
    },
    auth::team::{Team, Triager},
    base::id::{self, Id},
    cache::stamps::Touches,
    error::{Error, Result},
    state::Context,
    store::{
        requests,
        voters::{self, Filter},
    },
};

/// The request and the visitor in the path.
#[derive(Debug, Deserialize)]
pub struct Pair {
    request: Id<id::Request>,
    visitor: Id<id::Visitor>,
}

/// Adds a vote on behalf of a person, and returns the voter. A person who has voted already keeps that vote: see its `kind`.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), Attempt),
    request_body = PersonIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/requests/{request}/voters")]
pub async fn add(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<PersonIn>,
) -> Result<Answer<Created<VoterRow>>> {
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let person = body.value.person("")?;
    let project = Arc::new(team.project);
    let same = Arc::clone(&project);
    let once = once::make(
        &context,
        claim,
        Touches::Project(project.id),
        move |connection| {
            let visitor = on_behalf::visitor(connection, project.id, person, team.now)?;
            on_behalf::cast(connection, &project, of.request, &visitor, team.now)?;
            Ok(visitor.id)
        },
        move |connection, id| {
            let number = requests::by_id(connection, same.id, of.request)?.number;
            let filter = Filter { visitor: Some(id), ..Filter::default() };
            let found = voters::page(connection, &same, number, &filter, None, 1)?.items.pop();
            found.map(VoterRow::from).ok_or_else(Error::not_found)
        },
    )
    .await?;
    Ok(once.into())
}

/// Takes back a vote that was cast on behalf of a visitor.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("visitor" = Id<id::Visitor>, Path)),
    responses(TeamWrite, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/requests/{request}/voters/{visitor}")]
pub async fn take_back(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
) -> Result<Answer<NoContent>> {
    let project = Arc::new(team.project);
    context
        .db
        .write(Touches::Project(project.id), move |connection| {
            on_behalf::take_back(connection, &project, pair.request, pair.visitor, team.now)
        })
        .await?;
    Ok(Answer::no_content())
}
