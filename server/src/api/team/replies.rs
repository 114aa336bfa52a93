//! What members answer to who reported a problem: its visitor reads it under "Yours" and among what is new.
//! Changes and deletes no reply: somebody may have read it.

use actix_web::{HttpRequest, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        Ids,
        answer::{Answer, Created},
        once,
        params::{Attempt, InProject},
        refusals::{Conflict, Idempotent, JsonBody, TeamWrite},
        wire::Body,
    },
    auth::team::{Actor, Team, Triager},
    base::{
        id::{self, Id},
        text::Text,
        time::Time,
    },
    cache::stamps::Touches,
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::markdown::{self, Node},
    error::{Code, Error, Result},
    state::Context,
    store::{report_replies, reports},
};

/// The most replies to a report that are shown.
const MAX_SHOWN: i64 = 100;

/// A reply to a report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportReplyIn {
    /// The text, in Markdown.
    body: Text<1, 4_000>,
}

/// A reply of the team to a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportReply {
    /// The ID of the reply.
    id: Id<id::ReportReply>,
    /// The name of the member or API key that wrote it. Visitors don't see it.
    author: String,
    /// The text.
    body: Vec<Node>,
    /// When it was created.
    created_at: Time,
}

/// The report in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    report: Id<id::Report>,
}

/// The replies to a report, oldest first.
pub fn of_report(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    report: Id<id::Report>,
) -> Result<Vec<ReportReply>> {
    let rows = report_replies::for_reports(connection, project, &[report], MAX_SHOWN)?;
    let shown = |row: report_replies::Reply| ReportReply {
        id: row.id,
        author: row.author,
        body: markdown::parse(&row.body),
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Replies to the visitor who reported a problem.
#[utoipa::path(
    tag = "team",
    params(InProject, ("report" = Id<id::Report>, Path), Attempt),
    request_body = ReportReplyIn,
    responses(TeamWrite, JsonBody, Idempotent, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/reports/{report}/replies")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<ReportReplyIn>,
) -> Result<Answer<Created<ReportReply>>> {
    let project = team.project.id;
    let claim = once::claim(&request, project, team.actor.key(), &body.bytes)?;
    let text = body.value.body.into_string();
    let once = once::make(
        &context,
        claim,
        Touches::Nothing,
        move |connection| {
            let report = reports::lock_by_id(connection, project, of.report)?;
            if report.visitor_id.is_none() {
                let detail = "Nobody would read this: the visitor who reported it was anonymised.";
                return Err(Error::new(Code::Conflict, detail));
            }
            let reply = report_replies::Reply {
                project_id: project,
                id: Id::new(team.now),
                report_id: of.report,
                author: team.actor.name().to_owned(),
                member_id: match team.actor {
                    Actor::Member(member, _) => Some(member),
                    Actor::Key(..) => None,
                },
                body: text,
                created_at: team.now,
            };
            report_replies::insert(connection, &reply)?;
            journal::note(connection, project, What::Reports, &[of.report], team.now)?;
            Ok(reply.id)
        },
        move |connection, id| {
            let replies = of_report(connection, project, of.report)?;
            replies.into_iter().find(|reply| reply.id == id).ok_or_else(Error::not_found)
        },
    )
    .await?;
    Ok(once.into())
}
