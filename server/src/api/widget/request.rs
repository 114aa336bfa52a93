//! One request as its visitor sees it: with every decision, whether it follows it, and whether it can comment.
//! Shows a private request to its author only.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    comments::visible,
    requests::{DecisionRef, WidgetRequest, shown},
};
use crate::{
    actions::news,
    api::{
        Ids,
        answer::{Answer, Read},
        params::OfWidget,
        refusals::WidgetRead,
        wire,
    },
    auth::widget::Reader,
    base::id::{self, Id},
    domain::status::Status,
    error::{Error, Result},
    state::Context,
    store::{comments, decisions, visitors},
};

/// A request with what only its own page tells.
#[derive(Debug, Serialize, ToSchema)]
pub struct WholeRequest {
    /// The request.
    #[serde(flatten)]
    request: WidgetRequest,
    /// Whether the visitor hears what becomes of it.
    following: bool,
    /// Whether comments are closed.
    comments_locked: bool,
    /// Every decision, the latest first.
    decisions: Vec<DecisionRef>,
}

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    request: Id<id::Request>,
}

/// Returns a request. One that was merged is returned as itself, with the status `merged`.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path)),
    responses(WidgetRead),
    security((), ("visitor" = []))
)]
#[get("/requests/{request}")]
pub async fn read(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<WholeRequest>>> {
    let out = context
        .db
        .read(move |connection| {
            let (project, visitor) = (reader.tenant.project.id, reader.visitor);
            let row = visible(connection, project, of.request, visitor)?;
            let known = visitor.map(|id| visitors::find(connection, project, id)).transpose()?.flatten();
            let following = match known {
                Some(visitor) => news::involved(connection, &visitor)?.contains_key(&row.id),
                None => false,
            };
            let mut decided = decisions::for_requests(connection, project, &[row.id])?;
            // A merge is no decision of the team about what was asked.
            decided.retain(|decision| decision.status != Status::Merged);
            let id = row.id;
            Ok(WholeRequest {
                following,
                comments_locked: comments::is_locked(connection, project, id)?,
                decisions: decided.into_iter().map(DecisionRef::from).collect(),
                request: shown(connection, project, visitor, vec![row])?
                    .pop()
                    .ok_or_else(Error::not_found)?,
            })
        })
        .await?;
    wire::read(&request, &out, wire::PRIVATE)
}
