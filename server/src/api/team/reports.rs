//! Reports as the team reads them: private, with steps, environment and the receipt of what was agreed to.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::triage::{Author, ReportRow, RequestLink, ScreenLink, report_rows};
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
    /// A screen.
    #[param(value_type = Option<String>)]
    screen: Option<Id<id::Screen>>,
    /// Linked to a request, or to none.
    linked: Option<bool>,
    /// Part of the title.
    q: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 100; 20 by default.
    limit: Option<i64>,
}

/// What the visitor agreed to, and when it arrived.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptOut {
    /// The version of the text that was agreed to.
    version: String,
    /// What was agreed to be sent.
    purposes: Vec<String>,
    /// SHA-256 of what was shown.
    shown_sha256: String,
    /// When.
    at: Time,
}

/// Everything about a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportDetail {
    /// Names the report.
    id: Id<id::Report>,
    /// Its number within the project.
    number: i64,
    /// What went wrong.
    title: String,
    /// The rest.
    body: String,
    /// Where.
    screen: ScreenLink,
    /// On which object.
    object: Option<ObjectRef>,
    /// What was done before.
    steps: Vec<Step>,
    /// The first fault in the steps.
    failed: Option<String>,
    /// Where it ran.
    environment: Environment,
    /// What was agreed to.
    receipt: ReceiptOut,
    /// What the server's scan removed.
    removed: Vec<RemovedCount>,
    /// Who reported.
    visitor: Option<Author>,
    /// The request that it is linked to.
    request: Option<RequestLink>,
    /// When.
    created_at: Time,
}

/// The report in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    report: Id<id::Report>,
}

/// The list, latest first.
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
        .read_behind(team.seen, move |connection| {
            let page = reports::page(connection, team.project.id, &filter, after.as_ref(), limit)?;
            let items = report_rows(connection, team.project.id, &page.items)?;
            Ok(List { items, next: page.next.as_ref().map(crate::base::cursor::Cursor::encode) })
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// One report.
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
        .read_behind(team.seen, move |connection| detail(connection, team.project.id, of.report))
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
        created_at: row.created_at,
    })
}
