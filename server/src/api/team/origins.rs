//! The allow-list: origins that the project's widget may write from.
//! Takes exact origins only, no patterns.

use actix_web::{HttpRequest, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        Ids,
        answer::{Answer, Created, NoContent, Read},
        once,
        params::{Attempt, InProject},
        refusals::{Idempotent, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Admin, Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    changes::journal::{self, What},
    domain::origin,
    error::{Error, Result},
    state::Context,
    store::origins as rows,
};

/// An allowed origin.
#[derive(Serialize, ToSchema)]
pub struct Origin {
    /// The ID of the entry.
    id: Id<id::AllowedOrigin>,
    /// `scheme://host[:port]`.
    origin: String,
    /// When it was allowed.
    created_at: Time,
}

impl From<rows::Allowed> for Origin {
    fn from(row: rows::Allowed) -> Self {
        Self { id: row.id, origin: row.origin, created_at: row.created_at }
    }
}

/// An origin to allow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginIn {
    /// `scheme://host[:port]`, as browsers send it in the `Origin` header.
    origin: origin::Origin,
}

/// Lists the allowed origins.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/origins")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<List<Origin>>>> {
    let rows = context.db.read(move |connection| rows::for_project(connection, team.project.id)).await?;
    let list: List<Origin> = rows.into_iter().map(Origin::from).collect::<Vec<_>>().into();
    wire::read(&request, &list, wire::PRIVATE)
}

/// Allows an origin. If it is already allowed, the existing entry is returned.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = OriginIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []))
)]
#[post("/projects/{project}/origins")]
pub async fn allow(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Admin>,
    body: Body<OriginIn>,
) -> Result<Answer<Created<Origin>>> {
    let (project, now, origin) = (team.project.id, team.now, body.value.origin);
    let claim = once::claim(&request, project, team.actor.key(), &body.bytes)?;
    let once = once::create(&context, claim, Touches::Nothing, move |connection| {
        journal::note(connection, project, What::Project, &[project], now)?;
        rows::allow(connection, project, &origin, now).map(Origin::from)
    })
    .await?;
    context.settings_changed(project);
    Ok(once.into())
}

/// Removes an allowed origin.
#[utoipa::path(
    tag = "team",
    params(InProject, ("origin" = Id<id::AllowedOrigin>, Path)),
    responses(TeamWrite),
    security(("session" = []))
)]
#[delete("/projects/{project}/origins/{origin}")]
pub async fn disallow(
    context: web::Data<Context>,
    team: Team<Admin>,
    ids: Ids<(Id<id::Project>, Id<id::AllowedOrigin>)>,
) -> Result<Answer<NoContent>> {
    let (project, id, now) = (team.project.id, ids.0.1, team.now);
    let deleted = context
        .db
        .write(Touches::Nothing, move |connection| {
            journal::note(connection, project, What::Project, &[project], now)?;
            rows::disallow(connection, project, id)
        })
        .await?;
    context.settings_changed(project);
    if deleted { Ok(Answer::no_content()) } else { Err(Error::not_found()) }
}
