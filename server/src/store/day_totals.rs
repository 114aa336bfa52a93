//! The day_totals table: what happened in a project by UTC day, moved in the transaction of what happened.
//! Does not say what a figure is; `domain::overview` does.

use std::collections::BTreeMap;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Integer, Text},
};

use super::{projects::Project, schema::day_totals};
use crate::{
    base::id::{self, Id},
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
        prepared::prepared,
    },
    domain::overview::{DayCounts, Figure},
    error::Result,
};

/// Names the statement.
enum Move {}

/// By how much a transaction changes the totals of a project. Votes and answers are written after every other row: other nodes
/// then wait for little more than the commit, and nobody who holds one of these rows waits for another.
#[derive(Debug, Default)]
pub struct DayMoves(BTreeMap<(Figure, i64), i64>);

impl DayMoves {
    /// So many more, or fewer, on a UTC day.
    pub fn add(&mut self, figure: Figure, day: i64, by: i64) {
        *self.0.entry((figure, day)).or_default() += by;
    }

    /// Writes the changes, always in the same order.
    pub fn write(&self, connection: &mut AnyConnection, project: Id<id::Project>) -> Result<()> {
        for ((figure, day), by) in self.0.iter().filter(|(_, by)| **by != 0) {
            let values = (
                day_totals::project_id.eq(project),
                day_totals::figure.eq(*figure),
                day_totals::day.eq(*day),
                day_totals::n.eq(*by),
            );
            let upsert = diesel::insert_into(day_totals::table)
                .values(values)
                .on_conflict((day_totals::project_id, day_totals::figure, day_totals::day))
                .do_update()
                .set(day_totals::n.eq(day_totals::n + *by))
                .returning(day_totals::n);
            let _n: i64 = each!(connection, inner => prepared::<Move, _>(upsert).get_result(inner))?;
        }
        Ok(())
    }
}

/// What is kept since a UTC day.
pub fn since(connection: &mut AnyConnection, project: Id<id::Project>, day: i64) -> Result<DayCounts> {
    let rows: Vec<(Figure, i64, i64)> = day_totals::table
        .filter(day_totals::project_id.eq(project))
        // By name, so that the key finds the days of each.
        .filter(day_totals::figure.eq_any(Figure::ALL))
        .filter(day_totals::day.ge(day))
        .select((day_totals::figure, day_totals::day, day_totals::n))
        .load(connection)?;
    Ok(rows.into_iter().map(|(figure, day, n)| ((figure, day), n)).collect())
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    figure: Figure,
    #[diesel(sql_type = BigInt)]
    day: i64,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// What there is by the rows themselves. Reads all of them.
pub fn counted(connection: &mut AnyConnection, project: &Project) -> Result<DayCounts> {
    let query = sql_query(
        "SELECT 'suggested' AS figure, created_at / 86400000000 AS day, count(*) AS n FROM requests \
         WHERE project_id = $1 GROUP BY 2 UNION ALL \
         SELECT 'decided', decided_at / 86400000000, count(*) FROM decisions \
         WHERE project_id = $1 AND undone_at IS NULL GROUP BY 2 UNION ALL \
         SELECT 'shipped', decided_at / 86400000000, count(*) FROM decisions \
         WHERE project_id = $1 AND undone_at IS NULL AND status = 'shipped' GROUP BY 2 UNION ALL \
         SELECT 'votes', (CAST(cast_at AS BIGINT) + 1704067200) / 86400, count(*) FROM votes \
         WHERE project = $2 AND merged_from IS NULL GROUP BY 2 UNION ALL \
         SELECT 'helpful', day, CAST(sum(helpful) AS BIGINT) FROM answer_days WHERE project_id = $1 GROUP BY 2 UNION ALL \
         SELECT 'unhelpful', day, CAST(sum(unhelpful) AS BIGINT) FROM answer_days WHERE project_id = $1 GROUP BY 2",
    )
    .bind::<Uid, _>(project.id)
    .bind::<Integer, _>(project.number);
    let rows: Vec<Counted> = each!(connection, inner => query.load(inner))?;
    Ok(rows.into_iter().filter(|row| row.n != 0).map(|row| ((row.figure, row.day), row.n)).collect())
}

/// Counts the days of a project again, whose rows were written without them.
pub fn recount(connection: &mut AnyConnection, project: &Project) -> Result<()> {
    diesel::delete(day_totals::table.filter(day_totals::project_id.eq(project.id))).execute(connection)?;
    DayMoves(counted(connection, project)?).write(connection, project.id)
}
