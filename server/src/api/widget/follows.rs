//! Following a request without voting, and not following in spite of a vote.
//! Casts no vote.

use actix_web::{put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Arrival, arrive, comments::visible, with_token};
use crate::{
    api::{
        Ids,
        answer::{Answer, Json},
        params::OfWidget,
        refusals::{JsonBody, WidgetWrite},
        wire::Body,
    },
    auth::widget::Writer,
    base::id::{self, Id},
    cache::stamps::Touches,
    error::Result,
    state::Context,
    store::follows,
};

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    request: Id<id::Request>,
}

/// Whether the visitor follows a request.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowChoice {
    /// Whether it does.
    following: bool,
}

/// Follows a request without voting, or no longer.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path)),
    request_body = FollowChoice,
    responses(WidgetWrite, JsonBody),
    security((), ("visitor" = []))
)]
#[put("/requests/{request}/follow")]
pub async fn put(
    context: web::Data<Context>,
    writer: Writer,
    Ids(of): Ids<Of>,
    body: Body<FollowChoice, 8>,
) -> Result<Answer<Json<FollowChoice>>> {
    let (arrival, following) = (Arrival::from(&writer), body.value.following);
    context
        .db
        .write(Touches::Nothing, move |connection| {
            arrive(connection, &arrival)?;
            let pair = (arrival.visitor, of.request);
            visible(connection, arrival.project, of.request, Some(arrival.visitor))?;
            follows::put(connection, arrival.project, pair, following, arrival.now)
        })
        .await?;
    let minted = writer.new_visitor.as_ref().map(|fresh| fresh.id);
    with_token(Answer::ok(&FollowChoice { following }), &context, writer.tenant.project.id, minted)
}
