//! A visitor's own votes, answers, reports, suggestions and ballots, which stay visible to that visitor.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    answers::AnswerOut,
    requests::{WidgetRequest, shown},
};
use crate::{
    api::{
        answer::{Answer, Read},
        params::OfWidget,
        place::{ScreenRef, VisitorKind},
        refusals::WidgetRead,
        wire,
    },
    auth::widget::Reader,
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::markdown::{self, Node},
    error::{Code, Error, Result},
    state::Context,
    store::{
        answers, ballots, credits, proposal_options, proposals, report_replies, reports, requests, screens,
        visitors, votes,
    },
};

/// Maximum number of rows of each kind.
const MAX_ROWS: i64 = 100;

/// A visitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitorRef {
    /// The ID of the visitor.
    pub id: Id<id::Visitor>,
    /// Whether the host identified the visitor.
    pub kind: VisitorKind,
    /// The visitor's name.
    pub name: Option<String>,
}

impl From<visitors::Visitor> for VisitorRef {
    fn from(visitor: visitors::Visitor) -> Self {
        Self { kind: VisitorKind::of(&visitor), id: visitor.id, name: visitor.name }
    }
}

/// A vote of the visitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnVote {
    /// The request.
    request: WidgetRequest,
    /// When the vote was cast.
    voted_at: Time,
}

/// What the team replied to a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OwnReply {
    /// The text.
    body: Vec<Node>,
    /// When it was written.
    created_at: Time,
}

/// A report of the visitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnReport {
    /// The ID of the report.
    id: Id<id::Report>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// The screen.
    screen: ScreenRef,
    /// When it was created.
    created_at: Time,
    /// The linked request.
    request: Option<WidgetRequest>,
    /// What the team replied, oldest first.
    replies: Vec<OwnReply>,
}

/// A ballot of the visitor in a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnBallot {
    /// The ID of the proposal.
    proposal_id: Id<id::Proposal>,
    /// The question.
    question: String,
    /// The options that the visitor chose; where they are ranked, the first choice first.
    choices: Vec<String>,
    /// When the ballot was cast last.
    cast_at: Time,
}

/// Everything that a visitor created.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The visitor.
    visitor: VisitorRef,
    /// Votes, latest first.
    votes: Vec<OwnVote>,
    /// Answers, latest first.
    answers: Vec<AnswerOut>,
    /// Reports, latest first.
    reports: Vec<OwnReport>,
    /// Requests, latest first.
    requests: Vec<WidgetRequest>,
    /// Ballots in proposals, latest first.
    ballots: Vec<OwnBallot>,
    /// The name by which the visitor is credited; null for none.
    credit_name: Option<String>,
}

/// Returns the visitor's votes, answers, reports, requests and ballots.
#[utoipa::path(tag = "widget", params(OfWidget), responses(WidgetRead), security(("visitor" = [])))]
#[get("/me")]
pub async fn me(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
) -> Result<Answer<Read<Me>>> {
    let unknown =
        || Error::new(Code::Unauthorized, "There is no visitor token: the visitor has not been active yet.");
    let (project, visitor) = (reader.tenant.project.id, reader.visitor.ok_or_else(unknown)?);
    let me = context
        .db
        .read(move |connection| {
            let known = visitors::find(connection, project, visitor)?.ok_or_else(unknown)?;
            gather(connection, known)
        })
        .await?;
    wire::read(&request, &me, wire::PRIVATE)
}

fn gather(connection: &mut AnyConnection, visitor: visitors::Visitor) -> Result<Me> {
    let (project, id) = (visitor.project_id, visitor.id);
    let cast = votes::for_visitor(connection, project, id, MAX_ROWS)?;
    let given = answers::for_visitor(connection, project, id, MAX_ROWS)?;
    let filter = reports::Filter { visitor: Some(id), ..reports::Filter::default() };
    let reported = reports::page(connection, project, &filter, None, MAX_ROWS)?.items;
    let suggested = requests::for_visitor(connection, project, id, MAX_ROWS)?;

    let mut wanted: Vec<_> = cast.iter().map(|(request, _)| *request).collect();
    wanted.extend(reported.iter().filter_map(|report| report.request_id));
    let rows = requests::by_ids(connection, project, &wanted)?;
    // The team may have made a request private; its voters no longer see it.
    let rows = rows.into_iter().filter(|row| row.is_seen_by(Some(id))).collect();
    let known: HashMap<_, _> =
        shown(connection, project, Some(id), rows)?.into_iter().map(|row| (row.id, row)).collect();
    let mut places: Vec<_> = given.iter().map(|answer| answer.screen_id).collect();
    places.extend(reported.iter().map(|report| report.screen_id));
    let screens: HashMap<_, _> = screens::by_ids(connection, project, &places)?
        .into_iter()
        .map(|screen| (screen.id, ScreenRef { route: screen.route, title: screen.title }))
        .collect();
    let ids: Vec<_> = reported.iter().map(|report| report.id).collect();
    let mut replies: HashMap<_, Vec<_>> = HashMap::new();
    for reply in report_replies::for_reports(connection, project, &ids, MAX_ROWS)? {
        let shown = OwnReply { body: markdown::parse(&reply.body), created_at: reply.created_at };
        replies.entry(reply.report_id).or_default().push(shown);
    }
    Ok(Me {
        visitor: visitor.into(),
        votes: cast
            .into_iter()
            .filter_map(|(request, voted_at)| {
                known.get(&request).cloned().map(|request| OwnVote { request, voted_at })
            })
            .collect(),
        answers: given
            .into_iter()
            .filter_map(|answer| {
                screens.get(&answer.screen_id).cloned().map(|screen| AnswerOut::new(answer, screen))
            })
            .collect(),
        reports: reported
            .into_iter()
            .filter_map(|report| {
                screens.get(&report.screen_id).cloned().map(|screen| OwnReport {
                    id: report.id,
                    number: report.number,
                    title: report.title,
                    screen,
                    created_at: report.created_at,
                    request: report.request_id.and_then(|request| known.get(&request).cloned()),
                    replies: replies.remove(&report.id).unwrap_or_default(),
                })
            })
            .collect(),
        requests: shown(connection, project, Some(id), suggested)?,
        ballots: own_ballots(connection, project, id)?,
        credit_name: credits::name_of(connection, project, id)?,
    })
}

fn own_ballots(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<Vec<OwnBallot>> {
    let cast = ballots::of_visitor(connection, project, visitor, MAX_ROWS)?;
    let ids: Vec<_> = cast.iter().map(|ballot| ballot.proposal_id).collect();
    let known = proposals::by_ids(connection, project, &ids)?;
    let options = proposal_options::of(connection, project, &ids)?;
    let mut own = Vec::with_capacity(cast.len());
    for ballot in cast {
        let Some(proposal) = known.iter().find(|row| row.id == ballot.proposal_id) else { continue };
        let texts = options.get(&ballot.proposal_id).map(Vec::as_slice).unwrap_or_default();
        own.push(OwnBallot {
            proposal_id: ballot.proposal_id,
            question: proposal.question.clone(),
            choices: ballot.chosen()?.into_iter().filter_map(|at| texts.get(at).cloned()).collect(),
            cast_at: ballot.cast_at,
        });
    }
    Ok(own)
}
