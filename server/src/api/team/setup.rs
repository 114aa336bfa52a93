//! The first member, made by the link that the first start prints.
//! Does nothing once there is a member; the link works once.

use actix_web::{HttpRequest, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::{self, Session};
use crate::{
    api::{
        answer::{Answer, Created, Read},
        refusals::{JsonBody, Limited, OwnPage},
        wire::{self, Body},
    },
    auth::{headers, team},
    base::id::Id,
    credentials::secret::{self, SecretHash},
    db::connection::AnyConnection,
    domain::person::{Email, Password, PersonName},
    error::{Code, Error, Result},
    limits::Class,
    state::Context,
    store::{
        members::{self, Member},
        sessions,
    },
};

/// The state of the setup.
#[derive(Serialize, ToSchema)]
pub struct Setup {
    /// True until the first member is created.
    needed: bool,
}

/// The first member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupIn {
    /// The token: the part of the setup link after `#token=`.
    token: String,
    /// The member's name.
    name: PersonName,
    /// The e-mail address, which is the login.
    email: Email,
    /// The password.
    password: Password,
}

/// Returns whether the first member still has to be created.
#[utoipa::path(tag = "team", security(()))]
#[get("/setup")]
pub async fn needed(request: HttpRequest, context: web::Data<Context>) -> Result<Answer<Read<Setup>>> {
    let any = context.db.read(members::any).await?;
    wire::read(&request, &Setup { needed: !any }, wire::PRIVATE)
}

/// Creates the first member and logs in.
#[utoipa::path(tag = "team", request_body = SetupIn, responses(OwnPage, JsonBody, Limited), security(()))]
#[post("/setup")]
pub async fn begin(
    request: HttpRequest,
    context: web::Data<Context>,
    body: Body<SetupIn, 4>,
) -> Result<Answer<Created<Session>>> {
    team::own_pages_only(&request, &context)?;
    headers::limit_address(&request, &context, Class::Invite).await?;
    let input = body.value;
    let link = secret::hash(&input.token);
    // Asked before the costly hash, and once more with effect below.
    context.db.read(move |connection| still_open(connection, &link)).await?;
    let now = context.clock.now();
    let member = Member {
        id: Id::new(now),
        email: input.email.key(),
        name: input.name.into_string(),
        password_hash: session::hash(&context, &input.password).await?,
        created_at: now,
    };
    session::open_session(&request, &context, Answer::created, move |connection| {
        found(connection, &link, member)
    })
    .await
}

fn still_open(connection: &mut AnyConnection, link: &SecretHash) -> Result<()> {
    let open = !members::any(connection)? && sessions::is_setup_link(connection, link)?;
    if open { Ok(()) } else { Err(closed()) }
}

/// Uses up the link and creates the member, or neither.
fn found(connection: &mut AnyConnection, link: &SecretHash, member: Member) -> Result<Member> {
    if members::any(connection)? || !sessions::take_setup_link(connection, link)? {
        return Err(closed());
    }
    members::insert(connection, &member)?;
    Ok(member)
}

fn closed() -> Error {
    let detail = "This setup link has expired: restart the server to get a new one.";
    Error::new(Code::Forbidden, detail)
}
