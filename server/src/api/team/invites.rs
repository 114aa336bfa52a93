//! Invitations: links by which members join a project. A link is shown once and works once, for seven days.
//! Nobody invites above the own role.

pub mod redeem;

use actix_web::{HttpRequest, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    keys::make_unkept,
    members::{grantor, may_grant},
};
use crate::{
    api::{
        Ids,
        answer::{Answer, Created, NoContent, Read},
        once,
        params::{InProject, SecretAttempt},
        refusals::{AdminRead, Idempotent, JsonBody, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Admin, Person},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    changes::journal::{self, What},
    credentials::secret::Secret,
    db::connection::AnyConnection,
    domain::{person::Email, role::Role},
    error::{Code, Error, Result},
    state::Context,
    store::{invites as rows, members},
};

/// Seconds for which an invitation works.
const INVITE_SECONDS: i64 = 7 * 86_400;

/// A pending invitation, without its link.
#[derive(Serialize, ToSchema)]
pub struct Invite {
    /// The ID of the invitation.
    id: Id<id::Invite>,
    /// The e-mail address of the invited person.
    email: String,
    /// The role that the person gets.
    role: Role,
    /// When it was created.
    created_at: Time,
    /// When it expires.
    expires_at: Time,
}

impl From<rows::Invite> for Invite {
    fn from(row: rows::Invite) -> Self {
        Self {
            id: row.id,
            email: row.email,
            role: row.role,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// A new invitation, with its link.
#[derive(Serialize, ToSchema)]
pub struct NewInvite {
    /// The fields of the list.
    #[serde(flatten)]
    about: Invite,
    /// The link to send to the invited person. It is returned only once.
    link: String,
}

/// A new invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteIn {
    /// The e-mail address of the invited person.
    email: Email,
    /// The role that the person gets.
    role: Role,
}

/// Lists the pending invitations, latest first.
#[utoipa::path(tag = "team", params(InProject), responses(AdminRead), security(("session" = [])))]
#[get("/projects/{project}/invites")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    Person { team, .. }: Person<Admin>,
) -> Result<Answer<Read<List<Invite>>>> {
    let (project, now) = (team.project.id, team.now);
    let rows = context.db.read(move |connection| rows::for_project(connection, project, now)).await?;
    let list: List<Invite> = rows.into_iter().map(Invite::from).collect::<Vec<_>>().into();
    wire::read(&request, &list, wire::PRIVATE)
}

/// Creates an invitation. The response is the only one that contains the link. An earlier invitation of the same address stops working.
#[utoipa::path(
    tag = "team",
    params(InProject, SecretAttempt),
    request_body = InviteIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []))
)]
#[post("/projects/{project}/invites")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    Person { team, member: actor }: Person<Admin>,
    body: Body<InviteIn>,
) -> Result<Answer<Created<NewInvite>>> {
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let (token, hash) = Secret::new("").into_parts();
    let row = rows::Invite {
        project_id: team.project.id,
        id: Id::new(team.now),
        token_hash: hash.to_vec(),
        email: body.value.email.key(),
        role: body.value.role,
        created_at: team.now,
        expires_at: team.now.plus_seconds(INVITE_SECONDS),
    };
    let link = format!("{}/app/invite#token={token}", context.config.public_url);
    make_unkept(&context, claim, move |connection| {
        invite(connection, actor, &row)?;
        Ok(NewInvite { about: row.into(), link })
    })
    .await
}

fn invite(connection: &mut AnyConnection, actor: Id<id::Member>, row: &rows::Invite) -> Result<()> {
    let own = grantor(connection, row.project_id, actor)?;
    may_grant(own, row.role)?;
    // The new invitation takes the place of an earlier one, so that one must be the actor's to take, too.
    let open = rows::for_project(connection, row.project_id, row.created_at)?;
    for earlier in open.iter().filter(|earlier| earlier.email == row.email) {
        may_grant(own, earlier.role)?;
    }
    let member = members::find_by_email(connection, &row.email)?;
    if let Some(member) = member
        && members::role(connection, row.project_id, member.id)?.is_some()
    {
        return Err(Error::new(Code::Conflict, "This address already belongs to a member of the project."));
    }
    rows::insert(connection, row)?;
    journal::note(connection, row.project_id, What::Project, &[row.project_id], row.created_at)
}

/// Revokes an invitation.
#[utoipa::path(
    tag = "team",
    params(InProject, ("invite" = Id<id::Invite>, Path)),
    responses(TeamWrite),
    security(("session" = []))
)]
#[delete("/projects/{project}/invites/{invite}")]
pub async fn withdraw(
    context: web::Data<Context>,
    Person { team, member: actor }: Person<Admin>,
    ids: Ids<(Id<id::Project>, Id<id::Invite>)>,
) -> Result<Answer<NoContent>> {
    let (project, now, id) = (team.project.id, team.now, ids.0.1);
    let deleted = context
        .db
        .write(Touches::Nothing, move |connection| {
            let own = grantor(connection, project, actor)?;
            may_grant(own, rows::by_id(connection, project, id, now)?.role)?;
            journal::note(connection, project, What::Project, &[project], now)?;
            rows::delete(connection, project, id)
        })
        .await?;
    if deleted { Ok(Answer::no_content()) } else { Err(Error::not_found()) }
}
