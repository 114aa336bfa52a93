//! The preview of a text while it is written: the tree that the board, the widget and the dashboard show.
//! Keeps nothing.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, Json},
        params::InProject,
        refusals::{JsonBody, TeamWrite},
        wire::Body,
    },
    auth::team::{Team, Viewer},
    base::text::Text,
    domain::markdown::{self, Node},
    error::Result,
};

/// A text to preview.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkdownIn {
    /// The text, in Markdown.
    text: Text<0, 20_000>,
}

/// A text as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarkdownTree {
    /// The parts of the text.
    content: Vec<Node>,
}

/// Returns a text in Markdown as it is shown.
#[utoipa::path(
    tag = "team",
    params(InProject),
    request_body = MarkdownIn,
    responses(TeamWrite, JsonBody),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/markdown")]
pub async fn preview(_team: Team<Viewer>, body: Body<MarkdownIn, 256>) -> Result<Answer<Json<MarkdownTree>>> {
    Ok(Answer::ok(&MarkdownTree { content: markdown::parse(body.value.text.as_str()) }))
}
