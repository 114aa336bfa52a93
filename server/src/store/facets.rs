//! The facets of requests in the database, and how many requests have each.
//! Does not say what a facet is; `domain::facet` does.

use diesel::prelude::*;

use super::{
    numbers::project,
    schema::{projects, request_totals, requests, standings},
};
use crate::{
    base::id::{self, Id},
    db::connection::{AnyConnection, each},
    domain::facet::Facet,
    error::{Error, Result},
};

/// How many requests of a project have which facet; those that none has are left out.
pub fn totals(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<(Facet, i64)>> {
    let rows: Vec<(i16, i64)> = request_totals::table
        .filter(request_totals::project.eq(project!(project)))
        .filter(request_totals::requests.gt(0))
        .select((request_totals::facet, request_totals::requests))
        .load(connection)?;
    rows.into_iter()
        .map(|(code, n)| {
            let facet = Facet::of_code(code);
            Ok((facet.ok_or_else(|| Error::internal(format!("a request with the facet {code}")))?, n))
        })
        .collect()
}

/// Counts a request that got or lost a facet; the project's row is locked.
pub(super) fn count(connection: &mut AnyConnection, project: i32, facet: i16, by: i64) -> Result<()> {
    let row = (
        request_totals::project.eq(project),
        request_totals::facet.eq(facet),
        request_totals::requests.eq(by),
    );
    each!(connection, inner => diesel::insert_into(request_totals::table)
        .values(row)
        .on_conflict((request_totals::project, request_totals::facet))
        .do_update()
        .set(request_totals::requests.eq(request_totals::requests + by))
        .execute(inner))?;
    Ok(())
}

/// Gives a request, which is locked, the facet that follows from its other columns, and counts it there.
pub fn refresh(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<()> {
    let found = requests::table.find((project, request)).select((
        requests::number,
        requests::status,
        requests::kind,
        requests::public,
        requests::snoozed_until.is_not_null().or(requests::snoozed_votes.is_not_null()),
        requests::facet,
    ));
    let (number, status, kind, public, snoozed, kept): (i64, _, _, bool, bool, i16) =
        found.first(connection)?;
    let facet = Facet { status, kind, public, snoozed }.code();
    if facet == kept {
        return Ok(());
    }
    let key = lock(connection, project)?;
    diesel::update(requests::table.find((project, request)))
        .set(requests::facet.eq(facet))
        .execute(connection)?;
    diesel::update(standings::table.find((key, number)))
        .set(standings::facet.eq(facet))
        .execute(connection)?;
    count(connection, key, kept, -1)?;
    count(connection, key, facet, 1)
}

/// Locks a project's totals, after the requests and always as a whole, so that no two transactions wait for each other; returns
/// the project's number.
fn lock(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<i32> {
    let row = projects::table.find(project).select(projects::number);
    // SQLite has a single writer.
    Ok(match connection {
        AnyConnection::Postgres(inner) => row.for_no_key_update().first(inner)?,
        AnyConnection::Sqlite(inner) => row.first(inner)?,
    })
}

/// Counts the facets of a project's requests again.
pub fn recount(connection: &mut AnyConnection, project: i32) -> Result<()> {
    diesel::delete(request_totals::table.filter(request_totals::project.eq(project))).execute(connection)?;
    for (facet, n) in counted(connection, project)? {
        count(connection, project, facet, n)?;
    }
    Ok(())
}

/// How many requests have which facet, by their own rows.
pub fn counted(connection: &mut AnyConnection, project: i32) -> Result<Vec<(i16, i64)>> {
    let rows = standings::table
        .filter(standings::project.eq(project))
        .group_by(standings::facet)
        .select((standings::facet, diesel::dsl::count_star()))
        .load(connection)?;
    Ok(rows)
}
