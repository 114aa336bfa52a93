//! The first steps of a project: what has been done of them, for the checklist of the dashboard.
//! Ticks nothing by hand, and counts nothing: every step is a fact of the project.

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        wire,
    },
    auth::team::{Team, Viewer},
    domain::goal::Goal,
    error::Result,
    state::Context,
    store::first_steps as rows,
};

/// The first steps of a project.
#[derive(Serialize, ToSchema)]
pub struct FirstSteps {
    /// What the team wants to achieve first; null if it did not say.
    goal: Option<Goal>,
    /// Whether an admin hid the list.
    hidden: bool,
    /// Whether the tag was seen on an allowed origin.
    tag: bool,
    /// Whether somebody answered “Was this helpful?”.
    answer: bool,
    /// Whether a request was decided on.
    decision: bool,
    /// Whether the project has a second member.
    team: bool,
    /// Whether an invitation is open.
    invited: bool,
    /// Whether the project has an accent colour or a logo of its own.
    brand: bool,
}

/// Returns what has been done of the first steps. The event `project` says when to read it again.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/first_steps")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<FirstSteps>>> {
    let (id, now) = (team.project.id, team.now);
    let done = context.db.read(move |connection| rows::done(connection, id, now)).await?;
    let steps = FirstSteps {
        goal: team.project.goal,
        hidden: team.project.first_steps_hidden,
        tag: done.tag,
        answer: done.answer,
        decision: done.decision,
        team: done.team,
        invited: done.invited,
        brand: done.logo || team.project.accent.is_some(),
    };
    wire::read(&request, &steps, wire::PRIVATE)
}
