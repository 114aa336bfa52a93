//! The shapes of proposals on the team's wire, how they are read from the database, and their limits.
//! Serves no route, and shows no result before a proposal is closed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    actions::{ballot, proposal::Patch},
    api::wire::present,
    base::{
        id::{self, Id},
        text::{Line, Text},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{
        markdown::{self, Node},
        proposal::{Electorate, MAX_QUORUM, MAX_SCREENS, Method, Phase, tally::ProposalResult},
        route::Route,
        status::Status,
        triage,
    },
    error::{Error, Result},
    store::{proposal_options, proposals as rows, requests},
};

/// The question of a proposal.
pub type Question = Line<1, 200>;
/// What one should know to answer it.
pub type Words = Text<0, 20_000>;
/// An option.
pub type Choice = Line<1, 200>;
/// The decision that was taken.
pub type Outcome = Text<1, 10_000>;

/// A new proposal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalIn {
    /// The question.
    pub question: Question,
    /// What one should know to answer it, in Markdown.
    pub context: Option<Words>,
    /// How it is answered. Default: `single`.
    #[schema(inline)]
    pub method: Option<Method>,
    /// Who may take part. Default: `everyone`.
    #[schema(inline)]
    pub who: Option<Electorate>,
    /// The number of ballots that it needs, 0 for any. Default: 0.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub quorum: Option<i64>,
    /// The routes of the screens that it concerns, at most 20; none for all.
    #[schema(max_items = 20)]
    pub screens: Option<Vec<Route>>,
    /// The ID of the request that it is about.
    pub request: Option<Id<id::Request>>,
    /// When it opens, such as `2026-12-01T09:00:00Z`; null for when it is published.
    pub opens_at: Option<String>,
    /// When it closes, in the future.
    pub closes_at: Option<String>,
    /// The options, 2 to 12 to be published, in the order in which they are shown.
    #[schema(max_items = 12)]
    pub options: Option<Vec<Choice>>,
}

/// A change of a proposal. Omitted fields stay as they are. Once it is open, only `closes_at` (to a later time) and `screens` can
/// change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalPatch {
    /// The question.
    pub question: Option<Question>,
    /// What one should know to answer it, in Markdown.
    pub context: Option<Words>,
    /// How it is answered.
    #[schema(inline)]
    pub method: Option<Method>,
    /// Who may take part.
    #[schema(inline)]
    pub who: Option<Electorate>,
    /// The number of ballots that it needs, 0 for any.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub quorum: Option<i64>,
    /// The routes of the screens that it concerns, at most 20; none for all.
    #[schema(max_items = 20)]
    pub screens: Option<Vec<Route>>,
    /// The ID of the request that it is about; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Id<id::Request>>)]
    pub request: Option<Option<Id<id::Request>>>,
    /// When it opens; null for when it is published.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub opens_at: Option<Option<String>>,
    /// When it closes; null for not known yet.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub closes_at: Option<Option<String>>,
    /// The options, 2 to 12 to be published.
    #[schema(max_items = 12)]
    pub options: Option<Vec<Choice>>,
}

/// The request that a proposal is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProposalRequest {
    /// The ID of the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// The title.
    pub title: String,
    /// The status.
    pub status: Status,
    /// Whether visitors see it. A private request is never shown with the proposal.
    pub public: bool,
}

/// A proposal in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProposalRow {
    /// The ID of the proposal.
    pub id: Id<id::Proposal>,
    /// Its name in addresses.
    pub slug: String,
    /// The question.
    pub question: String,
    /// How it is answered.
    pub method: Method,
    /// Who may take part.
    pub who: Electorate,
    /// Where it stands now.
    pub phase: Phase,
    /// When it opens; null for when it is published.
    pub opens_at: Option<Time>,
    /// When it closes.
    pub closes_at: Option<Time>,
    /// The number of ballots that it needs, 0 for any.
    pub quorum: i64,
    /// The number of ballots.
    pub turnout: i64,
    /// Whether the decision that was taken is recorded.
    pub decided: bool,
    /// Who created it.
    pub author: String,
    /// When it was created.
    pub created_at: Time,
}

/// A proposal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Proposal {
    /// What a list shows of it.
    #[serde(flatten)]
    pub row: ProposalRow,
    /// What one should know to answer it, as it was typed.
    pub context: String,
    /// The same, as it is shown.
    pub content: Vec<Node>,
    /// The options.
    pub options: Vec<String>,
    /// The routes of the screens that it concerns; none for all.
    pub screens: Vec<String>,
    /// The request that it is about.
    pub request: Option<ProposalRequest>,
    /// The result; null until it is closed, for members too.
    pub result: Option<ProposalResult>,
    /// The decision that was taken, as it was typed.
    pub outcome: Option<String>,
    /// The same, as it is shown.
    pub outcome_content: Vec<Node>,
    /// Who wrote it.
    pub outcome_by: Option<String>,
    /// When it was written first.
    pub outcome_at: Option<Time>,
    /// The version for `If-Match`.
    pub revision: i64,
}

/// A proposal as a list shows it.
pub fn listed(row: &rows::Proposal, turnout: i64, now: Time) -> ProposalRow {
    ProposalRow {
        id: row.id,
        slug: row.slug.clone(),
        question: row.question.clone(),
        method: row.method,
        who: row.who,
        phase: row.phase(now),
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        quorum: row.quorum,
        turnout,
        decided: row.outcome_at.is_some(),
        author: row.author.clone(),
        created_at: row.created_at,
    }
}

/// A proposal with everything that members see of it at a time.
pub fn read(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    proposal: Id<id::Proposal>,
    now: Time,
) -> Result<Proposal> {
    let row = rows::by_id(connection, project, proposal)?;
    let turnouts = ballot::turnouts(connection, project, std::slice::from_ref(&row))?;
    let linked: Vec<_> = row.request_id.into_iter().collect();
    let request = requests::by_ids(connection, project, &linked)?.pop().map(|found| ProposalRequest {
        id: found.id,
        number: found.number,
        title: found.title,
        status: found.status,
        public: found.public,
    });
    Ok(Proposal {
        row: listed(&row, turnouts.get(&row.id).copied().unwrap_or(0), now),
        content: markdown::parse(&row.context),
        options: proposal_options::of_one(connection, project, proposal)?,
        screens: row.routes(),
        request,
        result: ballot::result(connection, &row, now)?,
        outcome_content: row.outcome.as_deref().map(markdown::parse).unwrap_or_default(),
        outcome: row.outcome,
        outcome_by: row.outcome_by,
        outcome_at: row.outcome_at,
        revision: row.revision,
        context: row.context,
    })
}

/// A time in the future.
fn moment(field: &str, text: Option<String>, now: Time) -> Result<Option<Time>> {
    let read = text.map(|text| triage::until(&text, now)).transpose();
    read.map_err(|wrong| Error::from(wrong.under(field)))
}

/// What a new proposal says.
///
/// # Errors
/// Occurs at the field that is wrong.
pub fn new(input: ProposalIn, now: Time) -> Result<Patch> {
    read_patch(
        ProposalPatch {
            question: Some(input.question),
            context: input.context,
            method: input.method,
            who: input.who,
            quorum: input.quorum,
            screens: input.screens,
            request: Some(input.request),
            opens_at: Some(input.opens_at),
            closes_at: Some(input.closes_at),
            options: input.options,
        },
        now,
    )
}

/// What a change says.
///
/// # Errors
/// Occurs at the field that is wrong.
pub fn read_patch(input: ProposalPatch, now: Time) -> Result<Patch> {
    if input.quorum.is_some_and(|quorum| !(0..=MAX_QUORUM).contains(&quorum)) {
        return Err(Error::field("/quorum", &format!("Use a number from 0 to {MAX_QUORUM}.")));
    }
    if input.screens.as_ref().is_some_and(|screens| screens.len() > MAX_SCREENS) {
        return Err(Error::field("/screens", &format!("Name at most {MAX_SCREENS} screens.")));
    }
    let screens = input.screens.map(|screens| {
        let mut routes: Vec<_> = screens.into_iter().map(Route::into_string).collect();
        let mut seen = std::collections::HashSet::new();
        routes.retain(|route| seen.insert(route.clone()));
        routes
    });
    Ok(Patch {
        question: input.question.map(Question::into_string),
        context: input.context.map(Words::into_string),
        method: input.method,
        who: input.who,
        quorum: input.quorum,
        screens,
        request: input.request,
        opens_at: input.opens_at.map(|at| moment("/opens_at", at, now)).transpose()?,
        closes_at: input.closes_at.map(|at| moment("/closes_at", at, now)).transpose()?,
        options: input.options.map(|options| options.into_iter().map(Choice::into_string).collect()),
    })
}
