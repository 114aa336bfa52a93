//! The members of a project: who they are, what each may do, and who leaves.
//! Nobody gives or takes a role above the own one, and a project never loses its last owner.

use actix_web::{HttpRequest, delete, get, patch, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        Ids, Params,
        answer::{Answer, Json, NoContent, Read},
        params::InProject,
        refusals::{Conflict, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Admin, Person, Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::role::Role,
    error::{Code, Error, Result},
    state::Context,
    store::{edits, keys, members as rows, projects, sessions, views},
};

/// A member of a project.
#[derive(Serialize, ToSchema)]
pub struct Member {
    /// The ID of the member.
    id: Id<id::Member>,
    /// The member's name.
    name: String,
    /// The e-mail address, which is the login.
    email: String,
    /// The member's role in the project.
    role: Role,
    /// When the member joined the project.
    joined_at: Time,
}

impl From<(rows::Member, Role, Time)> for Member {
    fn from((row, role, joined_at): (rows::Member, Role, Time)) -> Self {
        Self { id: row.id, name: row.name, email: row.email, role, joined_at }
    }
}

/// A change of a member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberPatch {
    /// The new role.
    role: Role,
}

/// Lists the members of a project, by name.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/members")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<List<Member>>>> {
    let rows = context.db.read(move |connection| rows::for_project(connection, team.project.id)).await?;
    let list: List<Member> = rows.into_iter().map(Member::from).collect::<Vec<_>>().into();
    wire::read(&request, &list, wire::PRIVATE)
}

/// Changes the role of a member.
#[utoipa::path(
    tag = "team",
    params(InProject, ("member" = Id<id::Member>, Path)),
    request_body = MemberPatch,
    responses(TeamWrite, JsonBody, Conflict),
    security(("session" = []))
)]
#[patch("/projects/{project}/members/{member}")]
pub async fn change(
    context: web::Data<Context>,
    Person { team, member: actor }: Person<Admin>,
    ids: Ids<(Id<id::Project>, Id<id::Member>)>,
    body: Body<MemberPatch>,
) -> Result<Answer<Json<Member>>> {
    let (project, now, member, role) = (team.project.id, team.now, ids.0.1, body.value.role);
    let changed = context
        .db
        .write(Touches::Nothing, move |connection| {
            replace(connection, project, actor, member, Some(role))?;
            rows::set_role(connection, project, member, role, now)?;
            journal::note(connection, project, What::Project, &[project], now)?;
            rows::in_project(connection, project, member)?.ok_or_else(Error::not_found)
        })
        .await?;
    Ok(Answer::ok(&Member::from(changed)))
}

/// What becomes of the API keys that a member made.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeysOfMember {
    /// Revoke them.
    Revoke,
    /// Keep them working.
    Keep,
}

/// How a member is removed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RemovalIn {
    /// What to do with the API keys that the member created. Required if there are any.
    #[param(inline)]
    keys: Option<KeysOfMember>,
}

/// Removes a member from the project. A member of no other project is logged out everywhere.
///
/// If the member created API keys, `keys` is required: it says whether they are revoked or kept.
#[utoipa::path(
    tag = "team",
    params(InProject, ("member" = Id<id::Member>, Path), RemovalIn),
    responses(TeamWrite, Conflict),
    security(("session" = []))
)]
#[delete("/projects/{project}/members/{member}")]
pub async fn remove(
    context: web::Data<Context>,
    Person { team, member: actor }: Person<Admin>,
    ids: Ids<(Id<id::Project>, Id<id::Member>)>,
    Params(asked): Params<RemovalIn>,
) -> Result<Answer<NoContent>> {
    let (project, member, now) = (team.project.id, ids.0.1, team.now);
    context
        .db
        .write(Touches::Project(project), move |connection| {
            replace(connection, project, actor, member, None)?;
            take_keys(connection, project, member, asked.keys)?;
            rows::remove_role(connection, project, member)?;
            views::forget(connection, project, member)?;
            let left = edits::unassign(connection, project, member, now)?;
            journal::note(connection, project, What::Requests, &left, now)?;
            journal::note(connection, project, What::Project, &[project], now)?;
            if projects::for_member(connection, member)?.is_empty() {
                sessions::close_all(connection, member)?;
            }
            Ok(())
        })
        .await?;
    Ok(Answer::no_content())
}

/// Revokes or keeps the API keys that a member made. Errors with their names when the request does not say which.
fn take_keys(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
    fate: Option<KeysOfMember>,
) -> Result<()> {
    let made = keys::made_by(connection, project, member)?;
    match fate {
        None if !made.is_empty() => {
            let names: Vec<_> = made.iter().map(|key| format!("{} ({}…)", key.name, key.prefix)).collect();
            let detail = format!(
                "This member created API keys that still work: {}. Send keys=revoke or keys=keep.",
                names.join(", ")
            );
            Err(Error::new(Code::Conflict, detail))
        }
        Some(KeysOfMember::Revoke) => {
            made.iter().try_for_each(|key| keys::delete(connection, project, key.id).map(drop))
        }
        None | Some(KeysOfMember::Keep) => Ok(()),
    }
}

/// Requires that `actor` may exchange the role of `member` for another one, or for none.
fn replace(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    actor: Id<id::Member>,
    member: Id<id::Member>,
    role: Option<Role>,
) -> Result<()> {
    let own = grantor(connection, project, actor)?;
    let before = rows::role(connection, project, member)?.ok_or_else(Error::not_found)?;
    may_grant(own, before)?;
    if let Some(role) = role {
        may_grant(own, role)?;
    }
    if before == Role::Owner && role != Some(Role::Owner) && rows::owners(connection, project)? <= 1 {
        let detail = "A project needs an owner: make another member owner first.";
        return Err(Error::new(Code::Conflict, detail));
    }
    Ok(())
}

/// The actor's role as it is now, with the project locked until the transaction ends: two owners who take each other's
/// role at once must not both succeed.
pub(super) fn grantor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    actor: Id<id::Member>,
) -> Result<Role> {
    projects::lock(connection, project)?;
    rows::role(connection, project, actor)?.ok_or_else(Error::not_found)
}

/// Requires that a member with the role `own` may grant or revoke `role`.
pub(super) fn may_grant(own: Role, role: Role) -> Result<()> {
    if own.may_grant(role) {
        return Ok(());
    }
    let detail = format!("Your role in this project is {own}: you can't grant or revoke the role {role}.");
    Err(Error::new(Code::Forbidden, detail))
}
