//! Release notes as members write them: listing, reading, creating, changing and deleting them.
//! Publishes nothing; `publishing` does. Visitors read what is published through `api::widget::release_notes`.

pub mod files;
pub mod publishing;

use actix_web::{HttpRequest, delete, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    actions::release_note::{self, Patch},
    api::{
        Ids, Params,
        answer::{Answer, Created, Json, NoContent, Read},
        once,
        params::{Attempt, BasedOn, InProject},
        refusals::{Conflict, Idempotent, IfMatch, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List, present},
    },
    auth::team::{Team, Triager, Viewer},
    base::{
        id::{self, Id},
        text::{Line, Text},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::{
        markdown::{self, Node},
        release_note::{MAX_REQUESTS, MAX_THANKS, NoteState},
        status::Status,
    },
    error::{Error, Result},
    state::Context,
    store::{release_notes as rows, release_requests, requests},
};

/// The title of a release note.
type Title = Line<1, 200>;
/// The version of a product.
type Version = Line<1, 50>;
/// The text of a release note.
type Words = Text<0, 20_000>;
/// A name that a release note thanks.
type Name = Line<1, 100>;

/// A new release note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseNoteIn {
    /// The title.
    title: Title,
    /// The version of the product.
    version: Option<Version>,
    /// The text, in Markdown.
    body: Option<Words>,
    /// The names that it thanks, at most 20.
    #[schema(max_items = 20)]
    thanks: Option<Vec<Name>>,
    /// The IDs of the requests that it answers, at most 50, in the order in which they are shown.
    #[schema(max_items = 50)]
    requests: Option<Vec<Id<id::Request>>>,
}

/// A change of a release note. Omitted fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseNotePatch {
    /// The title.
    title: Option<Title>,
    /// The version of the product; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    version: Option<Option<Version>>,
    /// The text, in Markdown.
    body: Option<Words>,
    /// The names that it thanks, at most 20.
    #[schema(max_items = 20)]
    thanks: Option<Vec<Name>>,
    /// The IDs of the requests that it answers, at most 50, in the order in which they are shown.
    #[schema(max_items = 50)]
    requests: Option<Vec<Id<id::Request>>>,
}

/// A request that a release note answers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReleasedRequest {
    /// The ID of the request.
    id: Id<id::Request>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// The status.
    status: Status,
    /// The number of votes.
    votes: i64,
    /// Whether visitors see it. A private request is never shown with the release note.
    public: bool,
    /// Whether it becomes shipped when the scheduled release note is published.
    ships: bool,
}

/// A release note in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReleaseNoteRow {
    /// The ID of the release note.
    id: Id<id::ReleaseNote>,
    /// Its name in addresses.
    slug: String,
    /// The title.
    title: String,
    /// The version of the product.
    version: Option<String>,
    /// The state.
    state: NoteState,
    /// When it is published, while it is scheduled.
    publish_at: Option<Time>,
    /// When it was published.
    published_at: Option<Time>,
    /// When its text was last changed after that.
    edited_at: Option<Time>,
    /// Who created it.
    author: String,
    /// When it was created.
    created_at: Time,
    /// The number of requests that it answers.
    request_count: i64,
    /// Whether it was imported.
    imported: bool,
}

/// A release note.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReleaseNote {
    /// What a list shows of it.
    #[serde(flatten)]
    row: ReleaseNoteRow,
    /// The text, as it was typed.
    body: String,
    /// The text, as it is shown.
    content: Vec<Node>,
    /// The names that it thanks.
    thanks: Vec<String>,
    /// The requests that it answers.
    requests: Vec<ReleasedRequest>,
    /// The message to voters of the requests that become shipped with it, while it is scheduled.
    message: Option<String>,
    /// The version for `If-Match`.
    revision: i64,
}

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
    note: Id<id::ReleaseNote>,
}

fn listed(row: &rows::ReleaseNote, request_count: i64) -> ReleaseNoteRow {
    ReleaseNoteRow {
        id: row.id,
        slug: row.slug.clone(),
        title: row.title.clone(),
        version: row.version.clone(),
        state: row.state,
        publish_at: row.publish_at,
        published_at: row.published_at,
        edited_at: row.edited_at,
        author: row.author.clone(),
        created_at: row.created_at,
        request_count,
        imported: row.source.is_some(),
    }
}

/// A release note with everything that members see of it.
fn read(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    note: Id<id::ReleaseNote>,
) -> Result<ReleaseNote> {
    let row = rows::by_id(connection, project, note)?;
    let links = release_requests::of_notes(connection, project, &[note])?;
    let ids: Vec<_> = links.iter().map(|link| link.request_id).collect();
    let known = requests::by_ids(connection, project, &ids)?;
    let linked = links.iter().filter_map(|link| {
        let found = known.iter().find(|row| row.id == link.request_id)?;
        Some(ReleasedRequest {
            id: found.id,
            number: found.number,
            title: found.title.clone(),
            status: found.status,
            votes: found.votes,
            public: found.public,
            ships: link.ships,
        })
    });
    let linked: Vec<_> = linked.collect();
    Ok(ReleaseNote {
        row: listed(&row, i64::try_from(linked.len()).unwrap_or(i64::MAX)),
        content: markdown::parse(&row.body),
        thanks: row.thanked(),
        requests: linked,
        message: row.ship_message,
        revision: row.revision,
        body: row.body,
    })
}

/// Refuses too many names or requests, and a request that is named twice.
fn check(thanks: Option<&Vec<Name>>, requests: Option<&Vec<Id<id::Request>>>) -> Result<()> {
    if thanks.is_some_and(|names| names.len() > MAX_THANKS) {
        return Err(Error::field("/thanks", &format!("Name at most {MAX_THANKS} people.")));
    }
    let Some(ids) = requests else { return Ok(()) };
    if ids.len() > MAX_REQUESTS {
        return Err(Error::field("/requests", &format!("Link at most {MAX_REQUESTS} requests.")));
    }
    let mut seen = std::collections::HashSet::new();
    match ids.iter().position(|id| !seen.insert(id.uuid())) {
        Some(at) => Err(Error::field(&format!("/requests/{at}"), "Name each request once.")),
        None => Ok(()),
    }
}

fn plain(names: Option<Vec<Name>>) -> Option<Vec<String>> {
    names.map(|names| names.into_iter().map(Name::into_string).collect())
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
    params(InProject, ("note" = Id<id::ReleaseNote>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/release_notes/{note}")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<ReleaseNote>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| read(connection, team.project.id, of.note))
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
    params(InProject, ("note" = Id<id::ReleaseNote>, Path), BasedOn),
    request_body = ReleaseNotePatch,
    responses(TeamWrite, JsonBody, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[patch("/projects/{project}/release_notes/{note}")]
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
            release_note::edit(connection, &project, (of.note, revision), patch, now)
        })
        .await?;
    changed(&context, id, of.note).await
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
    params(InProject, ("note" = Id<id::ReleaseNote>, Path), BasedOn),
    responses(TeamWrite, Conflict, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/release_notes/{note}")]
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
            release_note::delete(connection, &project, (of.note, revision), now)
        })
        .await?;
    Ok(Answer::no_content())
}
