//! The segments table: how much a vote counts of the visitors of a segment, where that is not 1.
//! Changes no vote; `actions::rerank` does, in the background.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Integer, Text},
};

use super::{
    projects::Project,
    schema::{segments, visitors},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
    },
    error::Result,
};

/// How much a vote counts where no segment says anything else.
pub const PLAIN: f64 = 1.0;

/// The weights of a project by segment.
pub fn weights(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<HashMap<String, f64>> {
    let rows: Vec<(String, f64)> = segments::table
        .filter(segments::project_id.eq(project))
        .select((segments::name, segments::weight))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// How much a vote counts of a visitor of this segment, or of none.
pub fn weight_of(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    segment: Option<&str>,
) -> Result<f64> {
    let Some(segment) = segment else { return Ok(PLAIN) };
    let found: Option<f64> =
        segments::table.find((project, segment)).select(segments::weight).first(connection).optional()?;
    Ok(found.unwrap_or(PLAIN))
}

/// Keeps the weight of a segment; 1 is that of a segment without a row.
pub fn put(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    name: &str,
    weight: f64,
    now: Time,
) -> Result<()> {
    if weight == PLAIN {
        diesel::delete(segments::table.find((project, name))).execute(connection)?;
        return Ok(());
    }
    let values = (
        segments::project_id.eq(project),
        segments::name.eq(name),
        segments::weight.eq(weight),
        segments::changed_at.eq(now),
    );
    each!(connection, inner => diesel::insert_into(segments::table)
        .values(values)
        .on_conflict((segments::project_id, segments::name))
        .do_update()
        .set((segments::weight.eq(weight), segments::changed_at.eq(now)))
        .execute(inner))?;
    Ok(())
}

/// Gives some visitors of a project the weights of their segments: those after an id, in the order of their ids, which are locked;
/// returns the last one, or `None` when these were the last. Who is in no segment weighs 1 already, or what it did when it was erased.
pub fn reweigh_visitors(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    after: Id<id::Visitor>,
    most: i64,
) -> Result<Option<Id<id::Visitor>>> {
    let some = visitors::table
        .filter(visitors::project_id.eq(project))
        .filter(visitors::id.gt(after))
        .filter(visitors::segment.is_not_null())
        .order(visitors::id.asc())
        .limit(most)
        .select((visitors::id, visitors::segment, visitors::weight));
    type Row = (Id<id::Visitor>, Option<String>, f64);
    let rows: Vec<Row> = match connection {
        AnyConnection::Sqlite(inner) => some.load(inner)?,
        AnyConnection::Postgres(inner) => some.for_no_key_update().load(inner)?,
    };
    // Read after the locks: who identifies itself meanwhile comes before or after.
    let weights = weights(connection, project)?;
    for (id, segment, weight) in &rows {
        let right = segment.as_deref().and_then(|name| weights.get(name)).copied().unwrap_or(PLAIN);
        if right != *weight {
            diesel::update(visitors::table.find((project, *id)))
                .set(visitors::weight.eq(right))
                .execute(connection)?;
        }
    }
    let whole = i64::try_from(rows.len()).is_ok_and(|read| read >= most);
    Ok(rows.last().filter(|_| whole).map(|(id, ..)| *id))
}

/// Gives the votes of a request, by its number, the weights of their voters. Its standing must be locked.
pub fn reweigh_votes(connection: &mut AnyConnection, project: &Project, request: i64) -> Result<()> {
    let update = sql_query(
        "UPDATE votes SET weight = (SELECT weight FROM visitors WHERE project_id = $1 AND number = votes.visitor) \
         WHERE project = $2 AND request = $3 AND weight <> \
         (SELECT weight FROM visitors WHERE project_id = $1 AND number = votes.visitor)",
    )
    .bind::<Uid, _>(project.id)
    .bind::<Integer, _>(project.number)
    .bind::<Integer, _>(super::votes::key_of(request)?);
    each!(connection, inner => update.execute(inner))?;
    Ok(())
}

/// How many visitors a segment has, and how many votes these have.
#[derive(Clone, Copy, Debug, Default, QueryableByName)]
pub struct Counted {
    /// Visitors.
    #[diesel(sql_type = BigInt)]
    pub visitors: i64,
    /// Their votes.
    #[diesel(sql_type = BigInt)]
    pub votes: i64,
}

/// Counts the visitors of a segment and their votes, of at most so many visitors.
pub fn counted(
    connection: &mut AnyConnection,
    project: &Project,
    segment: &str,
    most: i64,
) -> Result<Counted> {
    let count = sql_query(
        "WITH seen AS (SELECT number FROM visitors WHERE project_id = $1 AND segment = $2 LIMIT $3) \
         SELECT (SELECT COUNT(*) FROM seen) AS visitors, \
         (SELECT COUNT(*) FROM seen JOIN votes ON votes.project = $4 AND votes.visitor = seen.number) AS votes",
    )
    .bind::<Uid, _>(project.id)
    .bind::<Text, _>(segment)
    .bind::<BigInt, _>(most)
    .bind::<Integer, _>(project.number);
    Ok(each!(connection, inner => count.get_result(inner))?)
}
