//! The facets of requests in the database, and how many requests have each.
//! Does not say what a facet is; `domain::facet` does.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{
    numbers::project,
    schema::{projects, request_totals, requests, standings},
};
use crate::{
    base::id::{self, Id},
    db::connection::{AnyConnection, each},
    domain::{
        facet::Facet,
        status::{Kind, Status},
    },
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
pub fn count(connection: &mut AnyConnection, project: i32, facet: i16, by: i64) -> Result<()> {
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

/// Gives requests, which are locked after their project, the facets that follow from their other columns, and counts them there.
pub fn refresh(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<()> {
    let rows: Vec<(i64, Status, Kind, bool, bool, bool, i16)> = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.eq_any(ids))
        .select((
            requests::number,
            requests::status,
            requests::kind,
            requests::public,
            requests::snoozed_until.is_not_null().or(requests::snoozed_votes.is_not_null()),
            requests::assignee_id.is_not_null(),
            requests::facet,
        ))
        .load(connection)?;
    let mut moved: BTreeMap<i16, Vec<i64>> = BTreeMap::new();
    let mut counts: BTreeMap<i16, i64> = BTreeMap::new();
    for (number, status, kind, public, snoozed, assigned, kept) in rows {
        let facet = Facet { status, kind, public, snoozed, assigned }.code();
        if facet != kept {
            moved.entry(facet).or_default().push(number);
            *counts.entry(kept).or_default() -= 1;
            *counts.entry(facet).or_default() += 1;
        }
    }
    if moved.is_empty() {
        return Ok(());
    }
    let key: i32 = projects::table.find(project).select(projects::number).first(connection)?;
    for (facet, numbers) in moved {
        let rows = requests::table.filter(requests::project_id.eq(project));
        diesel::update(rows.filter(requests::number.eq_any(&numbers)))
            .set(requests::facet.eq(facet))
            .execute(connection)?;
        let rows = standings::table.filter(standings::project.eq(key));
        diesel::update(rows.filter(standings::request.eq_any(&numbers)))
            .set(standings::facet.eq(facet))
            .execute(connection)?;
    }
    counts.into_iter().try_for_each(|(facet, by)| count(connection, key, facet, by))
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
