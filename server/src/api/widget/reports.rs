//! Reporting a problem with its steps. What looks like a secret is removed again here, and the response says what.

use actix_web::{HttpRequest, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Arrival, arrive, minted, sender, with_token};
use crate::{
    actions::create_report,
    api::{
        answer::{Answer, Created},
        once,
        params::{OfWidget, VisitorAttempt},
        place::ScreenIn,
        refusals::{Idempotent, JsonBody, WidgetWrite},
        scrubbed::Scrubbed,
        wire::Body,
    },
    auth::widget::Writer,
    base::{
        id::{self, Id},
        text::{Line, Text},
        time::Time,
    },
    cache::stamps::Touches,
    db::{columns::Document, connection::AnyConnection},
    domain::{
        environment::{Environment, Receipt},
        object::ObjectRef,
        scrub::{Removed, RemovedCount},
        steps::{self, Step},
    },
    error::{Error, Result},
    state::Context,
    store::{
        projects,
        reports::{self, Report},
        screens::{self, Delta},
    },
};

/// A new report.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportIn {
    /// The title.
    title: Line<1, 200>,
    /// The description.
    body: Option<Text<0, 10_000>>,
    /// The screen.
    screen: ScreenIn,
    /// The object on the screen.
    object: Option<ObjectRef>,
    /// The steps before the problem, as the visitor saw and edited them.
    steps: Vec<Step>,
    /// The browser and page.
    environment: Environment,
    /// The visitor's consent.
    receipt: Receipt,
}

/// A report that was created.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportOut {
    /// The ID of the report.
    id: Id<id::Report>,
    /// Its number within the project.
    number: i64,
    /// When it was created.
    created_at: Time,
    /// What was removed because it looked like a secret.
    removed: Vec<RemovedCount>,
}

impl ReportIn {
    /// Everything that is wrong with it, by pointer.
    fn check(&self) -> Result<()> {
        let mut wrong: Vec<_> =
            steps::check(&self.steps).into_iter().map(|invalid| invalid.under("/steps")).collect();
        wrong.extend(self.environment.check().into_iter().map(|invalid| invalid.under("/environment")));
        wrong.extend(self.receipt.check().into_iter().map(|invalid| invalid.under("/receipt")));
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }

    /// The row that it becomes.
    fn into_row(
        self,
        arrival: &Arrival,
        number: i64,
        screen: Id<id::Screen>,
        removed: &[RemovedCount],
    ) -> Result<Report> {
        Ok(Report {
            project_id: arrival.project,
            id: Id::new(arrival.now),
            number,
            title: self.title.into_string(),
            body: self.body.map(Text::into_string).unwrap_or_default(),
            screen_id: screen,
            object_key: ObjectRef::key_of(self.object.as_ref()),
            visitor_id: Some(arrival.visitor),
            request_id: None,
            step_count: i64::try_from(self.steps.len()).unwrap_or(0),
            failed: steps::first_fault(&self.steps),
            steps: document(&self.steps)?,
            environment: document(&self.environment)?,
            receipt: document(&self.receipt)?,
            removed: document(&removed)?,
            created_at: arrival.now,
        })
    }
}

fn document<T: Serialize>(value: &T) -> Result<Document> {
    serde_json::to_value(value).map(Document).map_err(Error::broken)
}

/// Creates a report.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, VisitorAttempt),
    request_body = ReportIn,
    responses(WidgetWrite, JsonBody, Idempotent),
    security((), ("visitor" = []))
)]
#[post("/reports")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    writer: Writer,
    body: Body<ReportIn, 256>,
) -> Result<Answer<Created<ReportOut>>> {
    let body = Scrubbed::from_body(body)?;
    body.value.check()?;
    let project = writer.tenant.project.id;
    let sender = sender(&request, &context, &writer);
    let claim = once::claim(&request, project, sender.actor.clone(), &body.bytes)?;
    let arrival = Arrival::from(&writer);
    let (input, removed) = (body.value, body.removed);
    let once = once::create(&context, claim, Touches::Project(project), move |connection| {
        arrive(connection, &arrival)?;
        make(connection, &arrival, input, removed)
    })
    .await?;
    let minted = minted(
        &context,
        &writer,
        &sender,
        &once,
        |report| report.id,
        |connection, project, id| {
            let report = reports::by_id(connection, project, id)?;
            Ok((report.visitor_id, report.created_at))
        },
    )
    .await?;
    with_token(once.into(), &context, project, minted)
}

fn make(
    connection: &mut AnyConnection,
    arrival: &Arrival,
    input: ReportIn,
    removed: Removed,
) -> Result<ReportOut> {
    let (route, title) = (input.screen.route.clone(), input.screen.title());
    // The project is locked before the screen, as in every suggestion, to avoid deadlocks.
    let number = projects::next_report_number(connection, arrival.project)?;
    let screen = screens::ensure(connection, arrival.project, &route, title.as_deref(), arrival.now)?;
    let removed = removed.to_list();
    let row = input.into_row(arrival, number, screen, &removed)?;
    create_report::report(connection, &row)?;
    let delta = Delta { reports: 1, ..Delta::default() };
    screens::move_counters(connection, arrival.project, screen, delta)?;
    Ok(ReportOut { id: row.id, number, created_at: row.created_at, removed })
}
