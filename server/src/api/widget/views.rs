//! Counting that a screen was looked at: only where the team turned telemetry on and the visitor agreed, as daily totals.
//! Stores nothing about the visitor, and does not count browsers that ask not to be tracked.

use std::sync::Arc;

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, NoContent},
        params::OfWidget,
        place::ScreenIn,
        refusals::{JsonBody, WidgetWrite},
        scrubbed::Scrubbed,
        wire::Body,
    },
    auth::widget::Page,
    domain::object::ObjectRef,
    error::{Code, Error, Result},
    intake::views::View,
    state::Context,
};

/// A view of a screen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewIn {
    /// The screen.
    screen: ScreenIn,
    /// The object on the screen.
    object: Option<ObjectRef>,
    /// The consent of the visitor. Must be true.
    consent: bool,
}

/// Counts a view of a screen. With `Sec-GPC: 1` or `DNT: 1` the response is the same and nothing is counted.
#[utoipa::path(tag = "widget", params(OfWidget), request_body = ViewIn, responses(WidgetWrite, JsonBody))]
#[post("/views")]
pub async fn count(
    context: web::Data<Context>,
    page: Page,
    body: Body<ViewIn, 8>,
) -> Result<Answer<NoContent>> {
    let input = Scrubbed::from_body(body)?.value;
    if !page.tenant.project.telemetry {
        let detail = "Views are not counted: an admin can turn telemetry on in the settings of the project.";
        return Err(Error::new(Code::Forbidden, detail));
    }
    if !input.consent {
        return Err(Error::field("/consent", "Must be true: views are counted with consent only."));
    }
    if !page.private {
        let view = View {
            project: Arc::clone(&page.tenant.project),
            title: input.screen.title(),
            route: input.screen.route,
            object_key: ObjectRef::key_of(input.object.as_ref()),
            at: page.now,
        };
        context.intake.view(view).await?;
    }
    Ok(Answer::no_content())
}
