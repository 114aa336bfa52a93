//! Internal notes on requests: what members write for each other.
//! No response of the widget and no event contains one.

use actix_web::{HttpRequest, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        Ids, Params,
        answer::{Answer, Created, NoContent, Read},
        once,
        params::{Attempt, InProject},
        refusals::{Idempotent, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Actor, Team, Triager, Viewer},
    base::{
        id::{self, Id},
        text::Text,
        time::Time,
    },
    cache::stamps::Touches,
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::{
        comment::{CommentState, Visibility},
        role::Role,
    },
    error::{Code, Error, Result},
    state::Context,
    store::{comments, requests},
};

/// The text of a note.
pub type NoteText = Text<1, 4_000>;

/// A new note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteIn {
    /// The text.
    body: NoteText,
}

/// An internal note on a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct Note {
    /// The ID of the note.
    id: Id<id::Comment>,
    /// The name of the member or API key that wrote it.
    author: String,
    /// The text.
    body: String,
    /// When it was created.
    created_at: Time,
    /// Whether you wrote it. You can delete your own notes; admins can delete all.
    own: bool,
}

impl Note {
    fn new(row: comments::Comment, actor: &Actor) -> Self {
        Self {
            own: is_own(&row, actor),
            id: row.id,
            author: row.author,
            body: row.body,
            created_at: row.created_at,
        }
    }
}

/// Where the list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    request: Id<id::Request>,
}

/// The request and the note in the path.
#[derive(Debug, Deserialize)]
pub struct Pair {
    request: Id<id::Request>,
    note: Id<id::Comment>,
}

fn is_own(note: &comments::Comment, actor: &Actor) -> bool {
    matches!(actor, Actor::Member(member, _) if note.member_id == Some(*member))
}

/// Writes a note on a request, and tells open dashboards that there is something to read.
pub(super) fn write(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    body: NoteText,
    actor: &Actor,
    now: Time,
) -> Result<comments::Comment> {
    let note = comments::Comment {
        project_id: project,
        id: Id::new(now),
        request_id: request,
        visibility: Visibility::Internal,
        state: CommentState::Shown,
        official: false,
        author: actor.name().to_owned(),
        member_id: match actor {
            Actor::Member(member, _) => Some(*member),
            Actor::Key(..) => None,
        },
        visitor_id: None,
        parent_id: None,
        body: body.into_string(),
        created_at: now,
        edited_at: None,
    };
    comments::insert(connection, &note)?;
    journal::note(connection, project, What::Requests, &[request], now)?;
    Ok(note)
}

/// A note on a request. Fails as not found.
fn note(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    id: Id<id::Comment>,
) -> Result<comments::Comment> {
    let note = comments::by_id(connection, project, Visibility::Internal, id)?;
    if note.request_id == request { Ok(note) } else { Err(Error::not_found()) }
}

/// Lists the internal notes on a request, newest first. Visitors never see them.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), PageIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/{request}/notes")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<Note>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), comments::ORDER)?;
    let list: List<Note> = context
        .db
        .read_behind(team.read_position, move |connection| {
            requests::by_id(connection, team.project.id, of.request)?;
            let seen = (Visibility::Internal, comments::Reader::Team);
            let page =
                comments::page(connection, team.project.id, &[of.request], seen, after.as_ref(), limit)?;
            Ok(page.map(|row| Note::new(row, &team.actor)).into())
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// Adds an internal note to a request.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), Attempt),
    request_body = NoteIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/requests/{request}/notes")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<NoteIn>,
) -> Result<Answer<Created<Note>>> {
    let project = team.project.id;
    let claim = once::claim(&request, project, team.actor.key(), &body.bytes)?;
    let (text, actor, writer) = (body.value.body, team.actor.clone(), team.actor);
    let once = once::make(
        &context,
        claim,
        // Nothing that is cached contains notes.
        Touches::Nothing,
        move |connection| {
            requests::by_id(connection, project, of.request)?;
            write(connection, project, of.request, text, &writer, team.now).map(|note| note.id)
        },
        move |connection, id| note(connection, project, of.request, id).map(|row| Note::new(row, &actor)),
    )
    .await?;
    Ok(once.into())
}

/// Deletes an internal note: your own, or as an admin any.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("note" = Id<id::Comment>, Path)),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/requests/{request}/notes/{note}")]
pub async fn delete(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
) -> Result<Answer<NoContent>> {
    context
        .db
        .write(Touches::Nothing, move |connection| {
            let project = team.project.id;
            let note = note(connection, project, pair.request, pair.note)?;
            if !is_own(&note, &team.actor) && !team.role.includes(Role::Admin) {
                let detail = "Only its author and admins can delete a note.";
                return Err(Error::new(Code::Forbidden, detail));
            }
            comments::delete(connection, project, note.id)?;
            journal::note(connection, project, What::Requests, &[pair.request], team.now)
        })
        .await?;
    Ok(Answer::no_content())
}
