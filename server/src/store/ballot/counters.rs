//! The counters that a batch moves: one statement a row on SQLite, one with arrays on PostgreSQL. Decides nothing.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Bool, Double, Text},
};

use super::rows::Request;
use crate::{
    base::id::{self, Id},
    domain::status::Status,
    error::{Error, Result},
    store::{
        columns::{Uid, column},
        connection::AnyConnection,
        prepared::prepared,
        projects::Project,
        schema::{places, requests},
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
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut counts = HashMap::with_capacity(moves.len());
            for (id, by) in moves {
                let update = diesel::update(requests::table.find((project.id, *id)))
                    .set((
                        requests::votes.eq(requests::votes + by.votes),
                        requests::votes_verified.eq(requests::votes_verified + by.verified),
                        requests::votes_on_behalf.eq(requests::votes_on_behalf + by.on_behalf),
                        requests::weight.eq(requests::weight + by.weight),
                        requests::heat_votes.eq(requests::heat_votes + by.heat),
                        requests::heat.eq((requests::heat_votes + by.heat) * project.weight_votes
                            + requests::heat_reports * project.weight_reports
                            + requests::heat_unhelpful * project.weight_unhelpful
                            + requests::heat_comments * project.weight_comments),
                    ))
                    .returning(requests::votes);
                counts.insert(*id, prepared::<MoveRequest, _>(update).get_result(inner)?);
            }
            Ok(counts)
        }
        AnyConnection::Postgres(inner) => {
            // All are held before the first moves, in the order of their ids, so that two boxes never wait in a circle.
            let update = sql_query(
                "WITH held AS MATERIALIZED (SELECT id FROM requests WHERE project_id = $1 AND id = ANY($6) \
                 ORDER BY id FOR NO KEY UPDATE) \
                 UPDATE requests r SET votes = r.votes + m.votes, votes_verified = r.votes_verified + m.verified, \
                 votes_on_behalf = r.votes_on_behalf + m.on_behalf, weight = r.weight + m.weight, \
                 heat_votes = r.heat_votes + m.heat, heat = (r.heat_votes + m.heat) * $2 + r.heat_reports * $3 \
                 + r.heat_unhelpful * $4 + r.heat_comments * $5 \
                 FROM held JOIN UNNEST($6, $7, $8, $9, $10, $11) AS m (id, votes, verified, on_behalf, weight, heat) \
                 ON m.id = held.id \
                 WHERE r.project_id = $1 AND r.id = held.id RETURNING r.id, r.votes, r.status, r.public",
            )
            .bind::<Uid, _>(project.id)
            .bind::<Double, _>(project.weight_votes)
            .bind::<Double, _>(project.weight_reports)
            .bind::<Double, _>(project.weight_unhelpful)
            .bind::<Double, _>(project.weight_comments)
            .bind::<Array<Uid>, _>(column(moves, |(id, _)| *id))
            .bind::<Array<BigInt>, _>(column(moves, |(_, by)| by.votes))
            .bind::<Array<BigInt>, _>(column(moves, |(_, by)| by.verified))
            .bind::<Array<BigInt>, _>(column(moves, |(_, by)| by.on_behalf))
            .bind::<Array<Double>, _>(column(moves, |(_, by)| by.weight))
            .bind::<Array<Double>, _>(column(moves, |(_, by)| by.heat));
            let moved: Vec<Moved> = prepared::<MoveRequests, _>(update).load(inner)?;
            let still = |now: &Moved| {
                requests
                    .get(&now.id)
                    .is_some_and(|read| read.status == now.status && read.public == now.public)
            };
            if moved.len() < moves.len() || !moved.iter().all(still) {
                return Err(Error::unavailable("a request changed while votes on it were counted"));
            }
            Ok(moved.into_iter().map(|moved| (moved.id, moved.votes)).collect())
        }
    }
}

#[derive(QueryableByName)]
struct Moved {
    #[diesel(sql_type = Uid)]
    id: Id<id::Request>,
    #[diesel(sql_type = BigInt)]
    votes: i64,
    #[diesel(sql_type = Text)]
    status: Status,
    #[diesel(sql_type = Bool)]
    public: bool,
}

/// A place and by how much its count moves.
pub type PlaceMove<'b> = (Id<id::Request>, Id<id::Screen>, &'b str, i64);

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
                    places::request_id.eq(*request),
                    places::screen_id.eq(*screen),
                    places::object_key.eq(*object_key),
                    places::first.eq(false),
                    places::votes.eq(*by),
                );
                let upsert = diesel::insert_into(places::table)
                    .values(&values)
                    .on_conflict((
                        places::project_id,
                        places::request_id,
                        places::screen_id,
                        places::object_key,
                    ))
                    .do_update()
                    .set(places::votes.eq(places::votes + *by))
                    .returning(places::votes);
                let _votes: i64 = prepared::<MovePlace, _>(upsert).get_result(inner)?;
            }
        }
        AnyConnection::Postgres(inner) if !moves.is_empty() => {
            let upsert = sql_query(
                "INSERT INTO places (project_id, request_id, screen_id, object_key, first, votes) \
                 SELECT $1, m.request, m.screen, m.object_key, false, m.votes \
                 FROM UNNEST($2, $3, $4, $5) AS m (request, screen, object_key, votes) \
                 ON CONFLICT (project_id, request_id, screen_id, object_key) \
                 DO UPDATE SET votes = places.votes + excluded.votes",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Uid>, _>(column(moves, |place| place.0))
            .bind::<Array<Uid>, _>(column(moves, |place| place.1))
            .bind::<Array<Text>, _>(column(moves, |place| place.2))
            .bind::<Array<BigInt>, _>(column(moves, |place| place.3));
            prepared::<MovePlaces, _>(upsert).execute(inner)?;
        }
        AnyConnection::Postgres(_) => {}
    }
    Ok(())
}
