//! What the overview of a project lists beside the lists that there are: what waits longest, what came back, what rises, and which
//! questions are open. Reads a bounded number of rows each, by an index of its own; changes nothing.

use std::collections::HashMap;

use diesel::{
    dsl::{max, sql},
    prelude::*,
    sql_types::Bool,
};

use super::{
    numbers::whole,
    projects::Project,
    proposals::Proposal,
    requests::Request,
    schema::{comments, decisions, proposals, reports, requests, solved_answers, standings},
    solved::Answer,
    votes,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{
        comment::{CommentState, Visibility},
        news::Solved,
        overview::MOST_UNSOLVED,
        proposal::ProposalState,
        status::Status,
    },
    error::Result,
};

/// New requests that two visitors want at least, so that one other than the author waits: the oldest first.
pub fn waiting(connection: &mut AnyConnection, project: &Project, most: i64) -> Result<Vec<Request>> {
    let numbers: Vec<i64> = standings::table
        .filter(standings::project.eq(project.number))
        // As the index `standings_waiting` says it, in the order of which they were made.
        .filter(sql::<Bool>("votes > 1 AND facet IN (0, 2, 4, 6, 64, 66, 68, 70)"))
        .order(standings::request.asc())
        .limit(most)
        .select(standings::request)
        .load(connection)?;
    let mut rows: Vec<Request> = whole!(project.id, project.number)
        .filter(requests::number.eq_any(numbers))
        .select(Request::as_select())
        .load(connection)?;
    rows.sort_by_key(|row| row.number);
    Ok(rows)
}

/// Requests without a decision whose snooze ended since a time, the latest first.
pub fn woken(
    connection: &mut AnyConnection,
    project: &Project,
    since: Time,
    most: i64,
) -> Result<Vec<Request>> {
    let rows = whole!(project.id, project.number)
        .filter(requests::woken_at.ge(since))
        .filter(requests::status.eq_any([Status::New, Status::UnderReview]))
        .filter(requests::snoozed_until.is_null())
        .filter(requests::snoozed_votes.is_null())
        .order((requests::woken_at.desc(), requests::id.desc()))
        .limit(most)
        .select(Request::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Which of these requests got most votes since a time, with how many; in equal numbers in their order.
pub fn rising(
    connection: &mut AnyConnection,
    project: &Project,
    rows: &[Request],
    since: Time,
    most: usize,
) -> Result<Vec<(Request, i64)>> {
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let gained: HashMap<_, _> =
        votes::counts_since(connection, project, &numbers, since)?.into_iter().collect();
    let mut risen: Vec<_> =
        rows.iter().filter_map(|row| Some((row.clone(), gained.get(&row.number).copied()?))).collect();
    risen.sort_by_key(|(_, gained)| std::cmp::Reverse(*gained));
    risen.truncate(most);
    Ok(risen)
}

/// How many reports have no request, counted up to `most`.
pub fn unlinked(connection: &mut AnyConnection, project: Id<id::Project>, most: i64) -> Result<i64> {
    let some = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::request_id.is_null())
        .order((reports::created_at.desc(), reports::id.desc()))
        .limit(most)
        .select(reports::id);
    let ids: Vec<Id<id::Report>> = some.load(connection)?;
    Ok(i64::try_from(ids.len()).unwrap_or(most))
}

/// A comment that waits for approval: its id, when it was written, its text, and the number and title of its request.
pub type Pending = (Id<id::Comment>, Time, String, i64, String);

/// The latest comments that wait for approval.
pub fn pending(connection: &mut AnyConnection, project: Id<id::Project>, most: i64) -> Result<Vec<Pending>> {
    let rows = comments::table
        .inner_join(
            requests::table
                .on(requests::project_id.eq(comments::project_id).and(requests::id.eq(comments::request_id))),
        )
        .filter(comments::project_id.eq(project))
        .filter(comments::visibility.eq(Visibility::Public))
        .filter(comments::state.eq(CommentState::Pending))
        .order((comments::created_at.desc(), comments::id.desc()))
        .limit(most)
        .select((comments::id, comments::created_at, comments::body, requests::number, requests::title))
        .load(connection)?;
    Ok(rows)
}

/// Proposals without an outcome that close before a time or have closed, the latest closing first.
pub fn closing(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    before: Time,
    most: i64,
) -> Result<Vec<Proposal>> {
    let rows = proposals::table
        .filter(proposals::project_id.eq(project))
        .filter(proposals::state.eq(ProposalState::Published))
        .filter(proposals::closes_at.lt(before))
        .filter(proposals::outcome.is_null())
        .order((proposals::closes_at.desc(), proposals::id.desc()))
        .limit(most)
        .select(Proposal::as_select())
        .load(connection)?;
    Ok(rows)
}

/// A shipped request, the number of those who said lately that it is not solved, and the latest of them who said why, or the latest.
pub type Unsolved = (Request, i64, Answer);

/// The shipped requests of which somebody said since a time that they are not solved; most answers first. Answers about an earlier
/// shipping are not counted.
pub fn unsolved(
    connection: &mut AnyConnection,
    project: &Project,
    since: Time,
    most: usize,
) -> Result<Vec<Unsolved>> {
    let answers: Vec<Answer> = solved_answers::table
        .filter(solved_answers::project_id.eq(project.id))
        .filter(solved_answers::answer.eq(Solved::No))
        .filter(solved_answers::answered_at.ge(since))
        .order(solved_answers::answered_at.desc())
        .limit(MOST_UNSOLVED)
        .select(Answer::as_select())
        .load(connection)?;
    let ids: Vec<_> = answers.iter().map(|answer| answer.request_id).collect();
    let standing: Vec<(Id<id::Request>, Option<i64>)> = decisions::table
        .filter(decisions::project_id.eq(project.id))
        .filter(decisions::request_id.eq_any(&ids))
        .filter(decisions::undone_at.is_null())
        .group_by(decisions::request_id)
        .select((decisions::request_id, max(decisions::version)))
        .load(connection)?;
    let rows: Vec<Request> = whole!(project.id, project.number)
        .filter(requests::id.eq_any(&ids))
        .filter(requests::status.eq(Status::Shipped))
        .select(Request::as_select())
        .load(connection)?;
    let mut found: Vec<_> = rows
        .into_iter()
        .filter_map(|row| {
            let (_, version) = standing.iter().find(|(id, _)| *id == row.id)?;
            let of =
                || answers.iter().filter(|one| one.request_id == row.id && Some(one.version) == *version);
            let told = of().find(|answer| !answer.reason.is_empty()).or_else(|| of().next())?.clone();
            let no = i64::try_from(of().count()).unwrap_or(i64::MAX);
            Some((row, no, told))
        })
        .collect();
    found.sort_by_key(|(row, no, told)| std::cmp::Reverse((*no, told.answered_at, row.number)));
    found.truncate(most);
    Ok(found)
}
