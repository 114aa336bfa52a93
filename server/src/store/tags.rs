//! Tags of requests: words that a team sorts them by.
//! Knows no list of allowed ones: a tag is there while a request has it.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};

use super::schema::tags;
use crate::{
    base::id::{self, Id},
    db::connection::{AnyConnection, each},
    error::Result,
};

/// The tags of these requests, each in the order of the alphabet.
pub fn for_requests(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
) -> Result<HashMap<Id<id::Request>, Vec<String>>> {
    let rows: Vec<(Id<id::Request>, String)> = tags::table
        .filter(tags::project_id.eq(project))
        .filter(tags::request_id.eq_any(requests))
        .order(tags::tag.asc())
        .select((tags::request_id, tags::tag))
        .load(connection)?;
    let mut found: HashMap<_, Vec<String>> = HashMap::new();
    for (request, tag) in rows {
        found.entry(request).or_default().push(tag);
    }
    Ok(found)
}

/// The tags of a project, in the order of the alphabet, with the number of their requests.
pub fn of_project(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    most: i64,
) -> Result<Vec<(String, i64)>> {
    let rows = tags::table
        .filter(tags::project_id.eq(project))
        .group_by(tags::tag)
        .order(tags::tag.asc())
        .limit(most)
        .select((tags::tag, count_star()))
        .load(connection)?;
    Ok(rows)
}

/// Replaces the tags of a request.
pub fn set(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    wanted: &[String],
) -> Result<()> {
    let own = tags::table.filter(tags::project_id.eq(project)).filter(tags::request_id.eq(request));
    diesel::delete(own).execute(connection)?;
    let rows: Vec<_> = wanted
        .iter()
        .map(|tag| (tags::project_id.eq(project), tags::tag.eq(tag), tags::request_id.eq(request)))
        .collect();
    each!(connection, inner => diesel::insert_into(tags::table).values(rows).execute(inner))?;
    Ok(())
}
