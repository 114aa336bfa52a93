//! The first page of a project in one answer: what needs a decision today, what is hot and rises, what waits longest, how long
//! visitors wait, and the last weeks. Days and weeks are those of UTC, since totals are kept by these.
//! Reads kept totals and the first rows of indexes: it costs the same among a thousand requests and a million.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::triage::{RankedRequest, ReportRow, ranked, report_rows};
use crate::{
    api::{
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        wire,
    },
    auth::team::{Team, Viewer},
    base::{
        id::{self, Id},
        time::{DAY, Time, date_of},
    },
    db::connection::AnyConnection,
    domain::{
        facet::Facet,
        measures::{Spread, Summary},
        order::Order,
        overview::{self, AnswerVolume, MOST_COUNTED, MOST_LISTED, Week},
        status::Status,
    },
    error::Result,
    state::Context,
    store::{
        comments, day_totals, facets,
        listing::{self, Filter},
        measures::{self, Window},
        overview as rows,
        projects::Project,
        reports, requests,
    },
};

/// Reports and comments that are listed, and proposals.
const FEW: i64 = 3;
const MOST_PROPOSALS: i64 = 10;
/// Characters of a comment.
const EXCERPT: usize = 200;
const SECONDS_A_DAY: i64 = 86_400;

/// Requests that need a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToDecide {
    /// How many there are.
    total: i64,
    /// The first five.
    items: Vec<RankedRequest>,
}

/// A comment that waits for approval.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingComment {
    /// The ID of the comment.
    id: Id<id::Comment>,
    /// The number of its request.
    request_number: i64,
    /// The title of its request.
    request_title: String,
    /// The beginning of its text, as it was typed.
    excerpt: String,
    /// When it was created.
    created_at: Time,
}

/// Comments that wait for approval.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingComments {
    /// How many there are; 100 means that many or more.
    total: i64,
    /// The latest three.
    items: Vec<WaitingComment>,
}

/// Reports without a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingReports {
    /// How many there are; 100 means that many or more.
    total: i64,
    /// The latest three.
    items: Vec<ReportRow>,
}

/// A proposal without an outcome.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueProposal {
    /// The ID of the proposal.
    id: Id<id::Proposal>,
    /// The question.
    question: String,
    /// When it closes or closed.
    closes_at: Option<Time>,
    /// Whether it is closed.
    closed: bool,
}

/// A shipped request that is not solved for everybody.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnsolvedRequest {
    /// The ID of the request.
    id: Id<id::Request>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// How many said within 30 days that it is not solved.
    no: i64,
    /// What one of them said; empty where none said why.
    reason: String,
    /// When that was.
    answered_at: Time,
}

/// What needs a decision today.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecideToday {
    /// New requests without a decision that are not snoozed, the hottest first.
    new: ToDecide,
    /// Snoozed ones that came back today (UTC), the latest first; 100 means that many or more.
    woken: ToDecide,
    /// Comments that wait for approval.
    comments: WaitingComments,
    /// Reports without a request.
    reports: WaitingReports,
    /// Proposals that close today (UTC) or closed without an outcome, at most ten.
    proposals: Vec<DueProposal>,
    /// Shipped requests that somebody called not solved within 30 days; the five with most such answers.
    unsolved: Vec<UnsolvedRequest>,
}

/// A request that rises.
#[derive(Debug, Serialize, ToSchema)]
pub struct RisingRequest {
    /// The request.
    #[serde(flatten)]
    request: RankedRequest,
    /// Its votes of now that were cast before the last seven days.
    before: i64,
    /// Those that were cast within the last seven days.
    gained: i64,
}

/// How long visitors waited for what they sent in a period of 30 days.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodTimes {
    /// The first day of the period in UTC.
    from: String,
    /// The time to the first official comment, decision or reply to a report.
    first_response: Spread,
    /// The time to the first decision on a request.
    decision: Spread,
    /// True where the numbers are about the 1,000 latest requests or reports only.
    truncated: bool,
}

/// The first page of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overview {
    /// Today in UTC, such as `2026-11-21`.
    day: String,
    /// What needs a decision today.
    decide: DecideToday,
    /// The five hottest requests that are new, under review, planned or in progress, and not snoozed.
    hot: Vec<RankedRequest>,
    /// The five that got most votes within seven days, of the 100 hottest.
    rising: Vec<RisingRequest>,
    /// The five oldest new requests that are not snoozed and have votes of two visitors at least.
    waiting: Vec<RankedRequest>,
    /// The times of what was sent within 30 days.
    times: PeriodTimes,
    /// The times of what was sent in the 30 days before.
    times_before: PeriodTimes,
    /// The answers to “Was this helpful?” of eight weeks.
    answers: AnswerVolume,
    /// The last twelve weeks, the oldest first.
    weeks: Vec<Week>,
}

/// Returns the overview of a project. Its days and weeks are those of UTC.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/overview")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<Overview>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| read(connection, &team.project, team.now))
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

fn read(connection: &mut AnyConnection, project: &Project, now: Time) -> Result<Overview> {
    let (today, ago) = (now.day(), |days: i64| now.plus_seconds(-days * SECONDS_A_DAY));
    let morning = Time::from_micros(today * DAY);
    let new = first(connection, project, &[Status::New], MOST_LISTED as i64)?;
    let mut woken = rows::woken(connection, project, morning, MOST_COUNTED)?;
    let woken_total = count(woken.len());
    woken.truncate(MOST_LISTED);
    let open = [Status::New, Status::UnderReview, Status::Planned, Status::InProgress];
    let mut hot = first(connection, project, &open, overview::MOST_RISING)?;
    let rising = rows::rising(connection, project, &hot, ago(overview::RISING_DAYS), MOST_LISTED)?;
    hot.truncate(MOST_LISTED);
    let waiting = rows::waiting(connection, project, MOST_LISTED as i64)?;
    let risen = rising.iter().map(|(row, _)| row);
    let explained = explained(
        connection,
        project,
        new.iter().chain(&woken).chain(&hot).chain(risen).chain(&waiting),
        now,
    )?;
    let ranked = |rows: &[requests::Request]| -> Vec<RankedRequest> {
        rows.iter().filter_map(|row| explained.get(&row.id).cloned()).collect()
    };
    let counts = day_totals::since(connection, project.id, today - overview::WEEKS * 7 + 1)?;
    Ok(Overview {
        day: date_of(today),
        decide: DecideToday {
            new: ToDecide { total: undecided(connection, project.id)?, items: ranked(&new) },
            woken: ToDecide { total: woken_total, items: ranked(&woken) },
            comments: waiting_comments(connection, project.id)?,
            reports: waiting_reports(connection, project.id)?,
            proposals: due(connection, project.id, now)?,
            unsolved: unsolved(connection, project, ago(overview::UNSOLVED_DAYS))?,
        },
        hot: ranked(&hot),
        rising: rising
            .iter()
            .filter_map(|(row, gained)| {
                let request = explained.get(&row.id).cloned()?;
                Some(RisingRequest { before: request.votes - gained, request, gained: *gained })
            })
            .collect(),
        waiting: ranked(&waiting),
        times: times(connection, project.id, (ago(overview::TIMES_DAYS), None), now)?,
        times_before: times(
            connection,
            project.id,
            (ago(2 * overview::TIMES_DAYS), Some(ago(overview::TIMES_DAYS))),
            now,
        )?,
        answers: overview::answers(&counts, today),
        weeks: overview::weeks(&counts, today),
    })
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

/// The hottest requests with these statuses that are not snoozed.
fn first(
    connection: &mut AnyConnection,
    project: &Project,
    statuses: &[Status],
    most: i64,
) -> Result<Vec<requests::Request>> {
    let filter = Filter { statuses: statuses.to_vec(), snoozed: Some(false), ..Filter::default() };
    Ok(listing::page(connection, project.id, Order::Hot, &filter, None, most)?.items)
}

/// Each of these requests with its rank explained, once.
fn explained<'r>(
    connection: &mut AnyConnection,
    project: &Project,
    rows: impl Iterator<Item = &'r requests::Request>,
    now: Time,
) -> Result<HashMap<Id<id::Request>, RankedRequest>> {
    let once: HashMap<_, _> = rows.map(|row| (row.id, row)).collect();
    let rows: Vec<_> = once.into_values().cloned().collect();
    Ok(ranked(connection, project, &rows, now)?.into_iter().map(|row| (row.id, row)).collect())
}

fn undecided(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<i64> {
    let waits = |facet: Facet| facet.status == Status::New && !facet.snoozed;
    let totals = facets::totals(connection, project)?;
    Ok(totals.into_iter().filter(|(facet, _)| waits(*facet)).map(|(_, n)| n).sum())
}

fn waiting_comments(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<WaitingComments> {
    let items = rows::pending(connection, project, FEW)?
        .into_iter()
        .map(|(id, created_at, text, request_number, request_title)| WaitingComment {
            id,
            request_number,
            request_title,
            excerpt: text.chars().take(EXCERPT).collect(),
            created_at,
        })
        .collect();
    Ok(WaitingComments { total: comments::pending(connection, project, MOST_COUNTED)?, items })
}

fn waiting_reports(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<WaitingReports> {
    let filter = reports::Filter { linked: Some(false), ..reports::Filter::default() };
    let page = reports::page(connection, project, &filter, None, FEW)?;
    let items = report_rows(connection, project, &page.items)?;
    Ok(WaitingReports { total: rows::unlinked(connection, project, MOST_COUNTED)?, items })
}

fn due(connection: &mut AnyConnection, project: Id<id::Project>, now: Time) -> Result<Vec<DueProposal>> {
    let tomorrow = Time::from_micros((now.day() + 1) * DAY);
    let found = rows::closing(connection, project, tomorrow, MOST_PROPOSALS)?;
    let described = |row: crate::store::proposals::Proposal| DueProposal {
        closed: row.closes_at.is_some_and(|closes| closes <= now),
        id: row.id,
        question: row.question,
        closes_at: row.closes_at,
    };
    Ok(found.into_iter().map(described).collect())
}

fn unsolved(connection: &mut AnyConnection, project: &Project, since: Time) -> Result<Vec<UnsolvedRequest>> {
    let found = rows::unsolved(connection, project, since, MOST_LISTED)?;
    let described = |(row, no, told): rows::Unsolved| UnsolvedRequest {
        id: row.id,
        number: row.number,
        title: row.title,
        no,
        reason: told.reason,
        answered_at: told.answered_at,
    };
    Ok(found.into_iter().map(described).collect())
}

fn times(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (since, until): (Time, Option<Time>),
    now: Time,
) -> Result<PeriodTimes> {
    let window = Window { since, until, most: overview::MOST_TIMED };
    let period = measures::sent(connection, project, window, None)?;
    let summary = Summary::of(&period.sent, now);
    Ok(PeriodTimes {
        from: date_of(since.day()),
        first_response: summary.first_response,
        decision: summary.decision,
        truncated: period.truncated,
    })
}
