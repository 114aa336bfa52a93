//! Who contributed to a request: what follows from what happened, and what members record.
//! Names only visitors who chose a name; votes are nothing to be credited for.

use actix_web::{HttpRequest, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        Ids,
        answer::{Answer, NoContent, Read},
        params::InProject,
        refusals::{Conflict, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Team, Triager, Viewer},
    base::id::{self, Id},
    cache::stamps::Touches,
    domain::credit::Fact,
    error::{Code, Error, Result},
    state::Context,
    store::{contributions, credits as rows, reports, requests, visitors},
};

/// Somebody who contributed.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreditOut {
    /// The ID of the visitor.
    visitor_id: Id<id::Visitor>,
    /// The name that the visitor chose; null where it chose none, so that nobody else is told of it.
    name: Option<String>,
    /// What for.
    fact: Fact,
}

/// A contribution that a member records, or takes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditIn {
    /// What for: `repro_led_to_fix` or `translated`.
    fact: Fact,
    /// The report with the steps that led to the fix; it is linked to the request.
    report: Option<Id<id::Report>>,
    /// The visitor, where no report tells who it is.
    visitor: Option<Id<id::Visitor>>,
    /// Whether it is so.
    recorded: bool,
}

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    request: Id<id::Request>,
}

/// Lists who contributed to a request.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/{request}/credits")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<List<CreditOut>>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            let project = team.project.id;
            requests::by_id(connection, project, of.request)?;
            let named = contributions::of_requests(connection, project, &[of.request])?;
            let mut found: Vec<_> = named
                .into_iter()
                .map(|one| CreditOut { visitor_id: one.visitor, name: Some(one.name), fact: one.fact })
                .collect();
            for row in rows::recorded(connection, project, of.request)? {
                if !found.iter().any(|one| one.visitor_id == row.visitor_id && one.fact == row.fact) {
                    found.push(CreditOut { visitor_id: row.visitor_id, name: None, fact: row.fact });
                }
            }
            Ok(found)
        })
        .await?;
    wire::read(&request, &List::from(found), wire::PRIVATE)
}

/// Records a contribution to a request that nothing else tells, or takes it back.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path)),
    request_body = CreditIn,
    responses(TeamWrite, JsonBody, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[put("/projects/{project}/requests/{request}/credits")]
pub async fn record(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<CreditIn>,
) -> Result<Answer<NoContent>> {
    let CreditIn { fact, report, visitor, recorded } = body.value;
    if !fact.is_recorded() {
        return Err(Error::field(
            "/fact",
            "Choose repro_led_to_fix or translated: the others follow by themselves.",
        ));
    }
    context
        .db
        .write(Touches::Project(team.project.id), move |connection| {
            let project = team.project.id;
            requests::by_id(connection, project, of.request)?;
            let visitor = match (report, visitor) {
                (Some(report), None) => {
                    let report = reports::by_id(connection, project, report)?;
                    // What was recorded is taken back even where the report is linked elsewhere by now.
                    if recorded && report.request_id != Some(of.request) {
                        return Err(Error::field(
                            "/report",
                            "Choose a report that is linked to this request.",
                        ));
                    }
                    report.visitor_id.ok_or_else(|| {
                        Error::new(Code::Conflict, "The visitor who reported this was anonymised.")
                    })?
                }
                (None, Some(visitor)) => {
                    visitors::find(connection, project, visitor)?.ok_or_else(Error::not_found)?.id
                }
                _ => return Err(Error::field("/visitor", "Name either a report or a visitor.")),
            };
            if recorded {
                let row = rows::Recorded {
                    project_id: project,
                    request_id: of.request,
                    visitor_id: visitor,
                    fact,
                    recorded_by: team.actor.name().to_owned(),
                    recorded_at: team.now,
                };
                rows::record(connection, &row)
            } else {
                rows::take_back(connection, project, (of.request, visitor), fact).map(drop)
            }
        })
        .await?;
    Ok(Answer::no_content())
}
