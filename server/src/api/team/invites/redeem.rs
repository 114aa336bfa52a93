//! Looking at an invitation and accepting it, by its token alone.
//! A refused attempt leaves the token valid; an accepted one uses it up.

use actix_web::{HttpRequest, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, Json},
        refusals::{Conflict, Credentials, JsonBody, Limited, Missing, OwnPage},
        team::session::{self, Session},
        wire::Body,
    },
    auth::{headers, team},
    base::{id::Id, time::Time},
    changes::journal::{self, What},
    credentials::secret::{self, SecretHash},
    db::connection::AnyConnection,
    domain::{
        person::{Password, PasswordAttempt, PersonName},
        role::Role,
    },
    error::{Code, Error, Result},
    limits::Class,
    state::Context,
    store::{
        invites::{self, Invite},
        members::{self, Member},
        projects,
    },
};

/// The token of an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteLookIn {
    /// The token: the part of the link after `#token=`.
    token: String,
}

/// The project of an invitation.
#[derive(Serialize, ToSchema)]
pub struct InviteProject {
    /// The name.
    name: String,
}

/// What an invitation is for.
#[derive(Serialize, ToSchema)]
pub struct InviteLook {
    /// The project.
    project: InviteProject,
    /// The e-mail address of the invited person.
    email: String,
    /// The role that the person gets.
    role: Role,
}

/// The acceptance of an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteAcceptIn {
    /// The token: the part of the link after `#token=`.
    token: String,
    /// The name of a new member. Omit it if the invited address already has an account.
    name: Option<PersonName>,
    /// The password of the existing account, or a new password.
    password: PasswordAttempt,
}

/// Who accepts.
#[derive(Clone)]
enum Guest {
    /// A member whose password was just checked.
    Known(Member),
    /// A member to make.
    New(Member),
}

/// Returns the project, address and role of an invitation. The response does not reveal whether the address has an account.
#[utoipa::path(
    tag = "team",
    request_body = InviteLookIn,
    responses(OwnPage, JsonBody, Limited, Missing),
    security(())
)]
#[post("/invites/look")]
pub async fn look(
    request: HttpRequest,
    context: web::Data<Context>,
    body: Body<InviteLookIn, 4>,
) -> Result<Answer<Json<InviteLook>>> {
    let token = invite_hash(&request, &context, &body.value.token).await?;
    let now = context.clock.now();
    let look = context
        .db
        .read(move |connection| {
            let (invite, _) = open_invite(connection, &token, now)?;
            let project = projects::by_id(connection, invite.project_id)?;
            Ok(InviteLook {
                project: InviteProject { name: project.name },
                email: invite.email,
                role: invite.role,
            })
        })
        .await?;
    Ok(Answer::ok(&look))
}

/// Accepts an invitation: the member joins the project and is logged in.
///
/// If the invited address has an account, its password is required, with or without a name.
#[utoipa::path(
    tag = "team",
    request_body = InviteAcceptIn,
    responses(OwnPage, JsonBody, Conflict, Limited, Credentials, Missing),
    security(())
)]
#[post("/invites/accept")]
pub async fn accept(
    request: HttpRequest,
    context: web::Data<Context>,
    body: Body<InviteAcceptIn, 4>,
) -> Result<Answer<Json<Session>>> {
    let input = body.value;
    let token = invite_hash(&request, &context, &input.token).await?;
    let now = context.clock.now();
    let (invite, member) = context.db.read(move |connection| open_invite(connection, &token, now)).await?;
    // The holder of the link must not learn from a refusal whether the address has an account: what can be wrong about a new
    // member is found first, and an account that is not there refuses like a wrong password.
    let chosen = input.name.is_some().then(|| new_password(&input.password)).transpose()?;
    let guest = match (member, input.name.zip(chosen)) {
        (Some(member), _) => existing_member(&request, &context, member, &input.password).await?,
        (None, Some((name, password))) => new_member(&context, invite.email, name, &password, now).await?,
        (None, None) => {
            session::limit_guesses(&request, &context, &invite.email).await?;
            session::verify_absent(&context, &input.password).await?;
            return Err(wrong_password());
        }
    };
    session::open_session(&request, &context, Answer::ok, move |connection| {
        join(connection, &token, guest, now)
    })
    .await
}

/// The hash of a token that our own pages sent; what has another form names nothing.
async fn invite_hash(request: &HttpRequest, context: &Context, token: &str) -> Result<SecretHash> {
    team::own_pages_only(request, context)?;
    headers::limit_address(request, context, Class::Invite).await?;
    if secret::well_formed("", token) { Ok(secret::hash(token)) } else { Err(Error::not_found()) }
}

fn open_invite(
    connection: &mut AnyConnection,
    token: &SecretHash,
    now: Time,
) -> Result<(Invite, Option<Member>)> {
    let invite = invites::find(connection, token, now)?.ok_or_else(Error::not_found)?;
    let member = members::find_by_email(connection, &invite.email)?;
    Ok((invite, member))
}

fn wrong_password() -> Error {
    Error::new(Code::Unauthorized, "Wrong password for the invited address.")
}

async fn existing_member(
    request: &HttpRequest,
    context: &Context,
    member: Member,
    password: &PasswordAttempt,
) -> Result<Guest> {
    session::limit_guesses(request, context, &member.email).await?;
    let right = session::verify(context, password, member.password_hash.clone()).await?;
    if right { Ok(Guest::Known(member)) } else { Err(wrong_password()) }
}

/// A password that is chosen must be a good one.
fn new_password(typed: &PasswordAttempt) -> Result<Password> {
    let typed = String::from_utf8_lossy(typed.as_bytes());
    Ok(Password::parse(&typed).map_err(|fault| fault.under("/password"))?)
}

async fn new_member(
    context: &Context,
    email: String,
    name: PersonName,
    password: &Password,
    now: Time,
) -> Result<Guest> {
    Ok(Guest::New(Member {
        id: Id::new(now),
        email,
        name: name.into_string(),
        password_hash: session::hash(context, password).await?,
        created_at: now,
    }))
}

/// Uses the token up and lets the guest in, or does neither.
fn join(connection: &mut AnyConnection, token: &SecretHash, guest: Guest, now: Time) -> Result<Member> {
    let invite = invites::find(connection, token, now)?.ok_or_else(Error::not_found)?;
    projects::lock(connection, invite.project_id)?;
    if !invites::delete(connection, invite.project_id, invite.id)? {
        return Err(Error::not_found());
    }
    let member = match guest {
        Guest::Known(member) => {
            session::require_same_password(connection, &member, wrong_password)?;
            member
        }
        Guest::New(member) => {
            members::insert(connection, &member)?;
            member
        }
    };
    // An invitation never lowers a role that the member got in the meantime.
    let before = members::role(connection, invite.project_id, member.id)?;
    let role = before.map_or(invite.role, |before| before.max(invite.role));
    members::set_role(connection, invite.project_id, member.id, role, now)?;
    journal::note(connection, invite.project_id, What::Project, &[invite.project_id], now)?;
    Ok(member)
}
