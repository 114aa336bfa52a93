//! Reports as the team reads them: private, with steps, environment and the receipt of what was agreed to.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    replies::{ReportReply, of_report},
    triage::{Author, ReportRow, RequestLink, ScreenLink, report_rows},
};
use crate::{
    api::{
        Ids, Params,
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        wire::{self, List},
    },
    auth::team::{Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{environment::Environment, object::ObjectRef, scrub::RemovedCount, steps::Step},
    error::{Error, Result},
    state::Context,
    store::reports::{self, Filter},
};

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// Only those of the screen with this ID.
    #[param(value_type = Option<String>)]
    screen: Option<Id<id::Screen>>,
    /// Only reports that are linked to a request (`true`) or to none (`false`).
    linked: Option<bool>,
    /// Text that the title contains.
    q: Option<String>,
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// The visitor's consent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptOut {
    /// The version of the consent text.
    version: String,
    /// What the visitor agreed to send.
    purposes: Vec<String>,
    /// The SHA-256 hash of what was shown to the visitor.
    shown_sha256: String,
    /// When it was created.
    at: Time,
}

/// A report with all its fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportDetail {
    /// The ID of the report.
    id: Id<id::Report>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// The description.
    body: String,
    /// The screen.
    screen: ScreenLink,
    /// The object on the screen.
    object: Option<ObjectRef>,
    /// The steps before the problem.
    steps: Vec<Step>,
    /// The first error in the steps.
    failed: Option<String>,
    /// The browser and page.
    environment: Environment,
    /// The visitor's consent.
    receipt: ReceiptOut,
    /// What was removed because it looked like a secret.
    removed: Vec<RemovedCount>,
    /// The visitor who reported it.
    visitor: Option<Author>,
    /// The linked request.
    request: Option<RequestLink>,
    /// What the team replied to the visitor, oldest first.
    replies: Vec<ReportReply>,
    /// When it was created.
    created_at: Time,
}

/// The report in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    pub(super) report: Id<id::Report>,
}

/// Lists reports, latest first.
#[utoipa::path(
    tag = "team",
    params(InProject, PageIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/reports")]
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<ReportRow>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), "reports")?;
    let filter = Filter {
        screen: asked.screen,
        linked: asked.linked,
        text: asked.q.filter(|text| !text.trim().is_empty() && !text.contains('\0')),
        ..Filter::default()
    };
    let list: List<ReportRow> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let page = reports::page(connection, team.project.id, &filter, after.as_ref(), limit)?;
            let items = report_rows(connection, team.project.id, &page.items)?;
            Ok(List { items, next: page.next.as_ref().map(crate::base::cursor::Cursor::encode) })
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// Returns a report.
#[utoipa::path(
    tag = "team",
    params(InProject, ("report" = Id<id::Report>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/reports/{report}")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<ReportDetail>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| detail(connection, team.project.id, of.report))
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

fn detail(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Report>,
) -> Result<ReportDetail> {
    let report = reports::by_id(connection, project, id)?;
    let row = report_rows(connection, project, std::slice::from_ref(&report))?
        .pop()
        .ok_or_else(|| Error::internal("a report without a row"))?;
    let broken = |error: serde_json::Error| Error::internal(format!("report {id}: {error}"));
    let receipt: crate::domain::environment::Receipt =
        serde_json::from_value(report.receipt.0).map_err(broken)?;
    Ok(ReportDetail {
        id: row.id,
        number: row.number,
        title: row.title,
        body: report.body,
        screen: row.screen,
        object: row.object,
        steps: serde_json::from_value(report.steps.0).map_err(broken)?,
        failed: row.failed,
        environment: serde_json::from_value(report.environment.0).map_err(broken)?,
        receipt: ReceiptOut {
            version: receipt.version,
            purposes: receipt.purposes,
            shown_sha256: receipt.shown_sha256,
            at: report.created_at,
        },
        removed: serde_json::from_value(report.removed.0).map_err(broken)?,
        visitor: row.visitor,
        request: row.request,
        replies: of_report(connection, project, id)?,
        created_at: row.created_at,
    })
}
