//! What votes weigh: each as much as its voter does, by its segment, or as it did when it was erased. Votes that were cast follow their
//! voter here when it is identified; where they are many, or where a segment weighs something else, `actions::rerank` does the same.
//! Decides no weight: `store::segments` has those of segments.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Integer},
};

use super::{
    heats::{self, PARTS, PartsRow},
    numbers::visitor,
    projects::Project,
    schema::{requests, standings, visitors, votes},
    visitors::Visitor,
    votes::time_of,
};
use crate::{
    base::id::{self, Id},
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
    },
    domain::heat::{self, Parts, Retract},
    error::Result,
};

/// Votes that follow their voter in the transaction that identifies it: more would keep others waiting.
pub const AT_ONCE: usize = 1_000;

/// The requests with votes of these visitors that weigh something else than `weight`, and whether these votes are too many to follow at
/// once; then some requests are left out.
pub fn following(
    connection: &mut AnyConnection,
    project: &Project,
    whose: &[Id<id::Visitor>],
    weight: f64,
) -> Result<(Vec<Id<id::Request>>, bool)> {
    let numbers = visitors::table
        .filter(visitors::project_id.eq(project.id))
        .filter(visitors::id.eq_any(whose))
        .select(visitors::number);
    let astray: Vec<i32> = votes::table
        .filter(votes::project.eq(project.number))
        .filter(votes::visitor.eq_any(numbers))
        .filter(votes::weight.ne(weight))
        .order(votes::request.asc())
        .limit(AT_ONCE as i64 + 1)
        .select(votes::request)
        .load(connection)?;
    let later = astray.len() > AT_ONCE;
    Ok((ids(connection, project, astray)?, later))
}

/// The requests that a visitor has voted on.
pub fn voted(
    connection: &mut AnyConnection,
    project: &Project,
    whose: Id<id::Visitor>,
) -> Result<Vec<Id<id::Request>>> {
    let numbers: Vec<i32> = votes::table
        .filter(votes::project.eq(project.number))
        .filter(votes::visitor.eq(visitor!(project.id, whose)))
        .select(votes::request)
        .load(connection)?;
    ids(connection, project, numbers)
}

fn ids(connection: &mut AnyConnection, project: &Project, numbers: Vec<i32>) -> Result<Vec<Id<id::Request>>> {
    Ok(requests::table
        .filter(requests::project_id.eq(project.id))
        .filter(requests::number.eq_any(numbers.into_iter().map(i64::from).collect::<Vec<_>>()))
        .select(requests::id)
        .load(connection)?)
}

/// Gives the votes of a visitor its weight, and their requests what that changes. The standings of `following` must be locked.
pub fn follow(connection: &mut AnyConnection, project: &Project, voter: &Visitor) -> Result<()> {
    let astray = votes::table
        .filter(votes::project.eq(project.number))
        .filter(votes::visitor.eq(visitor!(project.id, voter.id)))
        .filter(votes::weight.ne(voter.weight));
    let before: Vec<(i32, f64, i32)> = astray
        .order(votes::request.asc())
        .select((votes::request, votes::weight, votes::cast_at))
        .load(connection)?;
    diesel::update(astray).set(votes::weight.eq(voter.weight)).execute(connection)?;
    for (request, weight, cast_at) in before {
        let by = voter.weight - weight;
        move_standing(
            connection,
            project,
            i64::from(request),
            by,
            project.contribution(by, time_of(cast_at)),
        )?;
    }
    Ok(())
}

/// Adds to what the votes of a request weigh, and to the heat from them; where a remainder could stay, both are summed again.
fn move_standing(
    connection: &mut AnyConnection,
    project: &Project,
    request: i64,
    weight: f64,
    heat: f64,
) -> Result<()> {
    let row = standings::table.find((project.number, request));
    let (votes, parts): (i64, PartsRow) = row.select((standings::votes, PARTS)).first(connection)?;
    let parts = Parts::from(parts);
    let moved = if heat < 0.0 {
        heat::retract(parts.votes, -heat, votes)
    } else {
        Retract::Exact(parts.votes + heat)
    };
    let Retract::Exact(votes) = moved else { return heats::recompute_votes(connection, project, request) };
    let parts = Parts { votes, ..parts };
    diesel::update(row)
        .set((
            standings::weight.eq(standings::weight + weight),
            standings::heat_votes.eq(parts.votes),
            standings::heat.eq(parts.heat(&project.weights())),
        ))
        .execute(connection)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    votes: i64,
}

/// How many votes of a project weigh something else than their voters.
pub fn astray(connection: &mut AnyConnection, project: &Project) -> Result<i64> {
    let count = sql_query(
        "SELECT COUNT(*) AS votes FROM votes JOIN visitors ON visitors.project_id = $1 \
         AND visitors.number = votes.visitor WHERE votes.project = $2 AND votes.weight <> visitors.weight",
    )
    .bind::<Uid, _>(project.id)
    .bind::<Integer, _>(project.number);
    let counted: Count = each!(connection, inner => count.get_result(inner))?;
    Ok(counted.votes)
}
