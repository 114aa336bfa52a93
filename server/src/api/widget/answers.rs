//! Answering "Was this helpful?". A changed mind replaces the answer.

use std::sync::Arc;

use actix_web::{put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::with_token;
use crate::{
    api::{
        answer::{Answer, Json},
        params::OfWidget,
        place::{ScreenIn, ScreenRef, object_of},
        refusals::{JsonBody, WidgetWrite},
        scrubbed::Scrubbed,
        wire::Body,
    },
    auth::widget::Writer,
    base::{text::Text, time::Time},
    domain::{object::ObjectRef, reasons},
    error::Result,
    intake::answers::AnswerCommand,
    state::Context,
    store::answers,
};

/// An answer to “Was this helpful?”.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerIn {
    /// The screen.
    screen: ScreenIn,
    /// The object on the screen.
    object: Option<ObjectRef>,
    /// `true` for yes, `false` for no.
    helpful: bool,
    /// The reason, as one of the codes in the widget configuration.
    reason: Option<String>,
    /// A comment.
    comment: Option<Text<0, 2_000>>,
}

/// The current answer of the visitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerOut {
    /// The screen.
    pub screen: ScreenRef,
    /// The object on the screen.
    pub object: Option<ObjectRef>,
    /// `true` for yes, `false` for no.
    pub helpful: bool,
    /// The code of the reason.
    pub reason: Option<String>,
    /// A comment.
    pub comment: Option<String>,
    /// When the answer was given.
    pub updated_at: Time,
}

impl AnswerOut {
    /// An answer with the screen that it was given on.
    pub fn new(answer: answers::Answer, screen: ScreenRef) -> Self {
        Self {
            screen,
            object: object_of(&answer.object_key),
            helpful: answer.helpful,
            reason: answer.reason,
            comment: answer.comment,
            updated_at: answer.updated_at,
        }
    }
}

/// Creates or replaces the answer of the visitor on a screen.
#[utoipa::path(
    tag = "widget",
    params(OfWidget),
    request_body = AnswerIn,
    responses(WidgetWrite, JsonBody),
    security((), ("visitor" = []))
)]
#[put("/answers")]
pub async fn put(
    context: web::Data<Context>,
    writer: Writer,
    body: Body<AnswerIn>,
) -> Result<Answer<Json<AnswerOut>>> {
    // As it was sent: the scan would make an offered word of one with control characters in it.
    if let Some(code) = &body.value.reason {
        reasons::check(body.value.helpful, code)?;
    }
    let input = Scrubbed::from_body(body)?.value;
    let comment = input.comment.filter(|text| !text.is_empty()).map(Text::into_string);
    let minted = writer.new_visitor.as_ref().map(|fresh| fresh.id);
    let project = writer.tenant.project.id;
    let given = AnswerCommand {
        project: Arc::clone(&writer.tenant.project),
        visitor: writer.visitor,
        new_visitor: writer.new_visitor,
        route: input.screen.route.clone(),
        title: input.screen.title(),
        object_key: ObjectRef::key_of(input.object.as_ref()),
        helpful: input.helpful,
        reason: input.reason.clone(),
        comment: comment.clone(),
        at: writer.now,
    };
    let taken = context.intake.answer(given).await?;
    let out = AnswerOut {
        screen: ScreenRef { route: input.screen.route.into_string(), title: taken.title },
        object: input.object,
        helpful: input.helpful,
        reason: input.reason,
        comment,
        updated_at: writer.now,
    };
    with_token(Answer::ok(&out), &context, project, minted)
}
