//! Release notes as members write them: listing, reading, creating, changing and deleting them.
//! Publishes nothing; `publishing` does. Visitors read what is published through `api::widget::release_notes`.

pub mod files;
pub mod publishing;
pub mod shapes;

use actix_web::{HttpRequest, delete, get, patch, post, web};
use serde::Deserialize;
use utoipa::IntoParams;

use self::shapes::{
    ReleaseNote, ReleaseNoteIn, ReleaseNotePatch, ReleaseNoteRow, Title, Version, Words, check, listed,
    plain, read,
};
use crate::{
    actions::release_note::{self, Patch},
    api::{
        Ids, Params,
        answer::{Answer, Created, Json, NoContent, Read},
        once,
        params::{Attempt, BasedOn, InProject},
        refusals::{Conflict, Idempotent, IfMatch, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Team, Triager, Viewer},
    base::id::{self, Id},
    cache::stamps::Touches,
    domain::release_note::NoteState,
    error::Result,
    state::Context,
    store::{release_notes as rows, release_requests},
};

/// Which release notes are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// Only release notes in this state.
    #[param(inline)]
    state: Option<NoteState>,
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// The release note in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    release_note: Id<id::ReleaseNote>,
}

/// Lists the release notes of a project, latest created first.
#[utoipa::path(
    tag = "team",
    params(InProject, PageIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/release_notes")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<ReleaseNoteRow>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), rows::CREATED)?;
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            let project = team.project.id;
            let page = rows::page(connection, project, asked.state, after.as_ref(), limit)?;
            let ids: Vec<_> = page.items.iter().map(|row| row.id).collect();
            let counts = release_requests::counts(connection, project, &ids)?;
            Ok(List::from(page.map(|row| listed(&row, counts.get(&row.id).copied().unwrap_or(0)))))
        })
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

/// Returns a release note.
#[utoipa::path(
    tag = "team",
    params(InProject, ("release_note" = Id<id::ReleaseNote>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/release_notes/{release_note}")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<ReleaseNote>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| read(connection, team.project.id, of.release_note))
        .await?;
    wire::versioned(&request, &found, Some(found.revision), wire::PRIVATE)
}

/// Creates a release note as a draft.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = ReleaseNoteIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/release_notes")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    body: Body<ReleaseNoteIn, 256>,
) -> Result<Answer<Created<ReleaseNote>>> {
    let project = team.project.id;
    let claim = once::claim(&request, project, team.actor.key(), &body.bytes)?;
    let input = body.value;
    check(input.thanks.as_ref(), input.requests.as_ref())?;
    let patch = Patch {
        title: Some(input.title.into_string()),
        version: Some(input.version.map(Version::into_string)),
        body: input.body.map(Words::into_string),
        thanks: plain(input.thanks),
        requests: input.requests,
    };
    let once = once::make(
        &context,
        claim,
        Touches::Project(project),
        move |connection| {
            let author = team.actor.name().to_owned();
            release_note::create(connection, &team.project, author, patch, team.now).map(|row| row.id)
        },
        move |connection, id| read(connection, project, id),
    )
    .await?;
    Ok(once.into())
}

/// Changes a release note. One that is published is shown as edited.
#[utoipa::path(
    tag = "team",
    params(InProject, ("release_note" = Id<id::ReleaseNote>, Path), BasedOn),
    request_body = ReleaseNotePatch,
    responses(TeamWrite, JsonBody, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[patch("/projects/{project}/release_notes/{release_note}")]
pub async fn edit(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<ReleaseNotePatch, 256>,
) -> Result<Answer<Json<ReleaseNote>>> {
    let revision = wire::if_match(&request)?;
    let input = body.value;
    check(input.thanks.as_ref(), input.requests.as_ref())?;
    let patch = Patch {
        title: input.title.map(Title::into_string),
        version: input.version.map(|version| version.map(Version::into_string)),
        body: input.body.map(Words::into_string),
        thanks: plain(input.thanks),
        requests: input.requests,
    };
    let (project, now) = (team.project, team.now);
    let id = project.id;
    context
        .db
        .write(Touches::Project(id), move |connection| {
            release_note::edit(connection, &project, (of.release_note, revision), patch, now)
        })
        .await?;
    changed(&context, id, of.release_note).await
}

/// The release note after a change.
async fn changed(
    context: &Context,
    project: Id<id::Project>,
    note: Id<id::ReleaseNote>,
) -> Result<Answer<Json<ReleaseNote>>> {
    let found = context.db.read(move |connection| read(connection, project, note)).await?;
    wire::edited(&found, found.revision)
}

/// Deletes a release note that is not published.
#[utoipa::path(
    tag = "team",
    params(InProject, ("release_note" = Id<id::ReleaseNote>, Path), BasedOn),
    responses(TeamWrite, Conflict, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/release_notes/{release_note}")]
pub async fn delete(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
) -> Result<Answer<NoContent>> {
    let revision = wire::if_match(&request)?;
    let (project, now) = (team.project, team.now);
    context
        .db
        .write(Touches::Project(project.id), move |connection| {
            release_note::delete(connection, &project, (of.release_note, revision), now)
        })
        .await?;
    Ok(Answer::no_content())
}
