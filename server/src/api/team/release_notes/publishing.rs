//! Publishing a release note, now or at a time, with its requests marked as shipped; taking it back; and who would be told.
//! Changes no text.

use actix_web::{HttpRequest, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Of, changed,
    shapes::{ReleaseNote, read},
};
use crate::{
    actions::{
        release_note::{self, Publish},
        triage::Doer,
    },
    api::{
        Ids,
        answer::{Answer, Json, Read},
        params::{BasedOn, InProject},
        refusals::{Conflict, IfMatch, JsonBody, Stale, TeamRead, TeamWrite},
        wire::{self, Body},
    },
    auth::team::{Team, Triager, Viewer},
    base::{
        id::{self, Id},
        text::{Text, is_blank},
    },
    cache::stamps::Touches,
    domain::{release_note::MAX_REQUESTS, status::Status, triage},
    error::{Error, Result},
    state::Context,
    store::{release_notes as rows, release_requests, requests},
};

/// How a release note is published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishIn {
    /// A time in the future, such as `2026-12-01T09:00:00Z`. Without it the release note is published now.
    at: Option<String>,
    /// The IDs of the linked requests that become shipped with it.
    #[serde(default)]
    mark_shipped: Vec<Id<id::Request>>,
    /// The message to their voters. Required where the project says so.
    message: Option<Text<0, 4_000>>,
}

/// Taking back takes nothing but its address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnpublishIn {}

/// A release note that was published or scheduled.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedReleaseNote {
    /// The release note.
    #[serde(flatten)]
    note: ReleaseNote,
    /// The change of the triage that marked its requests as shipped, by which that can be undone; null for none.
    change: Option<Id<id::TriageChange>>,
}

/// A linked request as publishing finds it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AudienceRequest {
    /// The ID of the request.
    id: Id<id::Request>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// The status.
    status: Status,
    /// Whether visitors see it.
    public: bool,
    /// Why it can't be marked as shipped; null where it can.
    refused: Option<String>,
}

/// Who hears of a release note.
#[derive(Debug, Serialize, ToSchema)]
pub struct Audience {
    /// The number of visitors who suggested, voted on, reported, commented on or follow one of its requests, each counted once.
    people: i64,
    /// The requests that it answers.
    requests: Vec<AudienceRequest>,
}

/// Returns how many people hear of a release note when it is published, and which of its requests can be marked as shipped.
#[utoipa::path(
    tag = "team",
    params(InProject, ("release_note" = Id<id::ReleaseNote>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/release_notes/{release_note}/audience")]
pub async fn audience(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<Audience>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            let project = team.project.id;
            rows::by_id(connection, project, of.release_note)?;
            let links = release_requests::of_notes(connection, project, &[of.release_note])?;
            let ids: Vec<_> = links.iter().map(|link| link.request_id).collect();
            let mut known = requests::by_ids(connection, project, &ids)?;
            known.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
            let people = release_note::audience(connection, project, &known)?;
            let described = |row: requests::Request| AudienceRequest {
                refused: release_note::why_not_shipped(&row),
                id: row.id,
                number: row.number,
                title: row.title,
                status: row.status,
                public: row.public,
            };
            Ok(Audience { people, requests: known.into_iter().map(described).collect() })
        })
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

/// Publishes a release note, now or at a time, and marks the named requests as shipped with it.
///
/// Either everything is done or nothing: a request that can't become shipped is refused by name.
#[utoipa::path(
    tag = "team",
    params(InProject, ("release_note" = Id<id::ReleaseNote>, Path), BasedOn),
    request_body = PublishIn,
    responses(TeamWrite, JsonBody, Conflict, IfMatch, Stale),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/release_notes/{release_note}/publish")]
pub async fn publish(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<PublishIn>,
) -> Result<Answer<Json<PublishedReleaseNote>>> {
    let revision = wire::if_match(&request)?;
    let input = body.value;
    if input.mark_shipped.len() > MAX_REQUESTS {
        return Err(Error::field("/mark_shipped", &format!("Name at most {MAX_REQUESTS} requests.")));
    }
    let at = input.at.map(|at| triage::until(&at, team.now)).transpose();
    let at = at.map_err(|wrong| Error::from(wrong.under("/at")))?;
    let mut ship = input.mark_shipped;
    let mut seen = std::collections::HashSet::new();
    ship.retain(|id| seen.insert(id.uuid()));
    let message = input.message.map(Text::into_string).filter(|text| !is_blank(text)).unwrap_or_default();
    let publish = Publish { at, ship, message };
    let doer = Doer { name: team.actor.name().to_owned(), key: team.actor.key() };
    let (project, now) = (team.project, team.now);
    let id = project.id;
    let change = context
        .db
        .write(Touches::Project(id), move |connection| {
            release_note::publish(connection, &project, (of.release_note, revision), publish, &doer, now)
        })
        .await?;
    let note = context.db.read(move |connection| read(connection, id, of.release_note)).await?;
    let revision = note.revision;
    wire::edited(&PublishedReleaseNote { note, change }, revision)
}

/// Makes a draft of a release note that is published or scheduled. Requests that were marked as shipped stay so.
#[utoipa::path(
    tag = "team",
    params(InProject, ("release_note" = Id<id::ReleaseNote>, Path), BasedOn),
    request_body = UnpublishIn,
    responses(TeamWrite, JsonBody, Conflict, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/release_notes/{release_note}/unpublish")]
pub async fn unpublish(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    _body: Body<UnpublishIn>,
) -> Result<Answer<Json<ReleaseNote>>> {
    let revision = wire::if_match(&request)?;
    let (project, now) = (team.project, team.now);
    let id = project.id;
    context
        .db
        .write(Touches::Project(id), move |connection| {
            release_note::unpublish(connection, &project, (of.release_note, revision), now)
        })
        .await?;
    changed(&context, id, of.release_note).await
}
