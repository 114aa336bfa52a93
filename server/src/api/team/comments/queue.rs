//! The comments of a project by their state: those that wait for approval first of all.
//! Changes none of them.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{TeamComment, described, names};
use crate::{
    api::{
        Params,
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        wire::{self, List},
    },
    auth::team::{Team, Viewer},
    domain::comment::CommentState,
    error::Result,
    state::Context,
    store::comments,
};

/// A comment with its request.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QueuedComment {
    /// The comment, without replies.
    #[serde(flatten)]
    comment: TeamComment,
    /// The number of the request.
    request_number: i64,
    /// The title of the request.
    request_title: String,
}

/// Which comments are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QueueIn {
    /// Only comments in this state. Default: `pending`.
    #[param(inline)]
    state: Option<CommentState>,
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// How many comments wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct PendingComments {
    /// The number of comments that wait for approval; 100 means that many or more.
    pending: i64,
}

/// Lists the comments of a project in a state, newest first.
#[utoipa::path(
    tag = "team",
    params(InProject, QueueIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/comments")]
pub async fn queue(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<QueueIn>,
) -> Result<Answer<Read<List<QueuedComment>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), comments::ORDER)?;
    let state = asked.state.unwrap_or(CommentState::Pending);
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            let project = team.project.id;
            let page = comments::in_state(connection, project, state, after.as_ref(), limit)?;
            let names = names(connection, project, page.items.iter().map(|(row, _)| row))?;
            let page = page.map(|(row, (number, title))| QueuedComment {
                comment: described(row, &names, &team.actor),
                request_number: number,
                request_title: title,
            });
            Ok(List::from(page))
        })
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

/// Returns how many comments wait for approval.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/comments/pending")]
pub async fn pending(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<PendingComments>>> {
    let pending = context
        .db
        .read_behind(team.read_position, move |connection| {
            comments::pending(connection, team.project.id, 100)
        })
        .await?;
    wire::read(&request, &PendingComments { pending }, wire::PRIVATE)
}
