//! The event stream of a project: its changes as server-sent events, for dashboards and programs.
//! A client that was disconnected names the last event and gets what it missed, on any node, or `resync` if that is too much.
//!
//! The body is a plain stream: the formats of server-sent events are a few lines, and a library's encoder would copy for
//! each listener what is one text for all.

pub mod frames;

use std::{convert::Infallible, rc::Rc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, HeaderName},
    web::{self, Bytes},
};
use futures_core::Stream;
use serde::Deserialize;
use tokio::{sync::broadcast::error::RecvError, time::sleep};
use utoipa::IntoParams;

use crate::{
    actions::stream_access::StreamAccess,
    api::{
        Params,
        answer::{Answer, Events},
        connection::Traffic,
        params::InProject,
        refusals::{Limited, TeamRead},
    },
    auth::{
        headers,
        team::{Team, Viewer},
    },
    base::time::{Clock, Time},
    changes::{
        journal,
        live::{OpenStream, Refused},
    },
    error::{Code, Error, Result},
    state::Context,
    store::{presence, projects::Project, standing},
};
use frames::Gathered;

/// Interval between keep-alives of a stream without events.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Seconds by which nodes' clocks may differ, or a change may be noted before it is committed: events of that time are repeated.
pub const MARGIN_SECONDS: i64 = 5;

/// Maximum number of missed entries that are replayed; past that the client gets `resync`.
const MAX_MISSED: i64 = 500;

/// Seconds after which a refused client may try again.
const RETRY_SECONDS: u64 = 30;

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EventsIn {
    /// The ID of the last event that was received, for clients that can't send `Last-Event-ID`. The header takes precedence.
    after: Option<String>,
}

/// Streams changes of the project as server-sent events.
///
/// `request`: requests are new, or their votes, score, status or text changed (`RequestsMoved`). `report`: reports are new
/// or were linked (`ReportsChanged`). `answers`: screens have new answers (`ScreensAnswered`). `release_note`: release notes are
/// new, changed, published or gone (`ReleaseNotesChanged`). `proposal`: the same of proposals, or one has new ballots
/// (`ProposalsChanged`). `view`: saved views are new, changed or gone (`ViewsChanged`). `deleted`: requests were
/// deleted (`RequestsDeleted`). `restored`: requests that were deleted are back (`RequestsRestored`). `ranking`: the ranking was changed, or scores
/// were computed again by it (`RankingChanged`). `project`: its settings, members, invitations or origins changed, or its tag was
/// seen on another origin (`ProjectChanged`). `presence`: a member opened or left a request (`PresenceChanged`, with everybody who has
/// one open; also at the beginning of a stream). `resync`: too much changed since the last event: reload. An event may be delivered
/// twice.
#[utoipa::path(
    tag = "team",
    params(InProject, ("Last-Event-ID" = Option<String>, Header, description = "The ID of the last event that was received."), EventsIn),
    responses(TeamRead, Limited),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/events")]
pub async fn events(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<EventsIn>,
) -> Result<Answer<Events>> {
    let from = headers::text(&request, HeaderName::from_static("last-event-id")).map(str::to_owned);
    let access = StreamAccess { project: team.project.id, credential: team.credential };
    // The stream is opened first: what changes while the past is read waits in it.
    let open = context.live.join(team.project.id, team.credential.holder(), access).map_err(refused)?;
    let first = missed(&context, team.project, from.or(asked.after), context.clock.now()).await?;
    let traffic = request.conn_data::<Rc<Traffic>>().cloned();
    let listening = Listening { open, first: Some(first), clock: context.clock.clone(), traffic };
    let response = HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store, no-transform"))
        // A proxy that buffers responses would delay events.
        .insert_header(("x-accel-buffering", "no"))
        .force_close()
        .streaming(listen(listening));
    Ok(Answer::new(response))
}

fn refused(why: Refused) -> Error {
    let (code, detail) = match why {
        Refused::Holder => (Code::TooManyRequests, "You have too many open event streams: close one first."),
        Refused::Node => (Code::Full, "Too many event streams are open on this server: try again later."),
        Refused::Ending => (Code::Full, "This server is shutting down: connect again."),
    };
    Error { retry_after: Some(RETRY_SECONDS), ..Error::new(code, detail) }
}

/// The beginning of a stream: what changed since the last event that the client received, or just now.
async fn missed(context: &Context, project: Project, from: Option<String>, now: Time) -> Result<Bytes> {
    let since = match from {
        None => Some(now),
        Some(text) => frames::time_of(&text).filter(|since| {
            now.plus_seconds(2 * MARGIN_SECONDS - journal::KEPT_SECONDS) <= *since
                && *since <= now.plus_seconds(journal::KEPT_SECONDS)
        }),
    };
    let Some(since) = since else { return Ok(Bytes::from(frames::opening(&frames::resync(now), now))) };
    let missed = context
        .db
        .read(move |connection| {
            let after = since.plus_seconds(-MARGIN_SECONDS);
            let entries = journal::since(connection, Some(project.id), after, MAX_MISSED)?;
            let mut gathered = Gathered::default();
            entries.iter().for_each(|entry| gathered.add(entry));
            if gathered.is_many() || i64::try_from(entries.len()).is_ok_and(|n| n >= MAX_MISSED) {
                return Ok(frames::resync(now));
            }
            let rows = standing::by_ids(connection, project.id, &gathered.requests())?;
            // Sent even when nobody came or left: a client that opens a stream does not know who is there.
            let present = presence::of_project(connection, project.id, now)?;
            let told = (gathered.presence() || !present.is_empty()).then_some(present);
            Ok(frames::changes(&gathered, &rows, told, &project, now))
        })
        .await?;
    Ok(Bytes::from(frames::opening(&missed, now)))
}

/// An open stream.
struct Listening {
    open: OpenStream<StreamAccess>,
    first: Option<Bytes>,
    clock: Clock,
    traffic: Option<Rc<Traffic>>,
}

fn listen(listening: Listening) -> impl Stream<Item = std::result::Result<Bytes, Infallible>> {
    futures_util::stream::unfold(listening, async |mut listening| {
        let bytes = listening.next().await?;
        Some((Ok(bytes), listening))
    })
}

impl Listening {
    /// The next frame; `None` once the stream has to end.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        tokio::select! {
            biased;
            _ = self.open.over.wait_for(|over| *over) => None,
            // Ends the stream of a client that disconnected; the next keep-alive would notice it only after a while.
            () = disconnected(self.traffic.clone()) => None,
            frame = self.open.frames.recv() => match frame {
                Ok(frame) => Some(Bytes::from_owner(frame)),
                Err(RecvError::Lagged(_)) => Some(Bytes::from(frames::resync(self.clock.now()))),
                Err(RecvError::Closed) => None,
            },
            () = sleep(KEEP_ALIVE) => Some(Bytes::from(frames::keep_alive(self.clock.now()))),
        }
    }
}

async fn disconnected(traffic: Option<Rc<Traffic>>) {
    match traffic {
        Some(traffic) => traffic.disconnected().await,
        None => std::future::pending().await,
    }
}
