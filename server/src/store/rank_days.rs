//! The rank_days table: in which order the requests of each project that needed a decision were, once a day.
//! Ranks nothing: `listing` does.

use diesel::{dsl::max, prelude::*};

use super::{
    deleted_projects::deleted,
    schema::{projects, rank_days},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::Result,
};

/// Rows in one statement.
const AT_ONCE: usize = 100;

/// A row.
#[derive(Clone, Copy, Debug, Insertable)]
#[diesel(table_name = rank_days)]
#[diesel(treat_none_as_default_value = false)]
struct RankDay {
    project_id: Id<id::Project>,
    taken_at: Time,
    rank: i64,
    request: i64,
}

/// The projects that have requests and no order since `since`, at most so many.
pub fn missing(connection: &mut AnyConnection, since: Time, most: i64) -> Result<Vec<Id<id::Project>>> {
    let taken = rank_days::table
        .filter(rank_days::project_id.eq(projects::id))
        .filter(rank_days::taken_at.ge(since))
        .select(rank_days::rank);
    let ids = projects::table
        .filter(projects::last_request_number.gt(0))
        .filter(projects::id.ne_all(deleted!()))
        .filter(diesel::dsl::not(diesel::dsl::exists(taken)))
        .order(projects::id)
        .limit(most)
        .select(projects::id)
        .load(connection)?;
    Ok(ids)
}

/// Keeps an order: the numbers of the requests, first rank first. A row of rank 0 says that it was kept, even if nothing was in it.
pub fn keep(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    numbers: &[i64],
    at: Time,
) -> Result<()> {
    let rows = [0].iter().chain(numbers).zip(0..).map(|(request, rank)| RankDay {
        project_id: project,
        taken_at: at,
        rank,
        request: *request,
    });
    for rows in rows.collect::<Vec<_>>().chunks(AT_ONCE) {
        let insert = diesel::insert_into(rank_days::table).values(rows);
        each!(connection, inner => insert.execute(inner))?;
    }
    Ok(())
}

/// When the latest order of a project was kept; `None` if it has none.
pub fn latest(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Option<Time>> {
    let at = rank_days::table
        .filter(rank_days::project_id.eq(project))
        .select(max(rank_days::taken_at))
        .first(connection)?;
    Ok(at)
}

/// The order that was kept then.
pub fn of(connection: &mut AnyConnection, project: Id<id::Project>, at: Time) -> Result<Vec<i64>> {
    let numbers = rank_days::table
        .filter(rank_days::project_id.eq(project))
        .filter(rank_days::taken_at.eq(at))
        .filter(rank_days::rank.gt(0))
        .order(rank_days::rank)
        .select(rank_days::request)
        .load(connection)?;
    Ok(numbers)
}

/// Deletes what was kept before a time.
pub fn sweep(connection: &mut AnyConnection, before: Time) -> Result<()> {
    diesel::delete(rank_days::table.filter(rank_days::taken_at.lt(before))).execute(connection)?;
    Ok(())
}
