//! How a project ranks its requests: reading it, trying another ranking out, and changing it.
//! Computes nothing: `domain::heat` does.

pub mod moves;

use actix_web::{HttpRequest, get, post, put, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    requests::{PageIn, narrowed},
    triage::{RankedRequest, ranked},
};
use crate::{
    actions::rerank,
    api::{
        Params,
        answer::{Answer, Json, Read},
        params::InProject,
        refusals::{JsonBody, TeamRead, TeamWrite},
        wire::{self, Body},
    },
    auth::team::{Admin, Team, Viewer},
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::heat,
    error::{Error, Result},
    state::Context,
    store::{listing::what_if, projects, reranking},
};

/// Requests that a trial shows.
const TRIED: i64 = 200;

/// How far scores are computed again after a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct Progress {
    /// The requests whose scores are computed.
    done: i64,
    /// All requests.
    of: i64,
}

/// How a project ranks its requests.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectRanking {
    /// How much one signal of each kind counts.
    weights: heat::Weights,
    /// After how many days a signal counts half.
    half_life_days: f64,
    /// How far the scores are computed by it; null when all are. Those that are not still count by the ranking of before.
    progress: Option<Progress>,
}

fn describe(connection: &mut AnyConnection, project: &projects::Project) -> Result<ProjectRanking> {
    let progress = progress(connection, project)?;
    Ok(ProjectRanking { weights: project.weights(), half_life_days: project.half_life_days, progress })
}

/// How far the scores of a project are computed again; `None` when all are.
pub(super) fn progress(
    connection: &mut AnyConnection,
    project: &projects::Project,
) -> Result<Option<Progress>> {
    let left = reranking::left(connection, project.id)?;
    Ok(left.map(|left| Progress { done: left.after, of: project.last_request_number }))
}

/// Returns how the project ranks its requests.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/ranking")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<ProjectRanking>>> {
    let ranking = context.db.read(move |connection| describe(connection, &team.project)).await?;
    wire::read(&request, &ranking, wire::PRIVATE)
}

/// Changes how the project ranks its requests. The scores are computed again in the background.
#[utoipa::path(
    tag = "team",
    params(InProject),
    request_body = heat::Ranking,
    responses(TeamWrite, JsonBody),
    security(("session" = []))
)]
#[put("/projects/{project}/ranking")]
pub async fn change(
    context: web::Data<Context>,
    team: Team<Admin>,
    body: Body<heat::Ranking>,
) -> Result<Answer<Json<ProjectRanking>>> {
    let (id, now, wanted) = (team.project.id, team.now, body.value);
    checked(&wanted)?;
    let ranking = context
        .db
        .write(Touches::Project(id), move |connection| {
            let project = rerank::begin(connection, id, &wanted, now)?;
            describe(connection, &project)
        })
        .await?;
    context.settings_changed(id);
    context.rank_again.notify_one();
    Ok(Answer::ok(&ranking))
}

fn checked(wanted: &heat::Ranking) -> Result<()> {
    let wrong = wanted.check();
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}

/// A request in a trial.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedRequest {
    /// The request, with the score that it would have.
    #[serde(flatten)]
    request: RankedRequest,
    /// Its position today, from 1; null where it is not among the first 200.
    was: Option<usize>,
}

/// The first requests as another ranking would have them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trial {
    /// At most 200 requests, in the order that they would have.
    items: Vec<TriedRequest>,
    /// True where there were too many votes to read by another half-life, and the scores of the requests with the most votes are
    /// the highest that they can be.
    estimated: bool,
}

/// Shows the first 200 requests as another ranking would have them, and changes nothing. Takes what the list of requests is narrowed
/// by, but for words.
#[utoipa::path(
    tag = "team",
    params(InProject, PageIn),
    request_body = heat::Ranking,
    responses(TeamWrite, JsonBody),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/ranking/try")]
pub async fn attempt(
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PageIn>,
    body: Body<heat::Ranking>,
) -> Result<Answer<Json<Trial>>> {
    let wanted = body.value;
    checked(&wanted)?;
    let narrowing = narrowed::without_order(&asked, &team.actor)?;
    let trial = context
        .db
        .read(move |connection| {
            let project = &team.project;
            let other = project.clone().ranking_by(&wanted, team.now);
            let filter = narrowed::filter(connection, project, &narrowing, &team.actor)?;
            let found = what_if::first(connection, (project, &other), &filter, team.now, TRIED)?;
            let items = ranked(connection, &other, &found.rows, team.now)?.into_iter().map(|request| {
                let was = found.before.iter().position(|number| *number == request.number).map(|at| at + 1);
                TriedRequest { request, was }
            });
            Ok(Trial { items: items.collect(), estimated: found.estimated })
        })
        .await?;
    Ok(Answer::ok(&trial))
}
