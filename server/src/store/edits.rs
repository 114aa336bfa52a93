//! Edits of several requests at once, which their callers have locked and compared; and the edits for which no member names a request:
//! the end of a snooze, and a member who leaves.
//! Takes no decision, and compares no version.

use diesel::prelude::*;

use super::{
    deleted_projects::deleted,
    facets,
    numbers::project,
    projects,
    requests::{self, Patch, Request},
    schema::{projects as projects_table, requests as requests_table, standings},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    error::Result,
};

/// Locks requests until the transaction ends, so that their versions stay as they are and no vote is counted meanwhile. The project
/// comes first, as in everything that changes how many requests have which status, or makes one: nobody waits for anybody in turn.
pub fn lock(connection: &mut AnyConnection, project: Id<id::Project>, ids: &[Id<id::Request>]) -> Result<()> {
    projects::lock(connection, project)?;
    requests::lock(connection, project, ids)
}

/// Writes an edit of each request, and raises its version by one.
pub fn write(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    edits: &[(&Request, Patch)],
    now: Time,
) -> Result<()> {
    // Most actions do the same to all requests, so that there is one statement for all.
    let mut equal: Vec<(&Patch, Vec<Id<id::Request>>)> = Vec::new();
    for (row, patch) in edits {
        match equal.iter_mut().find(|(known, _)| *known == patch) {
            Some((_, ids)) => ids.push(row.id),
            None => equal.push((patch, vec![row.id])),
        }
    }
    let numbers = edits.iter().map(|(row, _)| row.number);
    let rows = standings::table.filter(standings::project.eq(project!(project)));
    diesel::update(rows.filter(standings::request.eq_any(numbers)))
        .set(standings::version.eq(standings::version + 1))
        .execute(connection)?;
    for (patch, ids) in equal {
        if let Some(effort) = patch.effort {
            let numbers = edits.iter().filter(|(row, _)| ids.contains(&row.id)).map(|(row, _)| row.number);
            let rows = standings::table.filter(standings::project.eq(project!(project)));
            diesel::update(rows.filter(standings::request.eq_any(numbers)))
                .set(standings::effort.eq(effort))
                .execute(connection)?;
        }
        let rows = requests_table::table.filter(requests_table::project_id.eq(project));
        diesel::update(rows.filter(requests_table::id.eq_any(ids)))
            .set((patch, requests_table::updated_at.eq(now)))
            .execute(connection)?;
    }
    let ids: Vec<_> = edits.iter().map(|(row, _)| row.id).collect();
    facets::refresh(connection, project, &ids)
}

/// Snoozed requests that have waited long enough, or have the votes that they wait for, with their projects.
pub fn due_to_wake(
    connection: &mut AnyConnection,
    now: Time,
    most: i64,
) -> Result<Vec<(Id<id::Project>, Id<id::Request>)>> {
    let rows = requests_table::table
        .inner_join(projects_table::table.on(projects_table::id.eq(requests_table::project_id)))
        .inner_join(standings::table.on(
            standings::project.eq(projects_table::number).and(standings::request.eq(requests_table::number)),
        ))
        // As the index says it, so that only snoozed ones are read.
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>(
            "(snoozed_until IS NOT NULL OR snoozed_votes IS NOT NULL)",
        ))
        .filter(
            requests_table::snoozed_until
                .le(now)
                .or(standings::votes.nullable().ge(requests_table::snoozed_votes))
                .assume_not_null(),
        )
        .filter(requests_table::project_id.ne_all(deleted!()))
        .limit(most)
        .select((requests_table::project_id, requests_table::id))
        .load(connection)?;
    Ok(rows)
}

/// Leaves the requests of a member who left the project, which is locked, to nobody; returns which they were.
pub fn unassign(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
    now: Time,
) -> Result<Vec<Id<id::Request>>> {
    let own = requests_table::table
        .filter(requests_table::project_id.eq(project))
        .filter(requests_table::assignee_id.eq(member));
    let ids = own.select(requests_table::id).load(connection)?;
    diesel::update(own)
        .set((requests_table::assignee_id.eq(None::<Id<id::Member>>), requests_table::updated_at.eq(now)))
        .execute(connection)?;
    facets::refresh(connection, project, &ids)?;
    Ok(ids)
}
