//! The bin of a project: deleting requests and reports, what was deleted in the last thirty days, and restoring it.
//! Deletes nothing for good: time does.

use actix_web::{HttpRequest, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{reports, requests};
use crate::{
    actions::bin::{
        delete_report, delete_request,
        restore::{self as restoring, Restored},
    },
    api::{
        Ids, Params,
        answer::{Answer, Json, NoContent, Read},
        params::{BasedOn, InProject},
        refusals::{Conflict, IfMatch, TeamRead, TeamWrite},
        wire::{self, List},
    },
    auth::team::{Team, Triager, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    domain::bin::{Binned, gone_at, kept_since},
    error::Result,
    state::Context,
    store::bin as rows,
};

/// Something in the bin.
#[derive(Debug, Serialize, ToSchema)]
pub struct BinItem {
    /// The ID of the request or report.
    id: Id<id::Deleted>,
    /// What it is.
    kind: Binned,
    /// Its number within the project.
    number: i64,
    /// Its title.
    title: String,
    /// Who deleted it.
    deleted_by: String,
    /// When it was deleted.
    deleted_at: Time,
    /// When it is deleted for good.
    gone_at: Time,
}

/// Something that was restored.
#[derive(Debug, Serialize, ToSchema)]
pub struct RestoredItem {
    /// The ID of the request or report.
    id: Id<id::Deleted>,
    /// What it is.
    kind: Binned,
    /// Its number within the project.
    number: i64,
    /// Its title.
    title: String,
}

impl From<Restored> for RestoredItem {
    fn from(restored: Restored) -> Self {
        Self { id: restored.id, kind: restored.kind, number: restored.number, title: restored.title }
    }
}

/// Where the list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BinIn {
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// What is in the path.
#[derive(Debug, Deserialize)]
pub struct InBin {
    deleted: Id<id::Deleted>,
}

/// Deletes a request. It can be restored for 30 days; until then nobody finds it but in the bin.
///
/// Deleting what is in the bin already changes nothing. A request that was merged, or into which others were merged, is refused.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), BasedOn),
    responses(TeamWrite, IfMatch, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/requests/{request}")]
pub async fn remove_request(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<requests::Of>,
) -> Result<Answer<NoContent>> {
    let version = wire::if_match(&request)?;
    let (project, now) = (team.project, team.now);
    context
        .db
        .write(Touches::Project(project.id), move |connection| {
            delete_request::run(connection, &project, of.request, version, team.actor.name(), now)
        })
        .await?;
    Ok(Answer::no_content())
}

/// Deletes a report. It can be restored for 30 days; until then nobody finds it but in the bin.
///
/// Deleting what is in the bin already changes nothing.
#[utoipa::path(
    tag = "team",
    params(InProject, ("report" = Id<id::Report>, Path)),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/reports/{report}")]
pub async fn remove_report(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<reports::Of>,
) -> Result<Answer<NoContent>> {
    let (project, now) = (team.project, team.now);
    context
        .db
        .write(Touches::Project(project.id), move |connection| {
            delete_report::run(connection, &project, of.report, team.actor.name(), now)
        })
        .await?;
    Ok(Answer::no_content())
}

/// Lists what was deleted and can be restored, what was deleted last first.
#[utoipa::path(
    tag = "team",
    params(InProject, BinIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/bin")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<BinIn>,
) -> Result<Answer<Read<List<BinItem>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), rows::ORDER)?;
    let (project, since) = (team.project.id, kept_since(team.now));
    let page = context
        .db
        .read_behind(team.read_position, move |connection| {
            rows::page(connection, project, since, after.as_ref(), limit)
        })
        .await?;
    let list = List::from(page.map(|row| BinItem {
        id: row.id,
        kind: row.kind,
        number: row.number,
        title: row.title,
        deleted_by: row.deleted_by,
        deleted_at: row.deleted_at,
        gone_at: gone_at(row.deleted_at),
    }));
    wire::read(&request, &list, wire::PRIVATE)
}

/// Restores something that was deleted: a request with its votes, comments, decisions and followers; a report with its replies, and its
/// link to a request that still is there.
///
/// Restoring what was restored already changes nothing.
#[utoipa::path(
    tag = "team",
    params(InProject, ("deleted" = Id<id::Deleted>, Path, description = "The ID of the request or report.")),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/bin/{deleted}/restore")]
pub async fn restore(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<InBin>,
) -> Result<Answer<Json<RestoredItem>>> {
    let (project, now) = (team.project.id, team.now);
    let restored = context
        .db
        .write(Touches::Project(project), move |connection| {
            restoring::run(connection, project, of.deleted, now)
        })
        .await?;
    Ok(Answer::ok(&restored.into()))
}
