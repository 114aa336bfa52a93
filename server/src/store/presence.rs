//! The presence table: which request each member has open in the dashboard.
//! Keeps no history: a row is the latest state, and is deleted when the member leaves.

use diesel::prelude::*;

use super::schema::{members, presence};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::Result,
};

/// Seconds after which somebody who was not seen is no longer there: a node that crashed says no goodbye.
pub const GONE_SECONDS: i64 = 180;

/// Maximum number of people that are told.
const MOST: i64 = 50;

/// Somebody who has a request open.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Present {
    /// The member.
    pub member: Id<id::Member>,
    /// The name.
    pub name: String,
    /// The request.
    pub request: Id<id::Request>,
}

/// Notes which request a member has open.
pub fn put(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
    request: Id<id::Request>,
    now: Time,
) -> Result<()> {
    let values = (
        presence::project_id.eq(project),
        presence::member_id.eq(member),
        presence::request_id.eq(request),
        presence::seen_at.eq(now),
    );
    each!(connection, inner => diesel::insert_into(presence::table)
        .values(&values)
        .on_conflict((presence::project_id, presence::member_id))
        .do_update()
        .set((presence::request_id.eq(request), presence::seen_at.eq(now)))
        .execute(inner))?;
    Ok(())
}

/// Notes that a member has no request open; whether there was one.
pub fn remove(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
) -> Result<bool> {
    Ok(diesel::delete(presence::table.find((project, member))).execute(connection)? > 0)
}

/// Who has which request of a project open, the earliest member first; at most 50.
pub fn of_project(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    now: Time,
) -> Result<Vec<Present>> {
    let found = presence::table
        .inner_join(members::table.on(members::id.eq(presence::member_id)))
        .filter(presence::project_id.eq(project))
        .filter(presence::seen_at.gt(now.plus_seconds(-GONE_SECONDS)))
        .order(members::id.asc())
        .limit(MOST)
        .select((presence::member_id, members::name, presence::request_id))
        .load(connection)?;
    Ok(found)
}

/// Notes that members still are there.
pub fn seen(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    members: &[Id<id::Member>],
    now: Time,
) -> Result<()> {
    let rows =
        presence::table.filter(presence::project_id.eq(project)).filter(presence::member_id.eq_any(members));
    diesel::update(rows).set(presence::seen_at.eq(now)).execute(connection)?;
    Ok(())
}

/// Those who were not seen for too long, at most so many.
pub fn lost(
    connection: &mut AnyConnection,
    now: Time,
    most: i64,
) -> Result<Vec<(Id<id::Project>, Id<id::Member>)>> {
    let found = presence::table
        .filter(presence::seen_at.le(now.plus_seconds(-GONE_SECONDS)))
        .limit(most)
        .select((presence::project_id, presence::member_id))
        .load(connection)?;
    Ok(found)
}
