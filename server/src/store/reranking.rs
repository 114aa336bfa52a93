//! What is left of changes of rankings: of each project, up to which request the scores are computed again.
//! Computes none: `heats` does.

use diesel::prelude::*;

use super::{
    projects::Project,
    schema::{projects, requests, rerankings},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::Result,
};

/// What is left of a change of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Left {
    /// The number of the last request whose score was computed again, 0 for none.
    pub after: i64,
    /// Whether its parts are summed from the signals again: these fade or weigh differently now.
    pub signals: bool,
    /// The id of the last visitor that got the weight of its segment again; `None` where all have it.
    pub visitors_after: Option<Id<id::Visitor>>,
    /// When it was to start, which tells one change from the next.
    pub starts_at: Time,
}

/// Writes a ranking, and that all scores are to be computed again, not before `at`.
pub fn begin(
    connection: &mut AnyConnection,
    project: &Project,
    (signals, visitors): (bool, bool),
    at: Time,
) -> Result<()> {
    diesel::update(projects::table.find(project.id))
        .set((
            projects::landmark.eq(project.landmark),
            projects::half_life_days.eq(project.half_life_days),
            projects::weight_votes.eq(project.weight_votes),
            projects::weight_reports.eq(project.weight_reports),
            projects::weight_unhelpful.eq(project.weight_unhelpful),
            projects::weight_comments.eq(project.weight_comments),
        ))
        .execute(connection)?;
    start(connection, project.id, (signals, visitors), at)
}

/// Writes that all scores are to be computed again, from their signals and after the weights of all visitors where that is asked for.
pub fn start(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (signals, visitors): (bool, bool),
    at: Time,
) -> Result<()> {
    note(connection, project, None)?;
    let first = Id::<id::Visitor>::from(uuid::Uuid::nil());
    let row = (
        rerankings::project_id.eq(project),
        rerankings::after.eq(0_i64),
        rerankings::starts_at.eq(at),
        rerankings::signals.eq(signals),
        rerankings::visitors_after.eq(visitors.then_some(first)),
    );
    each!(connection, inner => diesel::insert_into(rerankings::table).values(row).execute(inner))?;
    Ok(())
}

/// What is left in a project; `None` for nothing.
pub fn left(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Option<Left>> {
    let left = rerankings::table
        .find(project)
        .select((rerankings::after, rerankings::signals, rerankings::visitors_after, rerankings::starts_at))
        .first(connection)
        .optional()?;
    Ok(left)
}

/// Notes up to which request the scores are computed again; `None` when all are.
pub fn note(connection: &mut AnyConnection, project: Id<id::Project>, after: Option<i64>) -> Result<()> {
    let row = rerankings::table.find(project);
    match after {
        Some(after) => diesel::update(row).set(rerankings::after.eq(after)).execute(connection)?,
        None => diesel::delete(row).execute(connection)?,
    };
    Ok(())
}

/// Notes up to which visitor the weights are set again, `None` for all, where this is not known yet and no other change came since.
pub fn note_visitors(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    before: &Left,
    after: Option<Id<id::Visitor>>,
) -> Result<()> {
    let row = rerankings::table
        .find(project)
        .filter(rerankings::starts_at.eq(before.starts_at))
        .filter(rerankings::visitors_after.eq(before.visitors_after));
    diesel::update(row).set(rerankings::visitors_after.eq(after)).execute(connection)?;
    Ok(())
}

/// The project whose turn it is, and from when on.
pub fn next(connection: &mut AnyConnection) -> Result<Option<(Id<id::Project>, Time)>> {
    let next = rerankings::table
        .order((rerankings::starts_at.asc(), rerankings::project_id.asc()))
        .select((rerankings::project_id, rerankings::starts_at))
        .first(connection)
        .optional()?;
    Ok(next)
}

/// The numbers and ids of the requests after one, at most so many, in the order of their numbers.
pub fn following(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, Id<id::Request>)>> {
    let rows = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::number.gt(after))
        .order(requests::number.asc())
        .limit(most)
        .select((requests::number, requests::id))
        .load(connection)?;
    Ok(rows)
}
