//! Sessions: logging in, who is logged in, logging out, another password.
//! Never reveals which e-mail addresses have a member, neither by its messages nor by its response times.

pub mod account;
pub mod list;

use actix_web::{HttpRequest, delete, get, http::header::USER_AGENT, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, Json, NoContent, Read},
        refusals::{Conflict, Credentials, JsonBody, Limited, OwnPage, SessionRead, SessionWrite},
        wire::{self, Body},
    },
    auth::{
        headers,
        team::{self, SESSION_SECONDS, SignedIn},
    },
    base::id::{self, Id},
    cache::stamps::Touches,
    credentials::{
        password::PasswordError,
        secret::{self, Secret, SecretHash},
    },
    db::connection::AnyConnection,
    domain::{
        browser,
        goal::Goal,
        person::{Email, Password, PasswordAttempt},
        role::Role,
    },
    error::{Code, Error, Result},
    limits::Login,
    state::Context,
    store::{
        members::{self, Member},
        projects, sessions,
    },
};

/// The logged-in member.
#[derive(Serialize, ToSchema)]
pub struct SessionMember {
    /// The ID of the member.
    id: Id<id::Member>,
    /// The member's name.
    name: String,
    /// The e-mail address, which is the login.
    email: String,
}

/// A project that the member belongs to.
#[derive(Serialize, ToSchema)]
pub struct SessionProject {
    /// The ID of the project.
    id: Id<id::Project>,
    /// The name.
    name: String,
    /// The member's role in the project.
    role: Role,
    /// What the team wants to achieve first; null if it did not say.
    goal: Option<Goal>,
    /// Whether the dashboard no longer shows the list of first steps.
    first_steps_hidden: bool,
}

/// The logged-in member, with projects and roles.
#[derive(Serialize, ToSchema)]
pub struct Session {
    /// The member.
    member: SessionMember,
    /// The projects, oldest first.
    projects: Vec<SessionProject>,
}

/// The credentials of a member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionIn {
    /// The e-mail address.
    email: Email,
    /// The password.
    password: PasswordAttempt,
}

/// A change of the password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordIn {
    /// The current password.
    current: PasswordAttempt,
    /// The new password.
    password: Password,
}

/// Logs in and sets the session cookie.
#[utoipa::path(
    tag = "team",
    request_body = SessionIn,
    responses(OwnPage, JsonBody, Limited, Credentials),
    security(())
)]
#[post("/session")]
pub async fn login(
    request: HttpRequest,
    context: web::Data<Context>,
    body: Body<SessionIn, 4>,
) -> Result<Answer<Json<Session>>> {
    team::own_pages_only(&request, &context)?;
    let SessionIn { email, password } = body.value;
    let email = email.key();
    limit_guesses(&request, &context, &email).await?;
    let member = authenticate(&context, email, &password).await?;
    open_session(&request, &context, Answer::ok, move |connection| {
        require_same_password(connection, &member, wrong_credentials)?;
        Ok(member)
    })
    .await
}

/// Returns the logged-in member.
#[utoipa::path(tag = "team", responses(SessionRead), security(("session" = [])))]
#[get("/session")]
pub async fn signed_in(
    request: HttpRequest,
    context: web::Data<Context>,
    signed: SignedIn,
) -> Result<Answer<Read<Session>>> {
    let session = context.db.read(move |connection| describe(connection, &signed.member)).await?;
    wire::read(&request, &session, wire::PRIVATE)
}

/// Logs out and deletes the session cookie. Without a session nothing happens.
#[utoipa::path(tag = "team", responses(OwnPage), security(("session" = [])))]
#[delete("/session")]
pub async fn logout(request: HttpRequest, context: web::Data<Context>) -> Result<Answer<NoContent>> {
    team::own_pages_only(&request, &context)?;
    if let Some(session) = session_hash(&request, &context) {
        context.db.write(Touches::Nothing, move |connection| sessions::close(connection, &session)).await?;
    }
    Answer::no_content().cookie(&team::cookie(&context, String::new()))
}

/// Changes the password. The member's other sessions end.
#[utoipa::path(
    tag = "team",
    request_body = PasswordIn,
    responses(SessionWrite, JsonBody, Conflict, Limited),
    security(("session" = []))
)]
#[put("/session/password")]
pub async fn set_password(
    request: HttpRequest,
    context: web::Data<Context>,
    signed: SignedIn,
    body: Body<PasswordIn, 4>,
) -> Result<Answer<NoContent>> {
    let PasswordIn { current, password } = body.value;
    limit_guesses(&request, &context, &signed.member.email).await?;
    if !verify(&context, &current, signed.member.password_hash.clone()).await? {
        return Err(Error::field("/current", "This is not your current password."));
    }
    let fresh = hash(&context, &password).await?;
    let (member, session) = (signed.member.id, signed.session);
    context.db.write(Touches::Nothing, move |connection| replace(connection, &signed, &fresh)).await?;
    list::end_streams(&context, member, |other| *other != session);
    tracing::info!(%member, "a member changed its password: its other sessions ended");
    Ok(Answer::no_content())
}

fn replace(connection: &mut AnyConnection, signed: &SignedIn, fresh: &str) -> Result<()> {
    require_same_password(connection, &signed.member, password_changed)?;
    members::set_password(connection, signed.member.id, fresh)?;
    sessions::close_others(connection, signed.member.id, &signed.session)
}

/// The error for a password that was right when it was checked.
fn password_changed() -> Error {
    Error::new(Code::Conflict, "The password has changed: log in with the new one.")
}

/// The one error for a failed login, whatever the reason.
fn wrong_credentials() -> Error {
    Error::new(Code::Unauthorized, "Wrong e-mail or password.")
}

/// The member with this e-mail address and password; an unknown address takes the same time.
async fn authenticate(context: &Context, email: String, password: &PasswordAttempt) -> Result<Member> {
    let found = context.db.read(move |connection| members::find_by_email(connection, &email)).await?;
    match found {
        Some(member) if verify(context, password, member.password_hash.clone()).await? => Ok(member),
        Some(_) => Err(wrong_credentials()),
        None => {
            verify_absent(context, password).await?;
            Err(wrong_credentials())
        }
    }
}

/// Requires that the password has not changed since it was checked, which was outside of the transaction.
pub(super) fn require_same_password(
    connection: &mut AnyConnection,
    member: &Member,
    refused: impl FnOnce() -> Error,
) -> Result<()> {
    let now = members::by_id(connection, member.id)?;
    if now.password_hash == member.password_hash { Ok(()) } else { Err(refused()) }
}

/// Opens a session for the member that `admit` returns, in the same transaction; returns it with its cookie.
pub(super) async fn open_session<B, F>(
    request: &HttpRequest,
    context: &Context,
    answer: fn(&Session) -> Answer<B>,
    admit: F,
) -> Result<Answer<B>>
where
    F: FnOnce(&mut AnyConnection) -> Result<Member> + Clone + Send + 'static,
{
    let now = context.clock.now();
    let (token, hash) = Secret::new("").into_parts();
    let opened_in = browser::named(headers::text(request, USER_AGENT).unwrap_or_default());
    let member = context
        .db
        .write(Touches::Nothing, move |connection| {
            let member = admit(connection)?;
            let ends = now.plus_seconds(SESSION_SECONDS);
            sessions::open(connection, &hash, member.id, opened_in, (now, ends))?;
            Ok(member)
        })
        .await?;
    let session = context.db.read(move |connection| describe(connection, &member)).await?;
    answer(&session).cookie(&team::cookie(context, token))
}

fn describe(connection: &mut AnyConnection, member: &Member) -> Result<Session> {
    let projects = projects::for_member(connection, member.id)?
        .into_iter()
        .map(|(project, role)| SessionProject {
            id: project.id,
            name: project.name,
            role,
            goal: project.goal,
            first_steps_hidden: project.first_steps_hidden,
        })
        .collect();
    let member = SessionMember { id: member.id, name: member.name.clone(), email: member.email.clone() };
    Ok(Session { member, projects })
}

/// Counts an attempt to give a member's password.
pub(super) async fn limit_guesses(request: &HttpRequest, context: &Context, email: &str) -> Result<()> {
    let address = headers::address_key(request, context);
    headers::limit(request, context, &Login::new(&address, email).calls()).await
}

/// Whether a typed password belongs to a stored hash.
pub(super) async fn verify(context: &Context, typed: &PasswordAttempt, stored: String) -> Result<bool> {
    context.hasher.verify(password_text(typed.as_bytes()), stored).await.map_err(hashing_error)
}

/// Takes as long as `verify`, for an address that has no member.
pub(super) async fn verify_absent(context: &Context, typed: &PasswordAttempt) -> Result<()> {
    context.hasher.verify_absent(password_text(typed.as_bytes())).await.map(drop).map_err(hashing_error)
}

/// The hash of a chosen password.
pub(super) async fn hash(context: &Context, chosen: &Password) -> Result<String> {
    context.hasher.hash(password_text(chosen.as_bytes())).await.map_err(hashing_error)
}

/// A password as text; its type gives access only to the bytes.
fn password_text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn hashing_error(error: PasswordError) -> Error {
    match error {
        PasswordError::Busy => Error::temporary(error),
        PasswordError::Stopped(_) | PasswordError::Hash(_) => Error::broken(error),
    }
}

/// The hash of the session token in the cookie, whether that session exists or not.
fn session_hash(request: &HttpRequest, context: &Context) -> Option<SecretHash> {
    let cookie = request.cookie(team::cookie_name(context))?;
    secret::well_formed("", cookie.value()).then(|| secret::hash(cookie.value()))
}
