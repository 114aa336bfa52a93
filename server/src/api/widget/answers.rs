//! Answering "Was this helpful?". A changed mind replaces the answer.

use actix_web::{HttpResponse, http::StatusCode, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Arrival, arrive, with_token};
use crate::{
    api::{
        place::{ScreenIn, ScreenRef, object_of},
        wire::{self, Body},
    },
    auth::{context::Context, widget::Writer},
    base::{id::Id, text::Text, time::Time},
    domain::{
        object::ObjectRef,
        reasons,
        scrub::{Removed, scrub_into},
    },
    error::Result,
    store::{
        answers::{self, Answer},
        screens,
    },
};

/// An answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerIn {
    /// Where.
    screen: ScreenIn,
    /// On which object.
    object: Option<ObjectRef>,
    /// Yes or no.
    helpful: bool,
    /// Why, as one of the offered codes.
    reason: Option<String>,
    /// Why, in words.
    comment: Option<Text<0, 2_000>>,
}

/// The answer as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerOut {
    /// Where.
    pub screen: ScreenRef,
    /// On which object.
    pub object: Option<ObjectRef>,
    /// Yes or no.
    pub helpful: bool,
    /// Why, as a code.
    pub reason: Option<String>,
    /// Why, in words.
    pub comment: Option<String>,
    /// When it was given.
    pub updated_at: Time,
}

impl AnswerOut {
    /// An answer with the screen that it was given on.
    pub fn new(answer: Answer, screen: ScreenRef) -> Self {
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

/// Answers, or changes the answer.
#[utoipa::path(
    tag = "widget",
    params(("key" = String, Path, description = "The project's public key, pk_…")),
    request_body = AnswerIn,
    responses(
        (status = 200, body = AnswerOut),
        (status = 401, body = crate::api::problem::Problem),
        (status = 403, body = crate::api::problem::Problem),
        (status = 422, body = crate::api::problem::Problem),
        (status = 429, body = crate::api::problem::Problem)
    ),
    security((), ("visitor" = []))
)]
#[put("/answers")]
pub async fn put(context: web::Data<Context>, writer: Writer, body: Body<AnswerIn>) -> Result<HttpResponse> {
    let input = body.value;
    if let Some(code) = &input.reason {
        reasons::check(input.helpful, code)?;
    }
    let comment = input.comment.filter(|text| !text.is_empty()).map(|text| {
        let mut text = text.into_string();
        scrub_into(&mut text, &mut Removed::default());
        text
    });
    let arrival = Arrival::from(&writer);
    let project = std::sync::Arc::clone(&writer.tenant.project);
    let (route, title) = (input.screen.route.clone(), input.screen.title());
    let out = context
        .db
        .write(move |connection| {
            arrive(connection, &arrival)?;
            let screen = screens::ensure(connection, project.id, &route, title.as_deref(), arrival.now)?;
            let answer = Answer {
                project_id: project.id,
                screen_id: screen,
                object_key: ObjectRef::key_of(input.object.as_ref()),
                visitor_id: arrival.visitor,
                id: Id::new(arrival.now),
                helpful: input.helpful,
                reason: input.reason,
                comment,
                created_at: arrival.now,
                updated_at: arrival.now,
            };
            answers::put(connection, &project, &answer)?;
            let screen = screens::by_id(connection, project.id, screen)?;
            Ok(AnswerOut::new(answer, ScreenRef { route: screen.route, title: screen.title }))
        })
        .await?;
    let minted = writer.mint.as_ref().map(|fresh| fresh.id);
    with_token(wire::answer(StatusCode::OK, &out), &context, writer.tenant.project.id, minted)
}
