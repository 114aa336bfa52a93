//! Duplicates: the requests that may say the same as one, merging it into another, and undoing that.
//! Merges nothing by itself; a member chooses.

use actix_web::{HttpRequest, delete, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Of,
    detail::{RequestDetail, detail},
};
use crate::{
    actions::{
        find_similar::{self, Sought},
        merge as merging,
    },
    api::{
        Ids,
        answer::{Answer, Json, Read},
        params::{BasedOn, InProject},
        refusals::{Conflict, IfMatch, JsonBody, TeamRead, TeamWrite},
        team::triage::{RankedRequest, ranked},
        wire::{self, Body, List},
    },
    auth::team::{Team, Triager, Viewer},
    base::id::{self, Id},
    cache::stamps::Touches,
    domain::route::Route,
    error::Result,
    state::Context,
    store::{places, requests},
};

/// How many similar requests are proposed.
const PROPOSED: usize = 5;

/// A request that may say the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct Duplicate {
    /// The request.
    #[serde(flatten)]
    request: RankedRequest,
    /// The similarity, from 0 to 1.
    likeness: f64,
    /// Whether it was created on the same screen.
    same_screen: bool,
}

/// Lists requests that may say the same as this one, the most similar first.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/{request}/similar")]
pub async fn similar(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<List<Duplicate>>>> {
    let list: List<Duplicate> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let own = requests::by_id(connection, team.project.id, of.request)?;
            let place = places::for_requests(connection, team.project.id, &[own.number], true)?.pop();
            let route = place.and_then(|place| Route::parse(&place.route).ok());
            let sought = Sought { title: &own.title, body: &own.body, route: route.as_ref(), private: true };
            let mut found = find_similar::similar(connection, &team.project, &sought, PROPOSED + 1)?;
            found.retain(|one| one.request.id != own.id);
            found.truncate(PROPOSED);
            let rows: Vec<_> = found.iter().map(|one| one.request.clone()).collect();
            let items = ranked(connection, &team.project, &rows, team.now)?.into_iter().zip(found).map(
                |(request, one)| Duplicate { request, likeness: one.likeness, same_screen: one.same_screen },
            );
            Ok(List { items: items.collect(), next: None })
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// Where a request is merged into.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeIn {
    /// The ID of the request that stands for both.
    into: Id<id::Request>,
}

/// Merges a request into another one. Its votes, reports and other signals count there, each voter once.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), BasedOn),
    request_body = MergeIn,
    responses(TeamWrite, JsonBody, IfMatch, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[put("/projects/{project}/requests/{request}/merge")]
pub async fn merge(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<MergeIn>,
) -> Result<Answer<Json<RequestDetail>>> {
    let version = wire::if_match(&request)?;
    let (into, project, now) = (body.value.into, team.project.clone(), team.now);
    context
        .db
        .write(Touches::Project(project.id), move |connection| {
            merging::merge(connection, &project, of.request, into, version, now)
        })
        .await?;
    changed(&context, team, of.request).await
}

/// Undoes a merge: both requests are as they were, but for what happened since.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), BasedOn),
    responses(TeamWrite, IfMatch, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/requests/{request}/merge")]
pub async fn undo(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Json<RequestDetail>>> {
    let version = wire::if_match(&request)?;
    let (project, now) = (team.project.clone(), team.now);
    context
        .db
        .write(Touches::Project(project.id), move |connection| {
            merging::undo(connection, &project, of.request, version, now)
        })
        .await?;
    changed(&context, team, of.request).await
}

async fn changed(
    context: &Context,
    team: Team<Triager>,
    id: Id<id::Request>,
) -> Result<Answer<Json<RequestDetail>>> {
    let found = context.db.read(move |connection| detail(connection, &team.project, id, team.now)).await?;
    wire::edited(&found, found.row.version)
}
