//! The counters that a batch moves: one statement a row on SQLite, one with arrays on PostgreSQL. Decides nothing.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Double, Integer, Text},
};

use super::rows::Request;
use crate::{
    base::id::{self, Id},
    error::{Error, Result},
    store::{
        columns::{Uid, column},
        connection::AnyConnection,
        prepared::prepared,
        projects::Project,
        schema::{places, standings},
    },
};

// The names of the statements that every batch runs.
enum MoveRequest {}
enum MoveRequests {}
enum MovePlace {}
enum MovePlaces {}

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

/// Moves the counters of requests and their heat; answers their counts. Errs when one of them is not any more as it was
/// read: on PostgreSQL others may have changed it since, and from here on its row is held.
pub fn move_requests(
    connection: &mut AnyConnection,
    project: &Project,
    requests: &HashMap<Id<id::Request>, Request>,
    moves: &[(Id<id::Request>, Move)],
) -> Result<HashMap<Id<id::Request>, i64>> {
    let numbered: Vec<(Id<id::Request>, i64, Move)> =
        moves.iter().filter_map(|(id, by)| Some((*id, requests.get(id)?.number, *by))).collect();
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut counts = HashMap::with_capacity(moves.len());
            for (id, number, by) in numbered {
                let update = diesel::update(standings::table.find((project.number, number)))
                    .set((
                        standings::votes.eq(standings::votes + by.votes),
                        standings::votes_verified.eq(standings::votes_verified + by.verified),
                        standings::votes_on_behalf.eq(standings::votes_on_behalf + by.on_behalf),
                        standings::weight.eq(standings::weight + by.weight),
                        standings::heat_votes.eq(standings::heat_votes + by.heat),
                        standings::heat.eq((standings::heat_votes + by.heat) * project.weight_votes
                            + standings::heat_reports * project.weight_reports
                            + standings::heat_unhelpful * project.weight_unhelpful
                            + standings::heat_comments * project.weight_comments),
                    ))
                    .returning(standings::votes);
                counts.insert(id, prepared::<MoveRequest, _>(update).get_result(inner)?);
            }
            Ok(counts)
        }
        AnyConnection::Postgres(inner) => {
            // All are held before the first moves, in the order of their numbers, so that nobody waits in a circle.
            let update = sql_query(
                "WITH held AS MATERIALIZED (SELECT request FROM standings WHERE project = $1 AND request = ANY($6) \
                 ORDER BY request FOR NO KEY UPDATE) \
                 UPDATE standings s SET votes = s.votes + m.votes, votes_verified = s.votes_verified + m.verified, \
                 votes_on_behalf = s.votes_on_behalf + m.on_behalf, weight = s.weight + m.weight, \
                 heat_votes = s.heat_votes + m.heat, heat = (s.heat_votes + m.heat) * $2 + s.heat_reports * $3 \
                 + s.heat_unhelpful * $4 + s.heat_comments * $5 \
                 FROM held JOIN UNNEST($6, $7, $8, $9, $10, $11) \
                 AS m (request, votes, verified, on_behalf, weight, heat) ON m.request = held.request \
                 WHERE s.project = $1 AND s.request = held.request RETURNING s.request, s.votes, s.version",
            )
            .bind::<Integer, _>(project.number)
            .bind::<Double, _>(project.weight_votes)
            .bind::<Double, _>(project.weight_reports)
            .bind::<Double, _>(project.weight_unhelpful)
            .bind::<Double, _>(project.weight_comments)
            .bind::<Array<BigInt>, _>(column(&numbered, |(_, number, _)| *number))
            .bind::<Array<BigInt>, _>(column(&numbered, |(.., by)| by.votes))
            .bind::<Array<BigInt>, _>(column(&numbered, |(.., by)| by.verified))
            .bind::<Array<BigInt>, _>(column(&numbered, |(.., by)| by.on_behalf))
            .bind::<Array<Double>, _>(column(&numbered, |(.., by)| by.weight))
            .bind::<Array<Double>, _>(column(&numbered, |(.., by)| by.heat));
            let moved: Vec<Moved> = prepared::<MoveRequests, _>(update).load(inner)?;
            let moved: HashMap<i64, Moved> = moved.into_iter().map(|moved| (moved.request, moved)).collect();
            let mut counts = HashMap::with_capacity(numbered.len());
            for (id, number, _) in numbered {
                let still = |now: &&Moved| requests.get(&id).is_some_and(|read| read.version == now.version);
                let Some(now) = moved.get(&number).filter(still) else {
                    return Err(Error::unavailable("a request changed while votes on it were counted"));
                };
                counts.insert(id, now.votes);
            }
            Ok(counts)
        }
    }
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

/// A place, with the number of the request, and by how much its count moves.
pub type PlaceMove<'b> = (i64, Id<id::Screen>, &'b str, i64);

/// Moves the counts of places, and makes those that are not there.
pub fn move_places(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    moves: &[PlaceMove<'_>],
) -> Result<()> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            for (request, screen, object_key, by) in moves {
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
                let _votes: i64 = prepared::<MovePlace, _>(upsert).get_result(inner)?;
            }
        }
        AnyConnection::Postgres(inner) if !moves.is_empty() => {
            let upsert = sql_query(
                "INSERT INTO places (project_id, request, screen_id, object_key, first, votes) \
                 SELECT $1, m.request, m.screen, m.object_key, false, m.votes \
                 FROM UNNEST($2, $3, $4, $5) AS m (request, screen, object_key, votes) \
                 ON CONFLICT (project_id, request, screen_id, object_key) \
                 DO UPDATE SET votes = places.votes + excluded.votes",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<BigInt>, _>(column(moves, |place| place.0))
            .bind::<Array<Uid>, _>(column(moves, |place| place.1))
            .bind::<Array<Text>, _>(column(moves, |place| place.2))
            .bind::<Array<BigInt>, _>(column(moves, |place| place.3));
            prepared::<MovePlaces, _>(upsert).execute(inner)?;
        }
        AnyConnection::Postgres(_) => {}
    }
    Ok(())
}
