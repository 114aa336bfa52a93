//! Wire types of the team's lists: a request with its rank explained, a report, a visitor.
//! One piece for every list and detail that shows them.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::place::{ScreenRef, VisitorKind, object_of},
    base::{
        id::{self, Id},
        time::{DAY, Time, date_of},
    },
    db::connection::AnyConnection,
    domain::{
        explain::{self, Facts, Term},
        heat::{self, Weights},
        object::ObjectRef,
        status::{Kind, Status, VoterKind},
    },
    error::Result,
    store::{members, places, projects::Project, reports, requests, screens, tags, visitors, votes},
};

/// Microseconds in a minute; today's heat is computed to the minute, so that an ETag stays valid that long.
const MINUTE: i64 = 60_000_000;

/// Votes by how the voters were identified.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Voters {
    /// Identified by the host.
    pub verified: i64,
    /// Anonymous.
    pub anonymous: i64,
    /// Cast by a member on behalf of somebody.
    pub on_behalf: i64,
    /// Imported from another tool.
    pub imported: i64,
}

/// A request in the ranked list, with the reasons for its rank.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RankedRequest {
    /// The ID of the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// The kind.
    pub kind: Kind,
    /// The title.
    pub title: String,
    /// The status.
    pub status: Status,
    /// Whether visitors can see it.
    pub public: bool,
    /// The number of votes.
    pub votes: i64,
    /// The votes by how the voters were identified.
    pub voters: Voters,
    /// What the votes count: the sum of the weights of their voters' segments.
    pub weight: f64,
    /// Linked reports.
    pub reports: i64,
    /// Unhelpful answers that count towards it.
    pub unhelpful: i64,
    /// The comments that visitors see.
    pub comments: i64,
    /// The current heat: the score of all its signals, decayed to today.
    pub heat: f64,
    /// The parts of the score; their contributions add up to it.
    pub explain: Vec<Term>,
    /// The reasons for its rank, in one sentence.
    pub sentence: String,
    /// The screen where it was created.
    pub screen: Option<ScreenRef>,
    /// When it was created.
    pub created_at: Time,
    /// When it was last edited or decided on.
    pub updated_at: Time,
    /// The version, for `If-Match`. Every edit and decision increases it.
    pub version: i64,
    /// The member who takes care of it.
    pub assignee: Option<Assignee>,
    /// How much work it is, in points of the project's own.
    pub effort: Option<i64>,
    /// The day by which it is due, such as `2026-12-01`.
    pub due: Option<String>,
    /// What it waits for, out of the inbox.
    pub snoozed: Option<Snooze>,
    /// Its tags, in the order of the alphabet.
    pub tags: Vec<String>,
}

/// A member who takes care of a request.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Assignee {
    /// The ID of the member.
    pub id: Id<id::Member>,
    /// The member's name.
    pub name: String,
}

/// What a snoozed request waits for; whichever comes first.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Snooze {
    /// A time.
    pub until: Option<Time>,
    /// A number of votes.
    pub votes: Option<i64>,
}

/// A visitor, in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Author {
    /// The ID of the visitor.
    pub id: Id<id::Visitor>,
    /// Whether the host identified the visitor.
    pub kind: VisitorKind,
    /// The visitor's name.
    pub name: Option<String>,
}

impl From<visitors::Visitor> for Author {
    fn from(visitor: visitors::Visitor) -> Self {
        Self { kind: VisitorKind::of(&visitor), id: visitor.id, name: visitor.name }
    }
}

/// A screen, with its ID.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScreenLink {
    /// The ID of the screen.
    pub id: Id<id::Screen>,
    /// The normalised route.
    pub route: String,
    /// The title of the page.
    pub title: Option<String>,
}

impl From<screens::Screen> for ScreenLink {
    fn from(screen: screens::Screen) -> Self {
        Self { id: screen.id, route: screen.route, title: screen.title }
    }
}

/// A request, in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RequestLink {
    /// The ID of the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// The title.
    pub title: String,
}

/// A report in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportRow {
    /// The ID of the report.
    pub id: Id<id::Report>,
    /// Its number within the project.
    pub number: i64,
    /// The title.
    pub title: String,
    /// The screen.
    pub screen: ScreenLink,
    /// The object on the screen.
    pub object: Option<ObjectRef>,
    /// The number of steps.
    pub steps: i64,
    /// The first error in the steps.
    pub failed: Option<String>,
    /// The visitor who reported it.
    pub visitor: Option<Author>,
    /// The linked request.
    pub request: Option<RequestLink>,
    /// When it was created.
    pub created_at: Time,
}

/// How much of a project's heat is left of what is kept.
pub fn decay(project: &Project, now: Time) -> f64 {
    let minute = Time::from_micros(now.micros().div_euclid(MINUTE) * MINUTE);
    heat::today(1.0, minute.micros(), project.landmark.micros(), project.half_life_days)
}

/// Maximum number of votes scanned per response: some milliseconds.
const MAX_SCANNED: i64 = 20_000;

/// Explains the rank of requests, in the same order.
pub fn ranked(
    connection: &mut AnyConnection,
    project: &Project,
    rows: &[requests::Request],
    now: Time,
) -> Result<Vec<RankedRequest>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let mut places: HashMap<i64, ScreenRef> = HashMap::new();
    for place in places::for_requests(connection, project.id, &numbers, true)? {
        places.entry(place.request).or_insert(ScreenRef { route: place.route, title: place.title });
    }
    // Half-lives are fractions of days; the sentence speaks of whole ones.
    let days = project.half_life_days.round() as i64;
    let since = Time::from_micros(now.micros().saturating_sub(days.saturating_mul(DAY)));
    let mut recent: HashMap<Id<id::Request>, (i64, i64)> = HashMap::new();
    for (request, kind, n) in votes::since(connection, project.id, &scanned(rows), since)? {
        let entry = recent.entry(request).or_default();
        entry.0 += n;
        if kind == VoterKind::Verified {
            entry.1 += n;
        }
    }
    let reported = places::reported_routes(connection, project.id, &ids)?;
    let members: Vec<_> = rows.iter().filter_map(|row| row.assignee_id).collect();
    let names: HashMap<_, _> = members::names(connection, project.id, &members)?
        .into_iter()
        .map(|(id, name, _)| (id, name))
        .collect();
    let mut tagged = tags::for_requests(connection, project.id, &ids)?;
    let decay = decay(project, now);
    let weights = project.weights();
    Ok(rows
        .iter()
        .map(|row| {
            let (votes, verified) = recent.get(&row.id).copied().unwrap_or_default();
            let route = match reported.get(&row.id).map(Vec::as_slice) {
                Some([one]) => Some(one.as_str()),
                _ => None,
            };
            let facts = Facts {
                votes,
                verified,
                days: Some(days),
                reports: row.reports,
                route,
                unhelpful: row.unhelpful,
                comments: row.comments,
                imported: row.baseline_votes,
                weighed: (!same(row.weight, row.votes)).then_some(row.weight),
            };
            let ranked = rank(row, &weights, decay, &facts, places.get(&row.number).cloned());
            let assignee =
                row.assignee_id.and_then(|id| names.get(&id).map(|name| Assignee { id, name: name.clone() }));
            RankedRequest { assignee, tags: tagged.remove(&row.id).unwrap_or_default(), ..ranked }
        })
        .collect())
}

/// Whether votes count what they are: weights are sums of fractions.
fn same(weight: f64, votes: i64) -> bool {
    (weight - votes as f64).abs() < 1e-6
}

/// The requests whose votes are scanned for recent ones: those with the fewest, as many as there is time for.
/// Of the others all votes are named.
fn scanned(rows: &[requests::Request]) -> Vec<Id<id::Request>> {
    let mut rows: Vec<_> = rows.iter().map(|row| (row.votes, row.id)).collect();
    rows.sort_unstable();
    let mut looked = 0;
    let within = rows.into_iter().take_while(|(votes, _)| {
        looked += votes;
        looked <= MAX_SCANNED
    });
    within.map(|(_, id)| id).collect()
}

fn rank(
    row: &requests::Request,
    weights: &Weights,
    decay: f64,
    facts: &Facts<'_>,
    screen: Option<ScreenRef>,
) -> RankedRequest {
    let terms = explain::explain(&row.parts(), weights, &row.counts(), decay);
    // Where nothing happened lately, all votes are named instead, without a period.
    let all = Facts { votes: row.votes, verified: row.votes_verified, days: None, ..*facts };
    let facts = if facts.votes == 0 { &all } else { facts };
    RankedRequest {
        id: row.id,
        number: row.number,
        kind: row.kind,
        title: row.title.clone(),
        status: row.status,
        public: row.public,
        votes: row.votes,
        voters: Voters {
            verified: row.votes_verified,
            anonymous: row.votes - row.votes_verified - row.votes_on_behalf,
            on_behalf: row.votes_on_behalf,
            imported: row.baseline_votes,
        },
        weight: row.weight,
        reports: row.reports,
        unhelpful: row.unhelpful,
        comments: row.comments,
        // Not `sum`, which makes −0 of nothing.
        heat: terms.iter().fold(0.0, |heat, term| heat + term.contribution),
        explain: terms,
        sentence: explain::sentence(facts),
        screen,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
        assignee: None,
        effort: row.effort,
        due: row.due.map(date_of),
        snoozed: (row.snoozed_until.is_some() || row.snoozed_votes.is_some())
            .then_some(Snooze { until: row.snoozed_until, votes: row.snoozed_votes }),
        tags: Vec::new(),
    }
}

/// Reports as rows, in the same order.
pub fn report_rows(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    rows: &[reports::Report],
) -> Result<Vec<ReportRow>> {
    let of =
        |ids: Vec<Id<id::Screen>>, connection: &mut AnyConnection| screens::by_ids(connection, project, &ids);
    let places: HashMap<_, _> = of(rows.iter().map(|row| row.screen_id).collect(), connection)?
        .into_iter()
        .map(|screen| (screen.id, ScreenLink::from(screen)))
        .collect();
    let ids: Vec<_> = rows.iter().filter_map(|row| row.visitor_id).collect();
    let authors: HashMap<_, _> = visitors::by_ids(connection, project, &ids)?
        .into_iter()
        .map(|visitor| (visitor.id, Author::from(visitor)))
        .collect();
    let ids: Vec<_> = rows.iter().filter_map(|row| row.request_id).collect();
    let linked: HashMap<_, _> = requests::by_ids(connection, project, &ids)?
        .into_iter()
        .map(|row| (row.id, RequestLink { id: row.id, number: row.number, title: row.title }))
        .collect();
    Ok(rows
        .iter()
        .filter_map(|row| {
            Some(ReportRow {
                id: row.id,
                number: row.number,
                title: row.title.clone(),
                screen: places.get(&row.screen_id).cloned()?,
                object: object_of(&row.object_key),
                steps: row.step_count,
                failed: row.failed.clone(),
                visitor: row.visitor_id.and_then(|id| authors.get(&id).cloned()),
                request: row.request_id.and_then(|id| linked.get(&id).cloned()),
                created_at: row.created_at,
            })
        })
        .collect())
}
