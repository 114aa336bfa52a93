//! Deleting a project, the projects that a member owned and that can be restored, and restoring one.
//! Deletes nothing for good: time does.

use actix_web::{HttpRequest, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Project, describe};
use crate::{
    actions::bin::projects as deletion,
    api::{
        Ids,
        answer::{Answer, Json, NoContent, Read},
        params::InProject,
        refusals::{JsonBody, Missing, SessionRead, SessionWrite, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Owner, Person, SignedIn},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    domain::{bin as rules, role::Role},
    error::Result,
    state::Context,
    store::deleted_projects,
};

/// The confirmation that a project is to be deleted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectDeletionIn {
    /// The name of the project, exactly as it is.
    name: String,
}

/// A project that was deleted and can be restored.
#[derive(Serialize, ToSchema)]
pub struct DeletedProject {
    /// The ID of the project.
    id: Id<id::Project>,
    /// The name.
    name: String,
    /// Who deleted it.
    deleted_by: String,
    /// When it was deleted.
    deleted_at: Time,
    /// When it is deleted for good.
    gone_at: Time,
}

/// The project in the path.
#[derive(Deserialize)]
pub struct OfDeleted {
    project: Id<id::Project>,
}

/// Deletes a project with everything in it. An owner can restore it for 30 days; until then nobody finds it.
///
/// The widget, API keys, event streams and the board behave as for a project that does not exist.
#[utoipa::path(
    tag = "team",
    params(InProject),
    request_body = ProjectDeletionIn,
    responses(TeamWrite, JsonBody),
    security(("session" = []))
)]
#[delete("/projects/{project}")]
pub async fn remove(
    context: web::Data<Context>,
    Person { team, .. }: Person<Owner>,
    body: Body<ProjectDeletionIn>,
) -> Result<Answer<NoContent>> {
    let (project, now) = (team.project.id, team.now);
    context
        .db
        .write(Touches::Project(project), move |connection| {
            deletion::delete(connection, project, &body.value.name, team.actor.name(), now)
        })
        .await?;
    context.settings_changed(project);
    Ok(Answer::no_content())
}

/// Lists the projects that you owned and that can be restored, the one that was deleted last first.
#[utoipa::path(tag = "team", responses(SessionRead), security(("session" = [])))]
#[get("/bin")]
pub async fn deleted(
    request: HttpRequest,
    context: web::Data<Context>,
    signed: SignedIn,
) -> Result<Answer<Read<List<DeletedProject>>>> {
    let since = rules::kept_since(context.clock.now());
    let found =
        context.db.read(move |connection| deleted_projects::of_owner(connection, signed.member.id)).await?;
    let found = found.into_iter().filter(|(_, deletion)| deletion.deleted_at >= since);
    let items = found.map(|(name, deletion)| DeletedProject {
        id: deletion.project_id,
        name,
        deleted_by: deletion.deleted_by,
        deleted_at: deletion.deleted_at,
        gone_at: rules::gone_at(deletion.deleted_at),
    });
    wire::read(&request, &List { items: items.collect(), next: None }, wire::PRIVATE)
}

/// Restores a project that you owned, with everything in it.
///
/// Restoring what was restored already changes nothing.
#[utoipa::path(
    tag = "team",
    params(("project" = Id<id::Project>, Path, description = "The ID of the project.")),
    responses(SessionWrite, Missing),
    security(("session" = []))
)]
#[post("/bin/{project}/restore")]
pub async fn restore(
    context: web::Data<Context>,
    signed: SignedIn,
    Ids(of): Ids<OfDeleted>,
) -> Result<Answer<Json<Project>>> {
    let (id, now) = (of.project, context.clock.now());
    let project = context
        .db
        .write(Touches::Project(id), move |connection| {
            deletion::restore(connection, id, signed.member.id, now)
        })
        .await?;
    context.settings_changed(id);
    let project = context.db.read(move |connection| describe(connection, project, Role::Owner)).await?;
    Ok(Answer::ok(&project))
}
