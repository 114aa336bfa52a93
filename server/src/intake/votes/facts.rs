//! The votes that a batch inserts and deletes: one statement per row on SQLite, one with arrays on PostgreSQL.
//! Decides nothing, and says what was really written.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Double, Integer, Nullable, SmallInt, Text},
};

use crate::{
    db::{
        columns::column,
        connection::{AnyConnection, each},
        prepared::prepared,
    },
    domain::{deflection::Offered, status::VoterKind},
    error::Result,
    store::schema::votes,
};

// The names of the statements that every batch runs.
enum CastVote {}
enum CastVotes {}
enum RetractVote {}

/// A vote as it is written.
#[derive(Insertable)]
#[diesel(table_name = votes)]
#[diesel(treat_none_as_default_value = false)]
pub struct Vote<'b> {
    /// The project's number.
    pub project: i32,
    /// The request's number.
    pub request: i32,
    /// The visitor's number.
    pub visitor: i64,
    /// How much it counts.
    pub weight: f64,
    /// When, as the table keeps it.
    pub cast_at: i32,
    /// The screen's number.
    pub screen: Option<i32>,
    /// What vouches for the voter.
    pub kind: VoterKind,
    /// The object; empty for none.
    pub object_key: &'b str,
    /// Whether it is cast on a similar request, instead of posting what was being written.
    pub instead: Option<Offered>,
}

/// A vote that was deleted.
#[derive(Queryable)]
pub struct Removed {
    /// What vouched for the voter.
    pub kind: VoterKind,
    /// How much it counted.
    pub weight: f64,
    /// When it was cast.
    pub cast_at: i32,
    /// The screen's number.
    pub screen: Option<i32>,
    /// The object; empty for none.
    pub object_key: String,
    /// The number of the merged request that had lent it.
    pub merged_from: Option<i32>,
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Integer)]
    request: i32,
    #[diesel(sql_type = BigInt)]
    visitor: i64,
}

/// Inserts votes; returns the (request, visitor) of those that were not there.
pub fn cast(connection: &mut AnyConnection, rows: &[Vote<'_>]) -> Result<Vec<(i32, i64)>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut made = Vec::with_capacity(rows.len());
            for row in rows {
                let insert = diesel::insert_into(votes::table)
                    .values(row)
                    .on_conflict((votes::project, votes::request, votes::visitor))
                    .do_nothing();
                if prepared::<CastVote, _>(insert).execute(inner)? == 1 {
                    made.push((row.request, row.visitor));
                }
            }
            Ok(made)
        }
        AnyConnection::Postgres(inner) => {
            let insert = sql_query(
                "INSERT INTO votes (project, request, visitor, weight, cast_at, screen, kind, object_key, \
                 instead) SELECT * FROM UNNEST($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                 ON CONFLICT (project, request, visitor) DO NOTHING RETURNING request, visitor",
            )
            .bind::<Array<Integer>, _>(column(rows, |row| row.project))
            .bind::<Array<Integer>, _>(column(rows, |row| row.request))
            .bind::<Array<BigInt>, _>(column(rows, |row| row.visitor))
            .bind::<Array<Double>, _>(column(rows, |row| row.weight))
            .bind::<Array<Integer>, _>(column(rows, |row| row.cast_at))
            .bind::<Array<Nullable<Integer>>, _>(column(rows, |row| row.screen))
            .bind::<Array<SmallInt>, _>(column(rows, |row| row.kind))
            .bind::<Array<Text>, _>(column(rows, |row| row.object_key))
            .bind::<Array<Nullable<SmallInt>>, _>(column(rows, |row| row.instead));
            let made: Vec<Key> = prepared::<CastVotes, _>(insert).load(inner)?;
            Ok(made.into_iter().map(|key| (key.request, key.visitor)).collect())
        }
    }
}

/// Deletes a vote, if there is one.
pub fn retract(
    connection: &mut AnyConnection,
    project: i32,
    request: i32,
    visitor: i64,
) -> Result<Option<Removed>> {
    let delete = diesel::delete(votes::table.find((project, request, visitor))).returning((
        votes::kind,
        votes::weight,
        votes::cast_at,
        votes::screen,
        votes::object_key,
        votes::merged_from,
    ));
    Ok(each!(connection, inner => prepared::<RetractVote, _>(delete).get_result(inner).optional())?)
}
