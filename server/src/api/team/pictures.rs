//! The pictures of a project's board: its logo, and what is shown where somebody shares a page.
//! Takes PNG, JPEG and WebP; the board serves them.

use actix_web::{HttpRequest, delete, get, put, web};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        Params,
        answer::{Answer, Json, NoContent, Read},
        params::InProject,
        refusals::{JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Admin, Team, Viewer},
    base::time::Time,
    cache::{encoded::etag_of, stamps::Touches},
    changes::journal::{self, What},
    domain::picture::{self, Media, PictureKind},
    error::{Error, Result},
    state::Context,
    store::pictures as rows,
};

/// The largest body in kB: the largest picture in base64.
const BODY_KB: usize = 720;

/// A picture of the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct Picture {
    /// What it is for.
    kind: PictureKind,
    /// Its format.
    media: Media,
    /// A digest of its bytes.
    tag: String,
    /// When it was chosen.
    changed_at: Time,
}

impl From<rows::Picture> for Picture {
    fn from(row: rows::Picture) -> Self {
        Self { kind: row.kind, media: row.media, tag: row.tag, changed_at: row.changed_at }
    }
}

/// A picture to be shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PictureIn {
    /// What it is for.
    kind: PictureKind,
    /// The file, in base64: PNG, JPEG or WebP, a logo of at most 64 kB and a picture for sharing of at most 512 kB.
    file: String,
}

/// The picture that is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// What it is for.
    kind: PictureKind,
}

/// Lists the pictures of the board.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/pictures")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<List<Picture>>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| rows::of(connection, team.project.id))
        .await?;
    let list: List<Picture> = found.into_iter().map(Picture::from).collect::<Vec<_>>().into();
    wire::read(&request, &list, wire::PRIVATE)
}

/// Sets a picture of the board, in the place of the one before.
#[utoipa::path(
    tag = "team",
    params(InProject),
    request_body = PictureIn,
    responses(TeamWrite, JsonBody),
    security(("session" = []))
)]
#[put("/projects/{project}/pictures")]
pub async fn put(
    context: web::Data<Context>,
    team: Team<Admin>,
    body: Body<PictureIn, BODY_KB>,
) -> Result<Answer<Json<Picture>>> {
    let input = body.value;
    let file = STANDARD.decode(input.file.as_bytes());
    let file = file.map_err(|_malformed| Error::field("/file", "Send the file in base64."))?;
    let media = picture::read(input.kind, &file).map_err(|invalid| Error::field("/file", &invalid.detail))?;
    let (project, row) = (
        team.project.id,
        rows::Picture { kind: input.kind, media, tag: etag_of(&file), changed_at: team.now },
    );
    let saved = context
        .db
        .write(Touches::Project(project), move |connection| {
            journal::note(connection, project, What::Project, &[project], row.changed_at)?;
            rows::put(connection, project, &row, &file)?;
            Ok(Picture::from(row))
        })
        .await?;
    Ok(Answer::ok(&saved))
}

/// Removes a picture of the board.
#[utoipa::path(
    tag = "team",
    params(InProject, Which),
    responses(TeamWrite),
    security(("session" = []))
)]
#[delete("/projects/{project}/pictures")]
pub async fn remove(
    context: web::Data<Context>,
    team: Team<Admin>,
    Params(which): Params<Which>,
) -> Result<Answer<NoContent>> {
    let (project, now) = (team.project.id, team.now);
    let was = context
        .db
        .write(Touches::Project(project), move |connection| {
            journal::note(connection, project, What::Project, &[project], now)?;
            rows::delete(connection, project, which.kind)
        })
        .await?;
    if was { Ok(Answer::no_content()) } else { Err(Error::not_found()) }
}
