//! The settings of the project that the widget needs first.
//! The same for everybody, so it may be cached; it also records where the tag is installed.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, Read},
        params::OfWidget,
        refusals::WidgetRead,
        wire,
    },
    auth::{headers, widget::Reader},
    cache::stamps::Touches,
    changes::journal::{self, What},
    domain::{proposal::SHOWN_DAYS, reasons, steps::MAX_STEPS},
    error::Result,
    state::Context,
    store::{origins, proposals},
};

/// The project, as the widget shows it.
#[derive(Serialize, ToSchema)]
pub struct WidgetProject {
    /// The name.
    name: String,
}

/// A reason that visitors can give with an answer.
#[derive(Serialize, ToSchema)]
pub struct Reason {
    /// The code that is stored.
    code: String,
    /// The text that visitors see, by language.
    labels: BTreeMap<String, String>,
}

/// The reasons that are offered after each answer.
#[derive(Serialize, ToSchema)]
pub struct Reasons {
    /// After “Yes”.
    yes: Vec<Reason>,
    /// After “No”.
    no: Vec<Reason>,
}

/// The maximum lengths of texts, in characters, and the maximum number of steps.
#[derive(Serialize, ToSchema)]
pub struct WidgetLimits {
    /// A title.
    title: usize,
    /// A body.
    body: usize,
    /// A comment.
    comment: usize,
    /// Steps.
    steps: usize,
}

/// The configuration of the widget.
#[derive(Serialize, ToSchema)]
pub struct WidgetConfig {
    /// The project.
    project: WidgetProject,
    /// The accent colour as a CSS colour; null for the default.
    accent: Option<String>,
    /// The languages of the reasons.
    locales: Vec<String>,
    /// Whether signed identity is on.
    signed_identity: bool,
    /// Whether screen views may be sent, with consent.
    telemetry: bool,
    /// Whether to look for news before anybody acts, where a visitor of this browser has been active before.
    announce_news: bool,
    /// Whether there is a proposal that is open, or closed in the last 30 days.
    proposals: bool,
    /// The reasons for an answer.
    reasons: Reasons,
    /// The limits of the input.
    limits: WidgetLimits,
}

fn reasons_after(helpful: bool) -> Vec<Reason> {
    reasons::after(helpful)
        .iter()
        .map(|reason| Reason {
            code: reason.code.to_owned(),
            labels: reason
                .labels
                .iter()
                .map(|(locale, text)| ((*locale).to_owned(), (*text).to_owned()))
                .collect(),
        })
        .collect()
}

/// Returns the configuration of the widget.
#[utoipa::path(tag = "widget", params(OfWidget), responses(WidgetRead))]
#[get("/config")]
pub async fn config(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
) -> Result<Answer<Read<WidgetConfig>>> {
    note(&request, &context, &reader).await;
    let project = &reader.tenant.project;
    let (id, now) = (project.id, context.clock.now());
    let since = now.plus_seconds(-SHOWN_DAYS * 24 * 3600);
    let proposals =
        context.db.read(move |connection| proposals::any_since(connection, id, (since, now))).await?;
    let config = WidgetConfig {
        project: WidgetProject { name: project.name.clone() },
        accent: project.accent.clone(),
        locales: reasons::LOCALES.iter().map(|locale| (*locale).to_owned()).collect(),
        signed_identity: project.identity_secret.is_some(),
        telemetry: project.telemetry,
        announce_news: project.announce_news,
        proposals,
        reasons: Reasons { yes: reasons_after(true), no: reasons_after(false) },
        limits: WidgetLimits { title: 200, body: 10_000, comment: 2_000, steps: MAX_STEPS },
    };
    wire::read(&request, &config, "public, max-age=60")
}

/// Records where the tag was seen; once in a while is enough, and the response does not depend on it.
async fn note(request: &HttpRequest, context: &Context, reader: &Reader) {
    let Some(origin) = headers::page_origin(request, context) else { return };
    let project = reader.tenant.project.id;
    let mut listed = reader.tenant.origins.clone();
    listed.push(context.config.public_url.as_str().to_owned());
    let allowed = listed.iter().any(|listed| listed == origin.as_str());
    if !context.first_sight(project, &origin, allowed) {
        return;
    }
    let now = context.clock.now();
    let noted = context
        .db
        .write(Touches::Nothing, move |connection| {
            let first = origins::saw(connection, project, &origin, &listed, now)?;
            let told: &[_] = if first && allowed { &[project] } else { &[] };
            journal::note(connection, project, What::Project, told, now)
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(cause = %error, "where the tag was seen could not be noted");
    }
}
