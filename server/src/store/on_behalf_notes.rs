//! The table on_behalf_notes: which member added a vote on behalf of somebody, when, and with which note.
//! Deletes nothing by itself but what is personal: a row goes and moves with its vote, by a foreign key.

use std::collections::HashMap;

use diesel::{prelude::*, sql_query, sql_types::Integer};

use super::{
    numbers::{project, visitor},
    projects::Project,
    schema::{on_behalf_notes, votes},
    votes::key_of,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::status::VoterKind,
    error::Result,
};

/// Visitors that one statement asks for; SQLite takes so many values and no more.
const AT_ONCE: usize = 500;

/// Who of the team added a vote.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct AddedBy {
    /// The name of the member or API key.
    pub author: String,
    /// What was noted about it.
    pub note: Option<String>,
    /// When.
    pub at: Time,
}

/// Keeps who added the vote of a visitor on a request, by its number; instead of what was kept before.
pub fn put(
    connection: &mut AnyConnection,
    project: &Project,
    request: i64,
    visitor: Id<id::Visitor>,
    added: &AddedBy,
) -> Result<()> {
    let values = (
        on_behalf_notes::project.eq(project.number),
        on_behalf_notes::request.eq(key_of(request)?),
        on_behalf_notes::visitor.eq(visitor!(project.id, visitor)),
        on_behalf_notes::author.eq(&added.author),
        on_behalf_notes::note.eq(&added.note),
        on_behalf_notes::created_at.eq(added.at),
    );
    each!(connection, inner => diesel::insert_into(on_behalf_notes::table)
        .values(values)
        .on_conflict((on_behalf_notes::project, on_behalf_notes::request, on_behalf_notes::visitor))
        .do_update()
        .set((
            on_behalf_notes::author.eq(&added.author),
            on_behalf_notes::note.eq(&added.note),
            on_behalf_notes::created_at.eq(added.at),
        ))
        .execute(inner))?;
    Ok(())
}

/// Who added the votes of these visitors on a request, all by their numbers.
pub fn on_request(
    connection: &mut AnyConnection,
    project: &Project,
    request: i64,
    visitors: &[i64],
) -> Result<HashMap<i64, AddedBy>> {
    let mut found = HashMap::new();
    for some in visitors.chunks(AT_ONCE) {
        let rows: Vec<(i64, AddedBy)> = on_behalf_notes::table
            .filter(on_behalf_notes::project.eq(project.number))
            .filter(on_behalf_notes::request.eq(key_of(request)?))
            .filter(on_behalf_notes::visitor.eq_any(some))
            .select((
                on_behalf_notes::visitor,
                (on_behalf_notes::author, on_behalf_notes::note, on_behalf_notes::created_at),
            ))
            .load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Who added the votes of a visitor on these requests, by their numbers.
pub fn of_visitor(
    connection: &mut AnyConnection,
    project: &Project,
    requests: &[i64],
    visitor: Id<id::Visitor>,
) -> Result<HashMap<i64, AddedBy>> {
    let keys = requests.iter().map(|number| key_of(*number)).collect::<Result<Vec<_>>>()?;
    let rows: Vec<(i32, AddedBy)> = on_behalf_notes::table
        .filter(on_behalf_notes::project.eq(project.number))
        .filter(on_behalf_notes::request.eq_any(keys))
        .filter(on_behalf_notes::visitor.eq(visitor!(project.id, visitor)))
        .select((
            on_behalf_notes::request,
            (on_behalf_notes::author, on_behalf_notes::note, on_behalf_notes::created_at),
        ))
        .load(connection)?;
    Ok(rows.into_iter().map(|(request, added)| (i64::from(request), added)).collect())
}

/// Gives what was noted about the votes of a request to their copies on another one, both by their numbers: to all, or only to those
/// that the first has lent.
pub fn copy(
    connection: &mut AnyConnection,
    project: i32,
    (from, to): (i64, i64),
    only_lent: bool,
) -> Result<()> {
    let lent = if only_lent { "AND votes.merged_from = $2" } else { "" };
    let copy = sql_query(format!(
        "INSERT INTO on_behalf_notes (project, request, visitor, author, note, created_at) \
         SELECT noted.project, $1, noted.visitor, noted.author, noted.note, noted.created_at FROM on_behalf_notes AS noted \
         WHERE noted.request = $2 AND noted.project = $3 AND EXISTS (SELECT 1 FROM votes WHERE votes.project = noted.project \
         AND votes.request = $1 AND votes.visitor = noted.visitor {lent}) ON CONFLICT DO NOTHING"
    ))
    .bind::<Integer, _>(key_of(to)?)
    .bind::<Integer, _>(key_of(from)?)
    .bind::<Integer, _>(project);
    each!(connection, inner => copy.execute(inner))?;
    Ok(())
}

/// Deletes what was noted about the votes of a visitor, which stay.
pub fn forget(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<()> {
    let cast = votes::table
        .filter(votes::project.eq(project!(project)))
        .filter(votes::visitor.eq(visitor!(project, visitor)))
        .filter(votes::kind.eq(VoterKind::OnBehalf))
        .select(votes::request);
    let requests: Vec<i32> = cast.load(connection)?;
    for some in requests.chunks(AT_ONCE) {
        let rows = on_behalf_notes::table
            .filter(on_behalf_notes::project.eq(project!(project)))
            .filter(on_behalf_notes::request.eq_any(some))
            .filter(on_behalf_notes::visitor.eq(visitor!(project, visitor)));
        diesel::delete(rows).execute(connection)?;
    }
    Ok(())
}

/// How many notes of a project are about votes that their voters cast personally.
pub fn astray(connection: &mut AnyConnection, project: &Project) -> Result<i64> {
    let on_behalf = votes::table
        .filter(votes::project.eq(on_behalf_notes::project))
        .filter(votes::request.eq(on_behalf_notes::request))
        .filter(votes::visitor.eq(on_behalf_notes::visitor))
        .filter(votes::kind.eq(VoterKind::OnBehalf));
    Ok(on_behalf_notes::table
        .filter(on_behalf_notes::project.eq(project.number))
        .filter(diesel::dsl::not(diesel::dsl::exists(on_behalf)))
        .count()
        .get_result(connection)?)
}
