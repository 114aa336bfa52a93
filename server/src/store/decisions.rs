//! The decisions table: status changes with their public reasons, versioned.
//! Never edits and never deletes one; one that was taken back soon after is marked.

use std::collections::HashMap;

use diesel::{dsl::max, prelude::*};

use super::{day_totals::DayMoves, schema::decisions};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::{
        overview::Figure,
        status::{ReasonCode, Status},
    },
    error::Result,
};

/// A decision.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = decisions)]
#[diesel(treat_none_as_default_value = false)]
pub struct Decision {
    /// The project.
    pub project_id: Id<id::Project>,
    /// What was decided on.
    pub request_id: Id<id::Request>,
    /// 1 for the first decision on the request.
    pub version: i64,
    /// Names the decision.
    pub id: Id<id::Decision>,
    /// The status it leads to.
    pub status: Status,
    /// The reason in a word.
    pub reason_code: ReasonCode,
    /// The reason as voters read it.
    pub reason: String,
    /// The evidence for it.
    pub evidence: Option<String>,
    /// What else was weighed.
    pub alternatives: Option<String>,
    /// What would reopen it.
    pub reopen_if: Option<String>,
    /// Who decided, as written then.
    pub decided_by: String,
    /// When.
    pub decided_at: Time,
    /// When it was taken back.
    pub undone_at: Option<Time>,
    /// Who took it back.
    pub undone_by: Option<String>,
}

/// Inserts decisions.
pub fn insert(connection: &mut AnyConnection, made: &[Decision]) -> Result<()> {
    each!(connection, inner => diesel::insert_into(decisions::table).values(made).execute(inner))?;
    let Some(first) = made.first() else { return Ok(()) };
    let rows = made.iter().map(|decision| (decision.status, decision.decided_at));
    count(connection, first.project_id, rows, 1)
}

/// Counts decisions of a project, which is locked, that are made (`by` is 1) or taken back (−1).
fn count(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    rows: impl Iterator<Item = (Status, Time)>,
    by: i64,
) -> Result<()> {
    let mut days = DayMoves::default();
    for (status, at) in rows {
        days.add(Figure::Decided, at.day(), by);
        if status == Status::Shipped {
            days.add(Figure::Shipped, at.day(), by);
        }
    }
    days.write(connection, project)
}

/// The version of the latest decision on each of these requests that has any.
pub fn latest_versions(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
) -> Result<HashMap<Id<id::Request>, i64>> {
    let rows: Vec<(Id<id::Request>, Option<i64>)> = decisions::table
        .filter(decisions::project_id.eq(project))
        .filter(decisions::request_id.eq_any(requests))
        .group_by(decisions::request_id)
        .select((decisions::request_id, max(decisions::version)))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(request, version)| Some((request, version?))).collect())
}

/// Marks the decisions on requests that have a version as taken back.
pub fn take_back(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
    version: i64,
    by: &str,
    now: Time,
) -> Result<()> {
    let rows = decisions::table
        .filter(decisions::project_id.eq(project))
        .filter(decisions::request_id.eq_any(requests))
        .filter(decisions::version.eq(version));
    let standing: Vec<(Status, Time)> = rows
        .clone()
        .filter(decisions::undone_at.is_null())
        .select((decisions::status, decisions::decided_at))
        .load(connection)?;
    count(connection, project, standing.into_iter(), -1)?;
    diesel::update(rows)
        .set((decisions::undone_at.eq(now), decisions::undone_by.eq(by)))
        .execute(connection)?;
    Ok(())
}

/// The decisions on a request, newest first.
pub fn for_request(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<Vec<Decision>> {
    let rows = decisions::table
        .filter(decisions::project_id.eq(project))
        .filter(decisions::request_id.eq(request))
        .order(decisions::version.desc())
        .select(Decision::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The decisions on these requests that were not taken back, newest first.
pub fn for_requests(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
) -> Result<Vec<Decision>> {
    let rows = decisions::table
        .filter(decisions::project_id.eq(project))
        .filter(decisions::request_id.eq_any(requests))
        .filter(decisions::undone_at.is_null())
        .order(decisions::version.desc())
        .select(Decision::as_select())
        .load(connection)?;
    Ok(rows)
}
