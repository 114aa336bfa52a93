//! The counters that a batch updates: one statement per row on SQLite, one with arrays for all on PostgreSQL. Decides nothing.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Double, Integer, Text},
};

use super::rows::Request;
use crate::{
    base::id::{self, Id},
    db::{
        columns::{Uid, column},
        connection::AnyConnection,
        prepared::prepared,
    },
    domain::heat::Parts,
    error::{Error, Result},
    store::{
        projects::Project,
        schema::{places, standings},
    },
};

// The names of the statements that every batch runs.
enum MoveRequest {}
enum MovePlace {}
enum MoveAll {}

/// By how much the counters of a request move.
#[derive(Clone, Copy, Debug, Default)]
pub struct Move {
    /// Votes.
    pub votes: i64,
    /// Verified ones among them.
    pub verified: i64,
    /// Votes on behalf among them.
    pub on_behalf: i64,
    /// Sum of their weights.
    pub weight: f64,
    /// What they add to the heat.
    pub heat: f64,
}

/// A place, with the number of the request, and by how much its count moves.
pub type PlaceMove<'b> = (i64, Id<id::Screen>, &'b str, i64);

/// Updates the counters of requests and their heat, and the counts of places, which are inserted if missing; returns
/// the counts of the requests. Fails when one of them is not any more as it was read: on PostgreSQL others may have changed
/// it since, and from here on its row is locked.
pub fn move_all(
    connection: &mut AnyConnection,
    project: &Project,
    requests: &HashMap<Id<id::Request>, Request>,
    moves: &[(Id<id::Request>, Move)],
    places: &[PlaceMove<'_>],
) -> Result<HashMap<Id<id::Request>, i64>> {
    let mut numbered: Vec<(i64, Id<id::Request>, Move)> =
        moves.iter().filter_map(|(id, by)| Some((requests.get(id)?.number, *id, *by))).collect();
    // Rows are locked in the order in which they are named, to avoid deadlocks.
    numbered.sort_unstable_by_key(|(number, ..)| *number);
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut counts = HashMap::with_capacity(moves.len());
            for (_, id, by) in numbered {
                if let Some(row) = requests.get(&id) {
                    counts.insert(id, move_request(inner, project, row, by)?);
                }
            }
            for place in places {
                move_place(inner, project.id, place)?;
            }
            Ok(counts)
        }
        AnyConnection::Postgres(inner) => {
            let mut counts = HashMap::with_capacity(moves.len());
            let moved = move_at_once(inner, project, &numbered, places)?;
            let moved: HashMap<i64, Moved> = moved.into_iter().map(|moved| (moved.request, moved)).collect();
            for (number, id, _) in numbered {
                let still = |now: &&Moved| requests.get(&id).is_some_and(|read| read.version == now.version);
                let Some(now) = moved.get(&number).filter(still) else {
                    return Err(Error::contended("a request changed while votes on it were counted"));
                };
                counts.insert(id, now.votes);
            }
            Ok(counts)
        }
    }
}

fn move_request(
    connection: &mut SqliteConnection,
    project: &Project,
    row: &Request,
    by: Move,
) -> QueryResult<i64> {
    // Nothing wrote to the row since it was read: SQLite has one writer.
    let parts = Parts { votes: row.parts().votes + by.heat, ..row.parts() };
    let update = diesel::update(standings::table.find((project.number, row.number)))
        .set((
            standings::votes.eq(standings::votes + by.votes),
            standings::votes_verified.eq(standings::votes_verified + by.verified),
            standings::votes_on_behalf.eq(standings::votes_on_behalf + by.on_behalf),
            standings::weight.eq(standings::weight + by.weight),
            standings::heat_votes.eq(parts.votes),
            standings::heat.eq(parts.heat(&project.weights())),
        ))
        .returning(standings::votes);
    prepared::<MoveRequest, _>(update).get_result(connection)
}

fn move_place(
    connection: &mut SqliteConnection,
    project: Id<id::Project>,
    (request, screen, object_key, by): &PlaceMove<'_>,
) -> QueryResult<i64> {
    let values = (
        places::project_id.eq(project),
        places::request.eq(*request),
        places::screen_id.eq(*screen),
        places::object_key.eq(*object_key),
        places::first.eq(false),
        places::votes.eq(*by),
    );
    let upsert = diesel::insert_into(places::table)
        .values(&values)
        .on_conflict((places::project_id, places::request, places::screen_id, places::object_key))
        .do_update()
        .set(places::votes.eq(places::votes + *by))
        .returning(places::votes);
    prepared::<MovePlace, _>(upsert).get_result(connection)
}

#[derive(QueryableByName)]
struct Moved {
    #[diesel(sql_type = BigInt)]
    request: i64,
    #[diesel(sql_type = BigInt)]
    votes: i64,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

/// One round trip for everything. The rows exist already; the statement is an upsert since that always finds them by their
/// keys, in this order, as they are now. For a request that was deleted it would insert a row with an impossible version,
/// which makes the caller roll back. The rows are not locked before, so the heat is computed from its parts in SQL, here only:
/// what `Parts::heat` does elsewhere.
fn move_at_once(
    connection: &mut PgConnection,
    project: &Project,
    requests: &[(i64, Id<id::Request>, Move)],
    moves: &[PlaceMove<'_>],
) -> QueryResult<Vec<Moved>> {
    let upsert = sql_query(
        "WITH placed AS (INSERT INTO places (project_id, request, screen_id, object_key, first, votes) \
         SELECT $12, m.request, m.screen, m.object_key, false, m.votes \
         FROM UNNEST($13, $14, $15, $16) AS m (request, screen, object_key, votes) \
         ON CONFLICT (project_id, request, screen_id, object_key) \
         DO UPDATE SET votes = places.votes + excluded.votes) \
         INSERT INTO standings AS s (project, request, version, votes, votes_verified, votes_on_behalf, reports, \
         unhelpful, comments, weight, heat_votes, heat_reports, heat_unhelpful, heat_comments, heat) \
         SELECT $1, m.request, -1, m.votes, m.verified, m.on_behalf, 0, 0, 0, m.weight, m.heat, 0, 0, 0, 0 \
         FROM UNNEST($6, $7, $8, $9, $10, $11) AS m (request, votes, verified, on_behalf, weight, heat) \
         ON CONFLICT (project, request) DO UPDATE SET votes = s.votes + excluded.votes, \
         votes_verified = s.votes_verified + excluded.votes_verified, \
         votes_on_behalf = s.votes_on_behalf + excluded.votes_on_behalf, weight = s.weight + excluded.weight, \
         heat_votes = s.heat_votes + excluded.heat_votes, heat = (s.heat_votes + excluded.heat_votes) * $2 \
         + s.heat_reports * $3 + s.heat_unhelpful * $4 + s.heat_comments * $5 \
         RETURNING s.request, s.votes, s.version",
    )
    .bind::<Integer, _>(project.number)
    .bind::<Double, _>(project.weight_votes)
    .bind::<Double, _>(project.weight_reports)
    .bind::<Double, _>(project.weight_unhelpful)
    .bind::<Double, _>(project.weight_comments)
    .bind::<Array<BigInt>, _>(column(requests, |(number, ..)| *number))
    .bind::<Array<BigInt>, _>(column(requests, |(.., by)| by.votes))
    .bind::<Array<BigInt>, _>(column(requests, |(.., by)| by.verified))
    .bind::<Array<BigInt>, _>(column(requests, |(.., by)| by.on_behalf))
    .bind::<Array<Double>, _>(column(requests, |(.., by)| by.weight))
    .bind::<Array<Double>, _>(column(requests, |(.., by)| by.heat))
    .bind::<Uid, _>(project.id)
    .bind::<Array<BigInt>, _>(column(moves, |place| place.0))
    .bind::<Array<Uid>, _>(column(moves, |place| place.1))
    .bind::<Array<Text>, _>(column(moves, |place| place.2))
    .bind::<Array<BigInt>, _>(column(moves, |place| place.3));
    prepared::<MoveAll, _>(upsert).load(connection)
}
