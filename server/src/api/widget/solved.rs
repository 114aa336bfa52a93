//! "Is it solved?": what those who asked for a request say after it was shipped.
//! Decides nothing: `actions::solved` does.

use std::sync::Arc;

use actix_web::{put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Arrival, news::unknown};
use crate::{
    actions::solved,
    api::{
        Ids,
        answer::{Answer, Json},
        params::OfWidget,
        refusals::{Conflict, JsonBody, WidgetWrite},
        scrubbed::Scrubbed,
        wire::Body,
    },
    auth::widget::Writer,
    base::{
        id::{self, Id},
        text::Text,
    },
    cache::stamps::Touches,
    domain::{news::Solved, status::Status},
    error::Result,
    state::Context,
    store::{visitor_locks, visitors},
};

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    request: Id<id::Request>,
}

/// An answer to "Is it solved?".
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SolvedIn {
    /// The answer.
    answer: Solved,
    /// Why.
    reason: Option<Text<0, 1_000>>,
}

/// What became of an answer to "Is it solved?".
#[derive(Debug, Serialize, ToSchema)]
pub struct SolvedOut {
    /// The answer that is kept.
    answer: Solved,
    /// The status of the request: enough “no” reopen it.
    status: Status,
}

/// Says whether a shipped request is solved. Only those who asked for it can; a later answer replaces an earlier one.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path)),
    request_body = SolvedIn,
    responses(WidgetWrite, JsonBody, Conflict),
    security(("visitor" = []))
)]
#[put("/requests/{request}/solved")]
pub async fn put(
    context: web::Data<Context>,
    writer: Writer,
    Ids(of): Ids<Of>,
    body: Body<SolvedIn>,
) -> Result<Answer<Json<SolvedOut>>> {
    let input = Scrubbed::from_body(body)?.value;
    let (project, arrival) = (Arc::clone(&writer.tenant.project), Arrival::from(&writer));
    let (answer, reason) = (input.answer, input.reason.map(Text::into_string).unwrap_or_default());
    let outcome = context
        .db
        .write(Touches::Project(project.id), move |connection| {
            visitor_locks::lock(connection, project.id, &[arrival.visitor])?;
            let visitor = visitors::find(connection, project.id, arrival.visitor)?.ok_or_else(unknown)?;
            solved::answer(connection, &project, of.request, &visitor, (answer, reason), arrival.now)
        })
        .await?;
    let status = if outcome.reopened { Status::UnderReview } else { Status::Shipped };
    Ok(Answer::ok(&SolvedOut { answer, status }))
}
