//! Merging a screen into another one, and what that would move.
//! Decides nothing: `actions::merge_screens` does.

use actix_web::{HttpRequest, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::screen::{Of, ScreenDetail, detail};
use crate::{
    actions::merge_screens::{self, Moving},
    api::{
        Ids, Params,
        answer::{Answer, Json, Read},
        params::InProject,
        refusals::{Conflict, Filtered, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body},
    },
    auth::team::{Team, Triager, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    error::{Code, Error, Result},
    state::Context,
    store::screens,
};

/// The screen that another one is merged into.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct IntoIn {
    /// The ID of the screen that it would be merged into. Required.
    #[param(value_type = Option<String>)]
    into: Option<Id<id::Screen>>,
}

/// A merge of a screen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenMergeIn {
    /// The ID of the screen that it is merged into.
    into: Id<id::Screen>,
}

/// What a merge would move.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScreenMergePreview {
    /// Answers of the screen that is merged.
    answers: i64,
    /// Answers that would be deleted, since their visitor answered on both screens; the later one stays. 0 where it is too large.
    replaced: i64,
    /// Counted views.
    views: i64,
    /// Requests that were created or voted on there.
    requests: i64,
    /// Votes that were cast from there.
    votes: i64,
    /// Reports from there.
    reports: i64,
    /// True where it has more than 20,000 answers, reports, requests and merged routes or 200,000 votes: the merge is refused.
    too_large: bool,
}

impl From<Moving> for ScreenMergePreview {
    fn from(moving: Moving) -> Self {
        let Moving { answers, replaced, views, requests, votes, reports, too_large, rows: _ } = moving;
        Self { answers, replaced, views, requests, votes, reports, too_large }
    }
}

/// Returns what merging a screen into another one would move.
#[utoipa::path(
    tag = "team",
    params(InProject, ("screen" = Id<id::Screen>, Path), IntoIn),
    responses(TeamRead, Filtered),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/screens/{screen}/merge")]
pub async fn preview(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    Params(asked): Params<IntoIn>,
) -> Result<Answer<Read<ScreenMergePreview>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            // What does not exist is not found, whatever else is wrong.
            screens::by_id(connection, team.project.id, of.screen)?;
            let missing = || Error::new(Code::BadRequest, "into is missing: the ID of the other screen.");
            let into = asked.into.ok_or_else(missing)?;
            merge_screens::preview(connection, team.project.id, of.screen, into)
        })
        .await?;
    wire::read(&request, &ScreenMergePreview::from(found), wire::PRIVATE)
}

/// Merges a screen into another one, which gets its answers, requests, votes, reports and views, and its route. It cannot be undone.
#[utoipa::path(
    tag = "team",
    params(InProject, ("screen" = Id<id::Screen>, Path)),
    request_body = ScreenMergeIn,
    responses(TeamWrite, JsonBody, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/screens/{screen}/merge")]
pub async fn merge(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<ScreenMergeIn, 8>,
) -> Result<Answer<Json<ScreenDetail>>> {
    let into = body.value.into;
    let (project, now) = (team.project, team.now);
    let id = project.id;
    context
        .db
        .write(Touches::Project(id), move |connection| {
            merge_screens::merge(connection, &project, of.screen, into, now)
        })
        .await?;
    // Read outside of the write: it takes many queries, and SQLite has one writer.
    let merged = context
        .db
        .read(move |connection| detail(connection, id, into, Time::from_micros(i64::MIN), now))
        .await?;
    Ok(Answer::ok(&merged))
}
