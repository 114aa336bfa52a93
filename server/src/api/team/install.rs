//! The tag to put into the host's pages, and where it has been seen.
//! Names the server by its configured address only, never by the `Host` header.

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        wire,
    },
    auth::team::{Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    error::Result,
    state::Context,
    store::origins,
};

/// An origin where the tag was detected.
#[derive(Serialize, ToSchema)]
pub struct Sighting {
    /// `scheme://host[:port]`.
    origin: String,
    /// When the tag was first detected there.
    first_seen_at: Time,
    /// When the tag was last detected there.
    last_seen_at: Time,
    /// Whether the origin is allowed.
    allowed: bool,
}

/// The HTML tag, and the origins where it was detected.
#[derive(Serialize, ToSchema)]
pub struct Install {
    /// The address of the server, as the tag has it.
    server: String,
    /// The HTML tag.
    snippet: String,
    /// The origins where the tag was detected, latest first.
    sightings: Vec<Sighting>,
}

/// Returns the HTML tag, and the origins where it was detected. May be polled every few seconds.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/install")]
pub async fn install(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<Install>>> {
    let server = context.config.public_url.as_str();
    let key = &team.project.widget_key;
    let snippet = format!("<script async src=\"{server}/widget.js\" data-project=\"{key}\"></script>");
    let own = server.to_owned();
    let sightings = context.db.read(move |connection| seen(connection, team.project.id, &own)).await?;
    wire::read(&request, &Install { server: server.to_owned(), snippet, sightings }, wire::PRIVATE)
}

fn seen(connection: &mut AnyConnection, project: Id<id::Project>, own: &str) -> Result<Vec<Sighting>> {
    let mut listed: Vec<String> =
        origins::for_project(connection, project)?.into_iter().map(|entry| entry.origin).collect();
    // Our own pages may always write, for the demo.
    listed.push(own.to_owned());
    let rows = origins::seen(connection, project, &listed)?;
    let sightings = rows.into_iter().map(|(origin, first_seen_at, last_seen_at)| Sighting {
        allowed: listed.contains(&origin),
        origin,
        first_seen_at,
        last_seen_at,
    });
    Ok(sightings.collect())
}
