//! Locks of visitors' rows until the transaction ends: of those whom it names, and of all whom something else names. Visitors come before
//! everything else that is locked, always in the order of their ids, to avoid deadlocks.
//! Does nothing on SQLite, which has a single writer.

use diesel::{prelude::*, sql_types::Integer};

use super::{
    projects::Project,
    schema::{bin_visitors, visitors, votes},
    votes::key_of,
};
use crate::{
    base::id::{self, Id},
    db::{columns::Uid, connection::AnyConnection},
    error::Result,
};

/// Locks the visitors' rows until the transaction ends, so that nothing else is written for them.
pub fn lock(connection: &mut AnyConnection, project: Id<id::Project>, ids: &[Id<id::Visitor>]) -> Result<()> {
    if let AnyConnection::Postgres(inner) = connection {
        let rows = visitors::table.filter(visitors::project_id.eq(project)).filter(visitors::id.eq_any(ids));
        rows.order(visitors::id.asc()).select(visitors::id).for_update().load::<Id<id::Visitor>>(inner)?;
    }
    Ok(())
}

/// Keeps the voters of requests, by their numbers, from being merged or erased until the transaction ends. They come before the
/// project and its requests.
pub fn lock_voters(connection: &mut AnyConnection, project: &Project, requests: &[i64]) -> Result<()> {
    if let AnyConnection::Postgres(inner) = connection {
        let keys = requests.iter().map(|number| key_of(*number)).collect::<Result<Vec<_>>>()?;
        let voters = votes::table
            .filter(votes::project.eq(project.number))
            .filter(votes::request.eq_any(keys))
            .select(votes::visitor);
        let rows = visitors::table.filter(visitors::project_id.eq(project.id));
        rows.filter(visitors::number.eq_any(voters))
            .order(visitors::id.asc())
            .select(visitors::number)
            .for_key_share()
            .load::<i64>(inner)?;
    }
    Ok(())
}

/// Locks all visitors whom the rows of a request name, by its id and number, until the transaction ends: voters, and those who wrote,
/// follow, answered or are credited. None of them can be merged or deleted meanwhile.
pub fn lock_named(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Request>,
    number: i64,
) -> Result<()> {
    if let AnyConnection::Postgres(inner) = connection {
        diesel::sql_query(
            "SELECT number FROM visitors WHERE project_id = $1 AND (id IN ( \
             SELECT visitor_id FROM requests WHERE project_id = $1 AND id = $2 \
             UNION SELECT visitor_id FROM comments WHERE project_id = $1 AND request_id = $2 \
             UNION SELECT visitor_id FROM follows WHERE project_id = $1 AND request_id = $2 \
             UNION SELECT visitor_id FROM solved_answers WHERE project_id = $1 AND request_id = $2 \
             UNION SELECT visitor_id FROM credits WHERE project_id = $1 AND request_id = $2) \
             OR number IN (SELECT visitor FROM votes WHERE project = $3 AND request = $4)) \
             ORDER BY id FOR KEY SHARE",
        )
        .bind::<Uid, _>(project.id)
        .bind::<Uid, _>(id)
        .bind::<Integer, _>(project.number)
        .bind::<Integer, _>(key_of(number)?)
        .execute(inner)?;
    }
    Ok(())
}

/// Locks the visitors whom something in the bin names until the transaction ends, so that nobody merges or erases them meanwhile.
pub fn lock_binned(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    entry: Id<id::Deleted>,
) -> Result<()> {
    if let AnyConnection::Postgres(inner) = connection {
        let named = bin_visitors::table
            .filter(bin_visitors::project_id.eq(project))
            .filter(bin_visitors::entry_id.eq(entry))
            .select(bin_visitors::visitor_id);
        visitors::table
            .filter(visitors::project_id.eq(project))
            .filter(visitors::id.eq_any(named))
            .order(visitors::id.asc())
            .select(visitors::id)
            .for_key_share()
            .load::<Id<id::Visitor>>(inner)?;
    }
    Ok(())
}
