//! What has moved in triage since the day began.
//! Compares what needs a decision, and no other list.

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    actions::rank_day,
    api::{
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        wire,
    },
    auth::team::{Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    error::Result,
    state::Context,
};

/// Where a request was.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankBefore {
    /// The ID of the request.
    id: Id<id::Request>,
    /// Its rank then, from 1, among those that still need a decision; null where it was not among the first 400, or did not exist.
    was: Option<usize>,
}

/// Where the requests that need a decision were when the day began.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankMoves {
    /// When the order of then was kept: soon after midnight (UTC), or later where the server was not running. Null where none is
    /// kept yet.
    since: Option<Time>,
    /// The first 200 requests that need a decision, in their order of now.
    items: Vec<RankBefore>,
}

/// Returns where the first requests that need a decision were when the day began (UTC).
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/ranking/moves")]
pub async fn moves(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<RankMoves>>> {
    let compared = context.db.read(move |connection| rank_day::compared(connection, team.project.id)).await?;
    let (since, rows) = compared.map_or((None, Vec::new()), |(at, rows)| (Some(at), rows));
    let items = rows.into_iter().map(|row| RankBefore { id: row.id, was: row.rank }).collect();
    wire::read(&request, &RankMoves { since, items }, wire::PRIVATE)
}
