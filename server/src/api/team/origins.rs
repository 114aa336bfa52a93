//! The allow-list: origins that the project's widget may write from.
//! Takes exact origins only, no patterns.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        Ids, once,
        problem::Problem,
        wire::{self, Body, List},
    },
    auth::team::{Admin, Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::origin,
    error::{Error, Result},
    state::Context,
    store::origins as rows,
};

/// An origin on the allow-list.
#[derive(Serialize, ToSchema)]
pub struct Origin {
    /// Names the entry.
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
    /// `scheme://host[:port]`, as a browser writes it.
    origin: origin::Origin,
}

/// The allow-list.
#[utoipa::path(
    tag = "team",
    params(("project" = Id<id::Project>, Path)),
    responses(
        (status = 200, body = List<Origin>),
        (status = 304),
        (status = 401, body = Problem),
        (status = 404, body = Problem)
    ),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/origins")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<HttpResponse> {
    let rows = context.db.read(move |connection| rows::of_project(connection, team.project.id)).await?;
    let list: List<Origin> = rows.into_iter().map(Origin::from).collect::<Vec<_>>().into();
    wire::read(&request, &list, wire::PRIVATE)
}

/// Allows an origin; one that is allowed already is answered as it is.
#[utoipa::path(
    tag = "team",
    params(
        ("project" = Id<id::Project>, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated try create nothing new")
    ),
    request_body = OriginIn,
    responses(
        (status = 201, body = Origin),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 422, body = Problem)
    ),
    security(("session" = []))
)]
#[post("/projects/{project}/origins")]
pub async fn allow(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Admin>,
    body: Body<OriginIn>,
) -> Result<HttpResponse> {
    let (project, now, origin) = (team.project.id, team.now, body.value.origin);
    let claim = once::claim(&request, project, team.actor.key(), &body.bytes)?;
    let once = once::create(&context, claim, move |connection| {
        rows::allow(connection, project, &origin, now).map(Origin::from)
    })
    .await?;
    context.settings_changed(project);
    Ok(once.respond())
}

/// Takes an origin off the allow-list.
#[utoipa::path(
    tag = "team",
    params(("project" = Id<id::Project>, Path), ("origin" = Id<id::AllowedOrigin>, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem)
    ),
    security(("session" = []))
)]
#[delete("/projects/{project}/origins/{origin}")]
pub async fn disallow(
    context: web::Data<Context>,
    team: Team<Admin>,
    ids: Ids<(Id<id::Project>, Id<id::AllowedOrigin>)>,
) -> Result<HttpResponse> {
    let (project, id) = (team.project.id, ids.0.1);
    let gone = context.db.write(move |connection| rows::disallow(connection, project, id)).await?;
    context.settings_changed(project);
    if gone { Ok(HttpResponse::NoContent().finish()) } else { Err(Error::not_found()) }
}
