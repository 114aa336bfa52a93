//! Pairs of requests that a member said are not duplicates. Says nothing of what is merged.

use diesel::prelude::*;

use super::schema::distinct_pairs;
use crate::{
    base::id::{self, Id},
    db::connection::{AnyConnection, each},
    error::Result,
};

/// Remembers that two requests, by number, are not duplicates.
pub fn put(connection: &mut AnyConnection, project: Id<id::Project>, one: i64, other: i64) -> Result<()> {
    let row = (
        distinct_pairs::project_id.eq(project),
        distinct_pairs::low.eq(one.min(other)),
        distinct_pairs::high.eq(one.max(other)),
    );
    each!(connection, inner => diesel::insert_into(distinct_pairs::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(())
}

/// Forgets it.
pub fn remove(connection: &mut AnyConnection, project: Id<id::Project>, one: i64, other: i64) -> Result<()> {
    diesel::delete(distinct_pairs::table.find((project, one.min(other), one.max(other))))
        .execute(connection)?;
    Ok(())
}

/// The numbers of the requests that are no duplicates of this one.
pub fn of(connection: &mut AnyConnection, project: Id<id::Project>, number: i64) -> Result<Vec<i64>> {
    let pairs = distinct_pairs::table
        .filter(distinct_pairs::project_id.eq(project))
        .filter(distinct_pairs::low.eq(number).or(distinct_pairs::high.eq(number)))
        .select((distinct_pairs::low, distinct_pairs::high))
        .load::<(i64, i64)>(connection)?;
    Ok(pairs.into_iter().map(|(low, high)| if low == number { high } else { low }).collect())
}
