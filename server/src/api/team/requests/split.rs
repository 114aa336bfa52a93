//! Splitting a request in two.
//! Decides on neither of them.

use actix_web::{HttpRequest, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Of,
    detail::{RequestDetail, detail},
};
use crate::{
    actions::split::{self as splitting, Part},
    api::{
        Ids,
        answer::{Answer, Created},
        once,
        params::{Attempt, BasedOn, InProject},
        refusals::{Idempotent, IfMatch, JsonBody, TeamWrite},
        wire::{self, Body},
    },
    auth::team::{Team, Triager},
    base::{
        id::{self, Id},
        text::{Line, Text},
    },
    cache::stamps::Touches,
    domain::status::Kind,
    error::{Error, Result},
    state::Context,
};

/// Maximum number of reports that move at once.
const MAX_REPORTS: usize = 100;

/// The second request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitIn {
    /// The title.
    title: Line<1, 200>,
    /// The description.
    body: Option<Text<0, 10_000>>,
    /// The kind. Default: that of the first request.
    kind: Option<Kind>,
    /// Whether every vote is copied as it was cast, for voters who want both. Default: false.
    #[serde(default)]
    take_votes: bool,
    /// The IDs of reports that move from the first request to the second one, at most 100.
    #[serde(default)]
    #[schema(max_items = 100)]
    reports: Vec<Id<id::Report>>,
}

/// Splits a request: creates a second one, on the same screen and as visible as the first one, and returns it.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), BasedOn, Attempt),
    request_body = SplitIn,
    responses(TeamWrite, JsonBody, Idempotent, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/requests/{request}/split")]
pub async fn split(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<SplitIn>,
) -> Result<Answer<Created<RequestDetail>>> {
    let version = wire::if_match(&request)?;
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let input = body.value;
    if input.reports.len() > MAX_REPORTS {
        return Err(Error::field("/reports", "Name at most 100 reports. You can link the rest later."));
    }
    let part = Part {
        title: input.title.into_string(),
        body: input.body.map(Text::into_string).unwrap_or_default(),
        kind: input.kind,
        take_votes: input.take_votes,
        reports: input.reports,
    };
    let (project, now) = (team.project.clone(), team.now);
    let once = once::make(
        &context,
        claim,
        Touches::Project(project.id),
        move |connection| splitting::split(connection, &team.project, of.request, version, part, now),
        move |connection, id| detail(connection, &project, id, now),
    )
    .await?;
    Ok(once.into())
}
