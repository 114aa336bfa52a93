//! Proposals as visitors see them: those that are open on a screen, those that they took part in, and their ballots.
//! Shows nothing before it opens, no result before it is closed, and no private request.

use std::{collections::HashMap, sync::Arc};

use actix_web::{HttpRequest, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Arrival, arrive, requests::parameter, with_token};
use crate::{
    actions::ballot,
    api::{
        Ids, Params,
        answer::{Answer, Json, Read},
        params::OfWidget,
        refusals::{Conflict, JsonBody, WidgetRead, WidgetWrite},
        scrubbed::Scrubbed,
        wire::{self, Body, List},
    },
    auth::widget::{Reader, Writer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::{
        markdown::{self, Node},
        proposal::{Electorate, Method, Phase, SHOWN_DAYS, tally::ProposalResult},
        route::Route,
        status::Status,
    },
    error::Result,
    state::Context,
    store::{
        ballots, proposal_options, proposals as rows, requests, screen_routes,
        visitors::{self, Visitor},
    },
};

/// Most open proposals in the list, and most that a visitor took part in.
const MOST: i64 = 50;

/// The public request that a proposal is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicProposalRequest {
    /// The ID of the request.
    id: Id<id::Request>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// The status.
    status: Status,
}

/// A proposal that is open or closed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicProposal {
    /// The ID of the proposal.
    pub id: Id<id::Proposal>,
    /// Its name in addresses.
    slug: String,
    /// The question.
    question: String,
    /// What one should know to answer it.
    context: Vec<Node>,
    /// How it is answered.
    method: Method,
    /// Who may take part.
    who: Electorate,
    /// The options.
    options: Vec<String>,
    /// Whether it is open or closed.
    phase: Phase,
    /// When it opened.
    opens_at: Option<Time>,
    /// When it closes or closed.
    closes_at: Option<Time>,
    /// The number of ballots that it needs, 0 for any.
    quorum: i64,
    /// The number of ballots.
    turnout: i64,
    /// The public request that it is about.
    request: Option<PublicProposalRequest>,
    /// The result; null until it is closed.
    result: Option<ProposalResult>,
    /// The decision that was taken; empty until it is recorded.
    outcome: Vec<Node>,
    /// When that was recorded.
    outcome_at: Option<Time>,
    /// Whether the visitor may take part while it is open.
    may_take_part: bool,
    /// The positions of the options that the visitor chose, from 0; null for no ballot.
    ballot: Option<Vec<usize>>,
}

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// The route of a screen: only proposals that concern it, or all screens.
    screen: Option<String>,
}

/// A ballot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BallotIn {
    /// The positions of the chosen options, from 0: one, or those that are approved, or all that are ranked, the first choice first.
    #[schema(min_items = 1, max_items = 12)]
    choices: Vec<usize>,
}

/// The state after a ballot.
#[derive(Debug, Serialize, ToSchema)]
pub struct BallotOut {
    /// The ID of the proposal.
    proposal_id: Id<id::Proposal>,
    /// The positions of the options that the visitor chose, from 0.
    ballot: Vec<usize>,
    /// The number of ballots.
    turnout: i64,
}

/// The proposal in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    proposal: Id<id::Proposal>,
}

/// Proposals as a visitor sees them.
fn shown(
    connection: &mut AnyConnection,
    found: Vec<rows::Proposal>,
    own: &HashMap<Id<id::Proposal>, Vec<usize>>,
    visitor: Option<&Visitor>,
    now: Time,
) -> Result<Vec<PublicProposal>> {
    let Some(project) = found.first().map(|row| row.project_id) else { return Ok(Vec::new()) };
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    let mut options = proposal_options::of(connection, project, &ids)?;
    let turnouts = ballot::turnouts(connection, project, &found)?;
    let linked: Vec<_> = found.iter().filter_map(|row| row.request_id).collect();
    let linked = requests::by_ids(connection, project, &linked)?;
    let request = |id| {
        let row = linked.iter().find(|row| Some(row.id) == id && row.is_listed())?;
        let title = row.title.clone();
        Some(PublicProposalRequest { id: row.id, number: row.number, title, status: row.status })
    };
    let mut shown = Vec::with_capacity(found.len());
    for row in found {
        shown.push(PublicProposal {
            result: ballot::result(connection, &row, now)?,
            may_take_part: ballot::may_take_part(connection, &row, visitor)?,
            options: options.remove(&row.id).unwrap_or_default(),
            turnout: turnouts.get(&row.id).copied().unwrap_or(0),
            ballot: own.get(&row.id).cloned(),
            request: request(row.request_id),
            context: markdown::parse(&row.context),
            outcome: row.outcome.as_deref().map(markdown::parse).unwrap_or_default(),
            outcome_at: row.outcome_at,
            phase: row.phase(now),
            id: row.id,
            slug: row.slug,
            question: row.question,
            method: row.method,
            who: row.who,
            opens_at: row.opens_at,
            closes_at: row.closes_at,
            quorum: row.quorum,
        });
    }
    Ok(shown)
}

/// The proposals that a visitor is shown, on a screen or on all.
fn find(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Option<Id<id::Visitor>>,
    screen: Option<&Route>,
    now: Time,
) -> Result<Vec<PublicProposal>> {
    let mut found = rows::open(connection, project, now, MOST)?;
    if let Some(route) = screen {
        let route = screen_routes::canonical(connection, project, &[route.as_str().to_owned()])?;
        let mut here = Vec::with_capacity(found.len());
        for row in found {
            let routes = screen_routes::canonical(connection, project, &row.routes())?;
            if routes.is_empty() || routes.iter().any(|one| route.contains(one)) {
                here.push(row);
            }
        }
        found = here;
    }
    // The next to close is the most urgent.
    found.reverse();
    let visitor = match visitor {
        Some(visitor) => visitors::find(connection, project, visitor)?,
        None => None,
    };
    let mut own = HashMap::new();
    if let Some(visitor) = &visitor {
        for ballot in ballots::of_visitor(connection, project, visitor.id, MOST)? {
            own.insert(ballot.proposal_id, ballot.chosen()?);
        }
        let ids: Vec<_> = own.keys().copied().collect();
        let since = now.plus_seconds(-SHOWN_DAYS * 24 * 3600);
        let mut closed = rows::by_ids(connection, project, &ids)?;
        closed.retain(|row| row.phase(now) == Phase::Closed && row.closes_at >= Some(since));
        closed.sort_by_key(|row| std::cmp::Reverse((row.closes_at, row.id)));
        found.extend(closed);
    }
    shown(connection, found, &own, visitor.as_ref(), now)
}

/// Lists the proposals that are open, those first that close next, and those that closed in the last 30 days and in which the visitor
/// took part.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, PageIn),
    responses(WidgetRead),
    security((), ("visitor" = []))
)]
#[get("/proposals")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<PublicProposal>>>> {
    let route = parameter("screen", asked.screen.as_deref().map(Route::parse).transpose())?;
    let (project, now) = (reader.tenant.project.id, context.clock.now());
    let found = context
        .db
        .read(move |connection| find(connection, project, reader.visitor, route.as_ref(), now))
        .await?;
    wire::read(&request, &List::from(found), wire::PRIVATE)
}

/// Takes part in a proposal while it is open. A later ballot of the same visitor replaces the earlier one.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("proposal" = Id<id::Proposal>, Path)),
    request_body = BallotIn,
    responses(WidgetWrite, JsonBody, Conflict),
    security((), ("visitor" = []))
)]
#[put("/proposals/{proposal}/ballot")]
pub async fn take_part(
    context: web::Data<Context>,
    writer: Writer,
    Ids(of): Ids<Of>,
    body: Body<BallotIn, 8>,
) -> Result<Answer<Json<BallotOut>>> {
    let choices = Scrubbed::from_body(body)?.value.choices;
    let (tenant, arrival) = (Arc::clone(&writer.tenant), Arrival::from(&writer));
    let project = tenant.project.id;
    let ballot = context
        .db
        .write(Touches::Project(project), move |connection| {
            arrive(connection, &arrival)?;
            let one = (arrival.project, of.proposal);
            ballot::cast(connection, one, arrival.visitor, &choices, arrival.now)
        })
        .await?;
    let turnouts =
        context.db.read(move |connection| ballots::turnouts(connection, project, &[of.proposal])).await?;
    let turnout = turnouts.get(&of.proposal).copied().unwrap_or(0);
    let minted = writer.new_visitor.as_ref().map(|fresh| fresh.id);
    let out = BallotOut { proposal_id: of.proposal, ballot, turnout };
    with_token(Answer::ok(&out), &context, project, minted)
}
