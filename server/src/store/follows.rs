//! The follows table: who follows a request without a vote on it, or does not in spite of one.
//! Does not know who voted, reported or commented; `actions::news` does.

use std::collections::HashMap;

use diesel::prelude::*;

use super::schema::follows;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::Result,
};

/// Keeps whether a visitor follows a request.
pub fn put(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (visitor, request): (Id<id::Visitor>, Id<id::Request>),
    following: bool,
    now: Time,
) -> Result<()> {
    let values = (
        follows::project_id.eq(project),
        follows::visitor_id.eq(visitor),
        follows::request_id.eq(request),
        follows::following.eq(following),
        follows::since.eq(now),
    );
    each!(connection, inner => diesel::insert_into(follows::table)
        .values(&values)
        .on_conflict((follows::project_id, follows::visitor_id, follows::request_id))
        .do_update()
        .set((follows::following.eq(following), follows::since.eq(now)))
        .execute(inner))?;
    Ok(())
}

/// What a visitor chose, by request: whether it follows it, and since when.
pub fn of_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<HashMap<Id<id::Request>, (bool, Time)>> {
    let rows: Vec<(Id<id::Request>, bool, Time)> = follows::table
        .filter(follows::project_id.eq(project))
        .filter(follows::visitor_id.eq(visitor))
        .select((follows::request_id, follows::following, follows::since))
        .load(connection)?;
    Ok(rows.into_iter().map(|(request, following, since)| (request, (following, since))).collect())
}

/// Carries what a visitor chose over to another one, whose own choices stay.
pub fn carry(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
) -> Result<()> {
    let known = of_visitor(connection, project, to)?;
    for (request, (following, since)) in of_visitor(connection, project, from)? {
        if !known.contains_key(&request) {
            put(connection, project, (to, request), following, since)?;
        }
    }
    Ok(())
}
