//! Who is asking on the team's side: a member by a session cookie, or a program by an API key.
//! The permission is part of the type (`Team<Triager>`), so that a route can't be written without one.
//! What belongs to another project gets the same response as what does not exist.

use std::marker::PhantomData;

use actix_web::{FromRequest, HttpRequest, cookie::Cookie, dev::Payload, http::header::ORIGIN};
use futures_core::future::LocalBoxFuture;

use super::{csrf, headers, refusal_order};
use crate::{
    actions::stream_access::Credential,
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    credentials::secret,
    db::replica::Position,
    domain::role::Role,
    error::{Code, Error, Result},
    state::Context,
    store::{
        keys, members,
        projects::{self, Project},
        sessions,
    },
};

/// Seconds for which a session lives.
pub const SESSION_SECONDS: i64 = 30 * 86_400;

/// Seconds after which the use of an API key is noted again.
const NOTED_SECONDS: i64 = 60;

/// Seconds after which the use of a session is noted again.
const SEEN_SECONDS: i64 = 3_600;

/// The cookie with the database position of its member's last change.
pub const SEEN: &str = "yousaid_seen";

/// The lowest role that a route accepts.
pub trait AtLeast: 'static {
    /// That role.
    const ROLE: Role;
}

macro_rules! levels {
    ($($(#[$doc:meta])* $name:ident),*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name;
        impl AtLeast for $name { const ROLE: Role = Role::$name; }
    )* };
}

levels! {
    /// May read.
    Viewer,
    /// May triage and decide.
    Triager,
    /// May change the project's settings.
    Admin,
    /// May change the members.
    Owner
}

/// Who acts.
#[derive(Clone, Debug)]
pub enum Actor {
    /// A member.
    Member(Id<id::Member>, String),
    /// A program with an API key.
    Key(Id<id::ApiKey>, String),
}

impl Actor {
    /// The name that is written under a decision.
    pub fn name(&self) -> &str {
        match self {
            Self::Member(_, name) | Self::Key(_, name) => name,
        }
    }

    /// A text that identifies the actor, for idempotency keys.
    pub fn key(&self) -> String {
        match self {
            Self::Member(id, _) => format!("member:{id}"),
            Self::Key(id, _) => format!("key:{id}"),
        }
    }
}

/// A caller with at least the role `R` in the project of the route.
#[derive(Clone)]
pub struct Team<R> {
    /// The project, as it is now.
    pub project: Project,
    /// The role in it.
    pub role: Role,
    /// Who it is.
    pub actor: Actor,
    /// What it authenticated with.
    pub credential: Credential,
    /// The time of the request.
    pub now: Time,
    /// The database position that reads must include; a program always reads the latest.
    pub read_position: Position,
    marker: PhantomData<fn() -> R>,
}

/// A member with at least the role `R` in the project of the route. API keys are refused: they never manage people or secrets.
pub struct Person<R> {
    /// What the member may do where.
    pub team: Team<R>,
    /// Who it is.
    pub member: Id<id::Member>,
}

/// A member with a session, in no project in particular.
#[derive(Clone)]
pub struct SignedIn {
    /// The member.
    pub member: members::Member,
    /// The hash of the session's token.
    pub session: secret::SecretHash,
}

/// The name of the session cookie: the `__Host-` prefix needs https.
pub fn cookie_name(context: &Context) -> &'static str {
    if context.config.is_https() { "__Host-yousaid" } else { "yousaid" }
}

/// The cookie that carries a session's token; an empty token removes it.
pub fn cookie(context: &Context, token: String) -> Cookie<'static> {
    let seconds = if token.is_empty() { 0 } else { SESSION_SECONDS };
    Cookie::build(cookie_name(context), token)
        .path("/")
        .secure(context.config.is_https())
        .http_only(true)
        .same_site(actix_web::cookie::SameSite::Lax)
        .max_age(actix_web::cookie::time::Duration::seconds(seconds))
        .finish()
}

/// Requires that an unsafe request comes from our own pages. Fails as forbidden.
pub fn own_pages_only(request: &HttpRequest, context: &Context) -> Result<()> {
    csrf::same_site(
        request.method().is_safe(),
        headers::text(request, actix_web::http::header::HeaderName::from_static("sec-fetch-site")),
        headers::text(request, ORIGIN),
        context.config.public_url.as_str(),
        headers::text(request, actix_web::http::header::HeaderName::from_static("yousaid-csrf")),
    )
    .map_err(|refused| Error::new(Code::Forbidden, refused.to_string()))
}

fn unauthorized() -> Error {
    Error::new(Code::Unauthorized, "Log in, or send one of the project's API keys.")
}

fn session_hash(request: &HttpRequest, context: &Context) -> Result<secret::SecretHash> {
    let cookie = request.cookie(cookie_name(context)).ok_or_else(unauthorized)?;
    if !secret::well_formed("", cookie.value()) {
        return Err(unauthorized());
    }
    own_pages_only(request, context)?;
    Ok(secret::hash(cookie.value()))
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        refusal_order::authenticate_first(&request.clone(), async move {
            let context = headers::context(&request)?;
            let session = session_hash(&request, &context)?;
            let now = context.clock.now();
            let (member, seen) = context
                .db
                .read(move |connection| sessions::member(connection, &session, now))
                .await?
                .ok_or_else(unauthorized)?;
            note_use(&context, session, seen, now).await;
            Ok(Self { member, session })
        })
    }
}

impl<R: AtLeast> Team<R> {
    async fn authenticate(request: HttpRequest) -> Result<Self> {
        let context = headers::context(&request)?;
        let now = context.clock.now();
        let project = request.match_info().get("project").and_then(|id| id.parse().ok());
        let ((project, role, actor, credential), read_position) = match headers::bearer(&request) {
            Some(key) => (by_key(&context, key, project, now).await?, Position::PRIMARY),
            None => {
                let seen = request.cookie(SEEN).and_then(|seen| seen.value().parse().ok());
                let found = by_session(&context, session_hash(&request, &context)?, project, now).await?;
                (found, seen.unwrap_or_default())
            }
        };
        if !role.includes(R::ROLE) {
            let detail = format!("Your role in this project is {role}; this requires {} or higher.", R::ROLE);
            return Err(Error::new(Code::Forbidden, detail));
        }
        Ok(Self { project, role, actor, credential, now, read_position, marker: PhantomData })
    }
}

impl<R: AtLeast> FromRequest for Team<R> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        refusal_order::authenticate_first(request, Self::authenticate(request.clone()))
    }
}

impl<R: AtLeast> FromRequest for Person<R> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let team = Team::authenticate(request.clone());
        refusal_order::authenticate_first(request, async {
            let team = team.await?;
            match team.actor {
                Actor::Member(member, _) => Ok(Self { team, member }),
                Actor::Key(..) => {
                    let detail = "API keys can't do this: log in as a member.";
                    Err(Error::new(Code::Forbidden, detail))
                }
            }
        })
    }
}

type Found = (Project, Role, Actor, Credential);

async fn by_session(
    context: &Context,
    session: secret::SecretHash,
    project: Option<Id<id::Project>>,
    now: Time,
) -> Result<Found> {
    let (found, seen) = context
        .db
        .read(move |connection| {
            let (member, seen) = sessions::member(connection, &session, now)?.ok_or_else(unauthorized)?;
            let project = project.ok_or_else(Error::not_found)?;
            let role = members::role(connection, project, member.id)?.ok_or_else(Error::not_found)?;
            let project = projects::by_id(connection, project)?;
            let credential = Credential::Session(session, member.id);
            Ok(((project, role, Actor::Member(member.id, member.name), credential), seen))
        })
        .await?;
    note_use(context, session, seen, now).await;
    Ok(found)
}

/// Notes once an hour that a session is used. A read goes on where nothing can be written.
async fn note_use(context: &Context, session: secret::SecretHash, seen: Option<Time>, now: Time) {
    let before = now.plus_seconds(-SEEN_SECONDS);
    if seen.is_some_and(|seen| seen >= before) {
        return;
    }
    let noted = context
        .db
        .write(Touches::Nothing, move |connection| sessions::used(connection, &session, before, now))
        .await;
    if let Err(error) = noted {
        tracing::warn!(cause = %error, "the use of a session could not be noted");
    }
}

async fn by_key(context: &Context, key: &str, project: Option<Id<id::Project>>, now: Time) -> Result<Found> {
    if !secret::well_formed("sk_", key) {
        return Err(unauthorized());
    }
    let hash = secret::hash(key);
    let (found, stale) = context
        .db
        .read(move |connection| {
            let key = keys::find(connection, &hash)?.ok_or_else(unauthorized)?;
            // A key of another project must learn nothing of this one.
            if project != Some(key.project_id) {
                return Err(Error::not_found());
            }
            let project = projects::by_id(connection, key.project_id)?;
            let stale = key.last_used_at.is_none_or(|used| used.plus_seconds(NOTED_SECONDS) < now);
            Ok(((project, key.scope.role(), Actor::Key(key.id, key.name), Credential::Key(key.id)), stale))
        })
        .await?;
    if let (true, (project, _, _, Credential::Key(id))) = (stale, &found) {
        let (project, id) = (project.id, *id);
        // A read goes on where nothing can be written.
        if let Err(error) = context
            .db
            .write(Touches::Nothing, move |connection| keys::used(connection, project, id, now))
            .await
        {
            tracing::warn!(cause = %error, "the use of an API key could not be noted");
        }
    }
    Ok(found)
}
