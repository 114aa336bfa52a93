//! What the measures of a project are counted from: what was sent in a period, and when it was responded to.
//! Reads a bounded number of the latest rows, by indexes; changes nothing, and decides nothing: `domain::measures` does.

use std::collections::{HashMap, HashSet};

use diesel::{
    dsl::{count_star, min},
    prelude::*,
};

use super::{
    places,
    schema::{comments, decisions, report_replies, reports, requests, solved_answers},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{
        comment::{CommentState, Visibility},
        measures::{Decided, MOST_ROWS, Sent, Share},
        news::Solved,
        status::Status,
    },
    error::Result,
};

/// When something was first done, by what it was done to.
type Firsts<T> = HashMap<Id<T>, Time>;

/// A request: its number, who made it, and when.
type Made = (Id<id::Request>, i64, Option<Id<id::Visitor>>, Time);

/// What was sent in a period.
#[derive(Debug)]
pub struct Period {
    /// All of it.
    pub sent: Vec<Sent>,
    /// Whether there is more than is looked at: the latest are here.
    pub truncated: bool,
}

/// The numbers of the requests that were created on a screen.
macro_rules! made_on {
    ($project:expr, $screen:expr) => {
        $crate::store::schema::places::table
            .filter($crate::store::schema::places::project_id.eq($project))
            .filter($crate::store::schema::places::screen_id.eq($screen))
            .filter($crate::store::schema::places::first.eq(true))
            .select($crate::store::schema::places::request)
    };
}
pub(super) use made_on;

/// The time that is looked at, and how much of it.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// From this time.
    pub since: Time,
    /// Until before this time; `None` for all that is later.
    pub until: Option<Time>,
    /// The most requests, and the most reports that are linked to none, the latest first.
    pub most: i64,
}

impl Window {
    /// All since a time, as much of it as measures look at.
    pub const fn since(since: Time) -> Self {
        Self { since, until: None, most: MOST_ROWS }
    }
}

/// What visitors sent in a time, on a screen or anywhere: requests, and reports that are linked to none. A request that
/// came from the team itself, without a report, is nothing that a visitor waits for; a merged one is answered where it was
/// merged into.
pub fn sent(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    window: Window,
    screen: Option<Id<id::Screen>>,
) -> Result<Period> {
    let (mut sent, more) = from_requests(connection, project, window, screen)?;
    let mut query = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::created_at.ge(window.since))
        .filter(reports::request_id.is_null())
        .order((reports::created_at.desc(), reports::id.desc()))
        .limit(window.most)
        .select((reports::id, reports::screen_id, reports::created_at))
        .into_boxed();
    if let Some(screen) = screen {
        query = query.filter(reports::screen_id.eq(screen));
    }
    if let Some(until) = window.until {
        query = query.filter(reports::created_at.lt(until));
    }
    let rows: Vec<(Id<id::Report>, Id<id::Screen>, Time)> = query.load(connection)?;
    let truncated = more || is_full(rows.len(), window.most);
    let ids: Vec<_> = rows.iter().map(|row| row.0).collect();
    let replied: Vec<(Id<id::Report>, Option<Time>)> = report_replies::table
        .filter(report_replies::project_id.eq(project))
        .filter(report_replies::report_id.eq_any(&ids))
        .group_by(report_replies::report_id)
        .select((report_replies::report_id, min(report_replies::created_at)))
        .load(connection)?;
    let replied = firsts(replied);
    sent.extend(rows.into_iter().map(|(report, screen, at)| Sent {
        screen: Some(screen),
        at,
        responded: replied.get(&report).copied(),
        decided: Decided::Never,
    }));
    Ok(Period { sent, truncated })
}

fn from_requests(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    window: Window,
    screen: Option<Id<id::Screen>>,
) -> Result<(Vec<Sent>, bool)> {
    // By the id, which begins with the time: an index has it.
    let mut query = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.ge(Id::<id::Request>::first_at(window.since)))
        .filter(requests::created_at.ge(window.since))
        .filter(requests::status.ne(Status::Merged))
        .order(requests::id.desc())
        .limit(window.most)
        .select((requests::id, requests::number, requests::visitor_id, requests::created_at))
        .into_boxed();
    if let Some(screen) = screen {
        query = query.filter(requests::number.eq_any(made_on!(project, screen)));
    }
    if let Some(until) = window.until {
        let first_after = Id::<id::Request>::first_at(until.plus_seconds(1));
        query = query.filter(requests::id.lt(first_after)).filter(requests::created_at.lt(until));
    }
    let rows: Vec<Made> = query.load(connection)?;
    let ids: Vec<_> = rows.iter().map(|row| row.0).collect();
    let numbers: Vec<_> = rows.iter().map(|row| row.1).collect();
    let decided = first_decisions(connection, project, &ids)?;
    let commented = first_official(connection, project, &ids)?;
    let (reported, replied) =
        (first_reports(connection, project, &ids)?, first_replies(connection, project, &ids)?);
    let made_on: HashMap<i64, Id<id::Screen>> = places::for_requests(connection, project, &numbers, true)?
        .into_iter()
        .map(|place| (place.request, place.screen))
        .collect();
    let full = is_full(rows.len(), window.most);
    let sent = rows
        .into_iter()
        .filter(|(id, _, visitor, _)| visitor.is_some() || reported.contains_key(id))
        .map(|(id, number, _, created)| {
            let decision = decided.get(&id).copied();
            let responses = [decision, commented.get(&id).copied(), replied.get(&id).copied()];
            Sent {
                screen: made_on.get(&number).copied(),
                at: reported.get(&id).map_or(created, |reported| created.min(*reported)),
                responded: responses.into_iter().flatten().min(),
                decided: decision.map_or(Decided::Open, Decided::At),
            }
        })
        .collect();
    Ok((sent, full))
}

fn first_decisions(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Firsts<id::Request>> {
    let rows = decisions::table
        .filter(decisions::project_id.eq(project))
        .filter(decisions::request_id.eq_any(ids))
        .filter(decisions::undone_at.is_null())
        .group_by(decisions::request_id)
        .select((decisions::request_id, min(decisions::decided_at)))
        .load(connection)?;
    Ok(firsts(rows))
}

fn first_official(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Firsts<id::Request>> {
    let rows = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::request_id.eq_any(ids))
        .filter(comments::visibility.eq(Visibility::Public))
        .filter(comments::state.eq(CommentState::Shown))
        // As the index `comments_official` has it, so that it is used.
        .filter(comments::official)
        .group_by(comments::request_id)
        .select((comments::request_id, min(comments::created_at)))
        .load(connection)?;
    Ok(firsts(rows))
}

/// When each request was first reported.
fn first_reports(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Firsts<id::Request>> {
    let rows: Vec<(Option<Id<id::Request>>, Option<Time>)> = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::request_id.eq_any(ids.iter().copied().map(Some)))
        .group_by(reports::request_id)
        .select((reports::request_id, min(reports::created_at)))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id?, at?))).collect())
}

/// When the team first replied to a report that is linked to each request.
fn first_replies(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Firsts<id::Request>> {
    let joined = report_replies::table.inner_join(reports::table.on(
        reports::project_id.eq(report_replies::project_id).and(reports::id.eq(report_replies::report_id)),
    ));
    let rows: Vec<(Option<Id<id::Request>>, Option<Time>)> = joined
        .filter(reports::project_id.eq(project))
        .filter(reports::request_id.eq_any(ids.iter().copied().map(Some)))
        .group_by(reports::request_id)
        .select((reports::request_id, min(report_replies::created_at)))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id?, at?))).collect())
}

/// Of the answers to "Is it solved?" about what was shipped since a time, how many are yes.
pub fn confirmed(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    since: Time,
    screen: Option<Id<id::Screen>>,
) -> Result<Share> {
    let mut query = decisions::table
        .filter(decisions::project_id.eq(project))
        .filter(decisions::decided_at.ge(since))
        .filter(decisions::status.eq(Status::Shipped))
        .filter(decisions::undone_at.is_null())
        .order((decisions::decided_at.desc(), decisions::id.desc()))
        .limit(MOST_ROWS)
        .select((decisions::request_id, decisions::version))
        .into_boxed();
    if let Some(screen) = screen {
        let there = requests::table
            .filter(requests::project_id.eq(project))
            .filter(requests::number.eq_any(made_on!(project, screen)))
            .select(requests::id);
        query = query.filter(decisions::request_id.eq_any(there));
    }
    let rows: Vec<(Id<id::Request>, i64)> = query.load(connection)?;
    let shipped: HashSet<_> = rows.into_iter().collect();
    let ids: HashSet<_> = shipped.iter().map(|(request, _)| *request).collect();
    let rows: Vec<(Id<id::Request>, i64, Solved, i64)> = solved_answers::table
        .filter(solved_answers::project_id.eq(project))
        .filter(solved_answers::request_id.eq_any(ids))
        .group_by((solved_answers::request_id, solved_answers::version, solved_answers::answer))
        .select((solved_answers::request_id, solved_answers::version, solved_answers::answer, count_star()))
        .load(connection)?;
    let (mut yes, mut n) = (0, 0);
    for (request, version, answer, count) in rows {
        if shipped.contains(&(request, version)) {
            n += count;
            yes += if answer == Solved::Yes { count } else { 0 };
        }
    }
    Ok(Share::of(yes, n))
}

fn firsts<T>(rows: Vec<(Id<T>, Option<Time>)>) -> Firsts<T> {
    rows.into_iter().filter_map(|(id, at)| Some((id, at?))).collect()
}

/// Whether so many rows are as many as are looked at.
pub(super) fn is_full(rows: usize, most: i64) -> bool {
    i64::try_from(rows).unwrap_or(i64::MAX) >= most
}
