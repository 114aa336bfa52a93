//! The voters of a request as the team sees them: a list, groups by segment and company, and the votes that members cast on
//! behalf of somebody.
//! Visitors see no voter but themselves.

pub mod export;
pub mod on_behalf;

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{requests::Of, triage::Author};
use crate::{
    api::{
        Ids, Params,
        answer::{Answer, Read},
        params::InProject,
        place::{ScreenRef, VisitorKind, object_of},
        refusals::TeamRead,
        wire::{self, List},
    },
    auth::team::{Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::{object::ObjectRef, status::VoterKind},
    error::Result,
    state::Context,
    store::{
        on_behalf_notes::AddedBy,
        requests,
        voters::{self, Filter, Group, Voter},
    },
};

/// Groups of each kind in a summary.
const GROUPS: i64 = 20;

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// Only voters of this segment.
    segment: Option<String>,
    /// Only voters of this company.
    company: Option<String>,
    /// Only votes of this kind.
    #[param(inline)]
    kind: Option<VoterKind>,
    /// Text that the name, e-mail address or company contains.
    q: Option<String>,
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// A voter of a request, with the vote.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoterRow {
    /// The visitor.
    visitor: Author,
    /// The e-mail address.
    email: Option<String>,
    /// The company.
    company: Option<String>,
    /// The segment.
    segment: Option<String>,
    /// How the vote came about.
    kind: VoterKind,
    /// How much the vote counts.
    weight: f64,
    /// When it was cast, to the second.
    cast_at: Time,
    /// The screen that it was cast from; null for votes on behalf.
    screen: Option<ScreenRef>,
    /// The object on the screen.
    object: Option<ObjectRef>,
    /// The number of the merged request that it was cast on.
    merged_from: Option<i64>,
    /// Who of the team added it, of a vote on behalf; null for other votes, and for those that are older than this field.
    added: Option<AddedByTeam>,
}

/// Who of the team added a vote on behalf of somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedByTeam {
    /// The name of the member or API key.
    by: String,
    /// When it was added, or the note was last replaced.
    at: Time,
    /// The note for the team.
    note: Option<String>,
}

impl From<AddedBy> for AddedByTeam {
    fn from(added: AddedBy) -> Self {
        Self { by: added.author, at: added.at, note: added.note }
    }
}

impl From<Voter> for VoterRow {
    fn from(voter: Voter) -> Self {
        let kind = if voter.identified { VisitorKind::Identified } else { VisitorKind::Anonymous };
        Self {
            visitor: Author { id: voter.visitor, kind, name: voter.name },
            email: voter.email,
            company: voter.company,
            segment: voter.segment,
            kind: voter.kind,
            weight: voter.weight,
            cast_at: voter.at,
            screen: voter.screen.map(|(route, title)| ScreenRef { route, title }),
            object: object_of(&voter.object_key),
            merged_from: voter.merged_from,
            added: voter.added.map(AddedByTeam::from),
        }
    }
}

/// Voters who have a segment or a company in common.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoterGroup {
    /// The segment or company; null for voters of whom it is not known.
    name: Option<String>,
    /// The number of voters.
    voters: i64,
    /// The sum of the weights of their votes.
    weight: f64,
}

impl From<Group> for VoterGroup {
    fn from(group: Group) -> Self {
        Self { name: group.name, voters: group.voters, weight: group.weight }
    }
}

/// The voters of a request by segment and company.
#[derive(Debug, Serialize, ToSchema)]
pub struct VotersSummary {
    /// The 20 largest segments.
    segments: Vec<VoterGroup>,
    /// The 20 largest companies.
    companies: Vec<VoterGroup>,
}

/// A text to filter by; an empty one filters nothing, and no text of ours contains NUL.
pub(super) fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty() && !text.contains('\0'))
}

/// Lists the voters of a request, newest vote first.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), PageIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/{request}/voters")]
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<VoterRow>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), voters::ORDER)?;
    let filter = Filter {
        visitor: None,
        segment: given(asked.segment),
        company: given(asked.company),
        kind: asked.kind,
        text: given(asked.q),
    };
    let list: List<VoterRow> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let row = requests::by_id(connection, team.project.id, of.request)?;
            let page = voters::page(connection, &team.project, row.number, &filter, after.as_ref(), limit)?;
            Ok(page.map(VoterRow::from).into())
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// Returns the voters of a request by segment and by company, the 20 largest of each.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/{request}/voters/summary")]
pub async fn summary(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<VotersSummary>>> {
    let summary = context
        .db
        .read_behind(team.read_position, move |connection| {
            let number = requests::by_id(connection, team.project.id, of.request)?.number;
            let segments = voters::segments(connection, &team.project, number, GROUPS)?;
            let companies = voters::companies(connection, &team.project, number, GROUPS)?;
            Ok(VotersSummary {
                segments: segments.into_iter().map(VoterGroup::from).collect(),
                companies: companies.into_iter().map(VoterGroup::from).collect(),
            })
        })
        .await?;
    wire::read(&request, &summary, wire::PRIVATE)
}
