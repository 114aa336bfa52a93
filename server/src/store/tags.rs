//! Tags of requests: words that a team sorts them by.
//! Knows no list of allowed ones: a tag is there while a request has it.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*, sql_query, sql_types::Text};

use super::schema::tags;
use crate::{
    base::id::{self, Id},
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
    },
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

/// The tags of a project as they are written, each once. Steps from one to the next in the index: there are many rows and few tags.
pub fn spellings(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<String>> {
    let steps = sql_query(
        "WITH RECURSIVE spelled (tag) AS (SELECT MIN(tag) FROM tags WHERE project_id = $1 UNION ALL \
         SELECT (SELECT MIN(tag) FROM tags WHERE project_id = $1 AND tag > spelled.tag) FROM spelled \
         WHERE spelled.tag IS NOT NULL) SELECT tag FROM spelled WHERE tag IS NOT NULL",
    );
    let rows: Vec<Spelling> = each!(connection, inner => steps.bind::<Uid, _>(project).load(inner))?;
    Ok(rows.into_iter().map(|row| row.tag).collect())
}

#[derive(QueryableByName)]
struct Spelling {
    #[diesel(sql_type = Text)]
    tag: String,
}

/// Replaces the tags of requests.
pub fn replace(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    wanted: &[(Id<id::Request>, Vec<String>)],
) -> Result<()> {
    let ids = wanted.iter().map(|(request, _)| *request);
    let own = tags::table.filter(tags::project_id.eq(project)).filter(tags::request_id.eq_any(ids));
    diesel::delete(own).execute(connection)?;
    let rows: Vec<_> = wanted
        .iter()
        .flat_map(|(request, words)| words.iter().map(move |word| (*request, word)))
        .map(|(request, word)| {
            (tags::project_id.eq(project), tags::tag.eq(word), tags::request_id.eq(request))
        })
        .collect();
    each!(connection, inner => diesel::insert_into(tags::table).values(rows).execute(inner))?;
    Ok(())
}
