//! The sessions of the logged-in member: where, since when and when last, and ending them.
//! Shows no token and no address, and nobody else's sessions. The event streams of a session that is ended here end with it
//! on this node, and on others within seconds (`jobs/session_watcher.rs`).

use actix_web::{HttpRequest, delete, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    actions::stream_access::Credential,
    api::{
        Ids,
        answer::{Answer, NoContent, Read},
        refusals::{Missing, SessionRead, SessionWrite},
        wire::{self, List},
    },
    auth::team::{self, SignedIn},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    credentials::secret::SecretHash,
    error::{Error, Result},
    state::Context,
    store::sessions::{self, Session as Row},
};

/// A session of the logged-in member.
#[derive(Serialize, ToSchema)]
pub struct OwnSession {
    /// The ID of the session.
    id: Id<id::Session>,
    /// The browser that it was begun in, such as `Firefox`; null if it is unknown.
    browser: Option<String>,
    /// The system of that browser, such as `Windows`; null if it is unknown.
    system: Option<String>,
    /// When it was begun.
    created_at: Time,
    /// When it was last used, to the hour.
    seen_at: Time,
    /// Whether it is the session of this request.
    current: bool,
}

impl OwnSession {
    fn new(row: Row, own: &SecretHash) -> Option<Self> {
        let (id, seen_at) = (row.id()?, row.last_used());
        let current = row.token_hash == own;
        Some(Self {
            id,
            browser: row.browser,
            system: row.system,
            created_at: row.created_at,
            seen_at,
            current,
        })
    }
}

/// Lists the member's sessions: this one, then the others, the latest used first. At most 100.
#[utoipa::path(tag = "team", responses(SessionRead), security(("session" = [])))]
#[get("/session/sessions")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    signed: SignedIn,
) -> Result<Answer<Read<List<OwnSession>>>> {
    let now = context.clock.now();
    let (member, own) = (signed.member.id, signed.session);
    let rows = context.db.read(move |connection| sessions::of_member(connection, member, now)).await?;
    let mut items: Vec<_> = rows.into_iter().filter_map(|row| OwnSession::new(row, &own)).collect();
    items.sort_by_key(|session| (!session.current, std::cmp::Reverse(session.seen_at)));
    wire::read(&request, &List::from(items), wire::PRIVATE)
}

/// Ends all of the member's sessions but this one.
#[utoipa::path(tag = "team", responses(SessionWrite), security(("session" = [])))]
#[delete("/session/sessions")]
pub async fn end_others(context: web::Data<Context>, signed: SignedIn) -> Result<Answer<NoContent>> {
    let (member, own) = (signed.member.id, signed.session);
    context
        .db
        .write(Touches::Nothing, move |connection| sessions::close_others(connection, member, &own))
        .await?;
    end_streams(&context, member, |other| *other != own);
    tracing::info!(%member, "a member ended its other sessions");
    Ok(Answer::no_content())
}

/// Ends one of the member's sessions. To end this one is to log out.
#[utoipa::path(
    tag = "team",
    params(("session" = Id<id::Session>, Path)),
    responses(SessionWrite, Missing),
    security(("session" = []))
)]
#[delete("/session/sessions/{session}")]
pub async fn end(
    context: web::Data<Context>,
    signed: SignedIn,
    id: Ids<Id<id::Session>>,
) -> Result<Answer<NoContent>> {
    let (member, own, now, wanted) = (signed.member.id, signed.session, context.clock.now(), id.0);
    let ended = context
        .db
        .write(Touches::Nothing, move |connection| {
            let rows = sessions::of_member(connection, member, now)?;
            let row = rows.into_iter().find(|row| row.id() == Some(wanted)).ok_or_else(Error::not_found)?;
            sessions::close(connection, &row.token_hash)?;
            Ok(row.token_hash)
        })
        .await?;
    end_streams(&context, member, |hash| ended == hash);
    tracing::info!(%member, "a member ended one of its sessions");
    if ended == own {
        Answer::no_content().cookie(&team::cookie(&context, String::new()))
    } else {
        Ok(Answer::no_content())
    }
}

/// Ends the event streams that sessions of a member have open on this node.
pub fn end_streams(context: &Context, member: Id<id::Member>, ended: impl Fn(&SecretHash) -> bool) {
    let mut accesses = context.live.accesses();
    accesses.retain(|access| match &access.credential {
        Credential::Session(hash, of) => *of == member && ended(hash),
        Credential::Key(_) => false,
    });
    context.live.revoke(&accesses);
}
