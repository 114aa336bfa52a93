//! Duplicates: the requests that may say the same as one, merging it into another, and undoing that.
//! Merges nothing by itself; a member chooses.

use std::sync::Arc;

use actix_web::{HttpRequest, delete, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Of, changes::changed, detail::RequestDetail};
use crate::{
    actions::{
        find_similar::{self, Counts, Sought},
        merge as merging,
    },
    api::{
        Ids, Params,
        answer::{Answer, Json, NoContent, Read},
        params::{BasedOn, InProject},
        refusals::{Conflict, IfMatch, JsonBody, TeamRead, TeamWrite},
        team::triage::{RankedRequest, ranked},
        wire::{self, Body, List},
    },
    auth::team::{Team, Triager, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::{route::Route, similar::is_likely},
    error::{Error, Result},
    state::Context,
    store::{distinct, places, projects::Project, requests},
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
    /// Whether it probably says the same.
    likely: bool,
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
    let (project, now, counts) = (team.project, team.now, Arc::clone(&context.term_counts));
    let list: List<Duplicate> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let own = requests::by_id(connection, project.id, of.request)?;
            let place = places::for_requests(connection, project.id, &[own.number], true)?.pop();
            let route = place.and_then(|place| Route::parse(&place.route).ok());
            let mut without = distinct::of(connection, project.id, own.number)?;
            without.push(own.number);
            let (title, body) = (own.title.as_str(), own.body.as_str());
            let sought = Sought { title, body, route: route.as_ref(), private: true, without: &without };
            proposed(connection, &project, &sought, &counts, now)
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// A text that a member writes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TextIn {
    /// The title, as far as it is written.
    title: String,
    /// The description.
    body: Option<String>,
}

/// Lists requests that may say the same as a text, the most similar first.
#[utoipa::path(
    tag = "team",
    params(InProject, TextIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/similar")]
pub async fn like(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<TextIn>,
) -> Result<Answer<Read<List<Duplicate>>>> {
    let (project, now, counts) = (team.project, team.now, Arc::clone(&context.term_counts));
    let list: List<Duplicate> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let body = asked.body.as_deref().unwrap_or_default();
            let sought = Sought { title: &asked.title, body, private: true, ..Sought::default() };
            proposed(connection, &project, &sought, &counts, now)
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

fn proposed(
    connection: &mut AnyConnection,
    project: &Project,
    sought: &Sought<'_>,
    counts: &Counts,
    now: Time,
) -> Result<List<Duplicate>> {
    let found = find_similar::similar(connection, project, sought, PROPOSED, counts)?;
    let rows: Vec<_> = found.iter().map(|one| one.request.clone()).collect();
    let items =
        ranked(connection, project, &rows, now)?.into_iter().zip(found).map(|(request, one)| Duplicate {
            request,
            likeness: one.likeness,
            likely: is_likely(one.likeness),
            same_screen: one.same_screen,
        });
    Ok(List { items: items.collect(), next: None })
}

/// Two requests in the path.
#[derive(Debug, Deserialize)]
pub struct Couple {
    request: Id<id::Request>,
    other: Id<id::Request>,
}

/// Says that two requests are not duplicates: neither is proposed for the other any more.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("other" = Id<id::Request>, Path)),
    responses(TeamWrite, JsonBody),
    security(("session" = []), ("api_key" = []))
)]
#[put("/projects/{project}/requests/{request}/distinct/{other}")]
pub async fn distinguish(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(couple): Ids<Couple>,
) -> Result<Answer<NoContent>> {
    if couple.request == couple.other {
        return Err(Error::field("", "Name another request: this is the same one."));
    }
    pair(&context, team.project.id, couple, distinct::put).await
}

/// Takes that back: each may be proposed for the other again.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("other" = Id<id::Request>, Path)),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/requests/{request}/distinct/{other}")]
pub async fn forget_distinct(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(couple): Ids<Couple>,
) -> Result<Answer<NoContent>> {
    pair(&context, team.project.id, couple, distinct::remove).await
}

/// Does something with the numbers of two requests.
async fn pair(
    context: &Context,
    project: Id<id::Project>,
    couple: Couple,
    work: fn(&mut AnyConnection, Id<id::Project>, i64, i64) -> Result<()>,
) -> Result<Answer<NoContent>> {
    context
        .db
        .write(Touches::Nothing, move |connection| {
            let one = requests::by_id(connection, project, couple.request)?;
            let other = requests::by_id(connection, project, couple.other)?;
            work(connection, project, one.number, other.number)
        })
        .await?;
    Ok(Answer::no_content())
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
    edited(&context, team, of.request).await
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
    edited(&context, team, of.request).await
}

async fn edited(
    context: &Context,
    team: Team<Triager>,
    id: Id<id::Request>,
) -> Result<Answer<Json<RequestDetail>>> {
    let found = changed(context, team, id).await?;
    wire::edited(&found, found.row.version)
}
