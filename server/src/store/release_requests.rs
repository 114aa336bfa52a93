//! The release_requests table: which requests a release note answers, in its order.
//! Decides on no request.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};

use super::schema::{comments, follows, release_requests, reports, requests, visitors, votes};
use crate::{
    base::id::{self, Id},
    db::connection::{AnyConnection, each},
    domain::comment::Visibility,
    error::Result,
    store::{numbers::project, votes as cast},
};

/// A request that a release note answers.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = release_requests)]
// Else several rows are inserted one by one, in a transaction inside of this one.
#[diesel(treat_none_as_default_value = false)]
pub struct Link {
    /// The project.
    pub project_id: Id<id::Project>,
    /// The release note.
    pub note_id: Id<id::ReleaseNote>,
    /// The request.
    pub request_id: Id<id::Request>,
    /// Its place in the note, from 0.
    pub position: i64,
    /// Whether it becomes shipped when the scheduled note is published.
    pub ships: bool,
}

/// The requests of these release notes, each note's in its order.
pub fn of_notes(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    notes: &[Id<id::ReleaseNote>],
) -> Result<Vec<Link>> {
    let rows = release_requests::table
        .filter(release_requests::project_id.eq(project))
        .filter(release_requests::note_id.eq_any(notes.to_vec()))
        .order((release_requests::note_id.asc(), release_requests::position.asc()))
        .select(Link::as_select())
        .load(connection)?;
    Ok(rows)
}

/// How many requests each of these release notes answers.
pub fn counts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    notes: &[Id<id::ReleaseNote>],
) -> Result<HashMap<Id<id::ReleaseNote>, i64>> {
    let rows: Vec<(Id<id::ReleaseNote>, i64)> = release_requests::table
        .filter(release_requests::project_id.eq(project))
        .filter(release_requests::note_id.eq_any(notes.to_vec()))
        .group_by(release_requests::note_id)
        .select((release_requests::note_id, count_star()))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// Replaces the requests of a release note.
pub fn replace(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    note: Id<id::ReleaseNote>,
    ids: &[Id<id::Request>],
) -> Result<()> {
    let old = release_requests::table
        .filter(release_requests::project_id.eq(project))
        .filter(release_requests::note_id.eq(note));
    diesel::delete(old).execute(connection)?;
    let links: Vec<Link> = (0..)
        .zip(ids)
        .map(|(position, id)| Link {
            project_id: project,
            note_id: note,
            request_id: *id,
            position,
            ships: false,
        })
        .collect();
    if !links.is_empty() {
        each!(connection, inner => diesel::insert_into(release_requests::table).values(&links).execute(inner))?;
    }
    Ok(())
}

/// Marks these requests of a release note as those that become shipped with it, and no other.
pub fn mark(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    note: Id<id::ReleaseNote>,
    ids: &[Id<id::Request>],
) -> Result<()> {
    let all = release_requests::table
        .filter(release_requests::project_id.eq(project))
        .filter(release_requests::note_id.eq(note));
    diesel::update(all).set(release_requests::ships.eq(false)).execute(connection)?;
    diesel::update(all.filter(release_requests::request_id.eq_any(ids.to_vec())))
        .set(release_requests::ships.eq(true))
        .execute(connection)?;
    Ok(())
}

/// The numbers of the visitors who voted on these requests, suggested or follow them, or reported or commented on them: each may be
/// named several times. `numbers` are those of the requests.
pub fn told(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
    numbers: &[i64],
) -> Result<Vec<i64>> {
    let keys = numbers.iter().map(|number| cast::key_of(*number)).collect::<Result<Vec<i32>>>()?;
    let mut found: Vec<i64> = votes::table
        .filter(votes::project.eq(project!(project)))
        .filter(votes::request.eq_any(keys))
        .select(votes::visitor)
        .distinct()
        .load(connection)?;
    let suggested = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.eq_any(ids.to_vec()))
        .select(requests::visitor_id)
        .load::<Option<Id<id::Visitor>>>(connection)?;
    let reported = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::request_id.eq_any(ids.to_vec()))
        .select(reports::visitor_id)
        .distinct()
        .load::<Option<Id<id::Visitor>>>(connection)?;
    let commented = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::request_id.eq_any(ids.to_vec()))
        .filter(comments::visibility.eq(Visibility::Public))
        .select(comments::visitor_id)
        .distinct()
        .load::<Option<Id<id::Visitor>>>(connection)?;
    let follow = follows::table
        .filter(follows::project_id.eq(project))
        .filter(follows::request_id.eq_any(ids.to_vec()))
        .filter(follows::following.eq(true))
        .select(follows::visitor_id)
        .distinct()
        .load::<Id<id::Visitor>>(connection)?;
    let mut others: Vec<_> =
        suggested.into_iter().chain(reported).chain(commented).flatten().chain(follow).collect();
    others.sort_unstable();
    others.dedup();
    // As many as one statement of SQLite takes.
    for some in others.chunks(10_000) {
        let rows = visitors::table
            .filter(visitors::project_id.eq(project))
            .filter(visitors::id.eq_any(some.to_vec()))
            .select(visitors::number);
        found.extend(rows.load::<i64>(connection)?);
    }
    Ok(found)
}
