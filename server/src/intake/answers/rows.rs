//! The answers that a batch replaces and inserts: one prepared statement per row on SQLite, one with arrays on PostgreSQL.
//! Decides nothing.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Bool, Nullable, Text},
    upsert::excluded,
};

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::{Uid, column},
        connection::AnyConnection,
        prepared::prepared,
    },
    error::Result,
    store::{answers::Answer, schema::answers},
};

// The names of the statements that every batch runs.
enum Standing {}
enum StandingMany {}
enum Put {}
enum PutMany {}

/// Where and by whom an answer was given.
pub type Key<'b> = (Id<id::Screen>, &'b str, Id<id::Visitor>);

/// The answer that a new one replaces.
#[derive(Clone, Copy, Queryable)]
pub struct Old {
    /// Names the answer.
    pub id: Id<id::Answer>,
    /// Yes or no.
    pub helpful: bool,
    /// When it was last given.
    pub given: Time,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = Uid)]
    id: Id<id::Answer>,
    #[diesel(sql_type = Bool)]
    helpful: bool,
    #[diesel(sql_type = BigInt)]
    updated_at: Time,
}

/// The current answers of these visitors at these places.
pub fn standing<'b>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    keys: &[Key<'b>],
) -> Result<HashMap<Key<'b>, Old>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut found = HashMap::with_capacity(keys.len());
            for key in keys {
                let row = answers::table.find((project, key.0, key.1, key.2));
                let row = row.select((answers::id, answers::helpful, answers::updated_at));
                if let Some(old) = prepared::<Standing, _>(row).get_result::<Old>(inner).optional()? {
                    found.insert(*key, old);
                }
            }
            Ok(found)
        }
        AnyConnection::Postgres(inner) => {
            let select = sql_query(
                "SELECT k.n, a.id, a.helpful, a.updated_at \
                 FROM UNNEST($2, $3, $4) WITH ORDINALITY AS k (screen, object_key, visitor, n) \
                 JOIN answers a ON a.project_id = $1 AND a.screen_id = k.screen AND a.object_key = k.object_key \
                 AND a.visitor_id = k.visitor",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Uid>, _>(column(keys, |key| key.0))
            .bind::<Array<Text>, _>(column(keys, |key| key.1))
            .bind::<Array<Uid>, _>(column(keys, |key| key.2));
            let rows: Vec<Found> = prepared::<StandingMany, _>(select).load(inner)?;
            let key_of = |n: i64| keys.get(usize::try_from(n).ok()?.checked_sub(1)?).copied();
            let old = |row: Found| {
                let old = Old { id: row.id, helpful: row.helpful, given: row.updated_at };
                Some((key_of(row.n)?, old))
            };
            Ok(rows.into_iter().filter_map(old).collect())
        }
    }
}

/// Inserts answers, or replaces those that exist.
pub fn put(connection: &mut AnyConnection, rows: &[Answer]) -> Result<()> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            for row in rows {
                let upsert = diesel::insert_into(answers::table)
                    .values(row)
                    .on_conflict((
                        answers::project_id,
                        answers::screen_id,
                        answers::object_key,
                        answers::visitor_id,
                    ))
                    .do_update()
                    .set((
                        answers::helpful.eq(excluded(answers::helpful)),
                        answers::reason.eq(excluded(answers::reason)),
                        answers::comment.eq(excluded(answers::comment)),
                        answers::updated_at.eq(excluded(answers::updated_at)),
                    ))
                    .returning(answers::helpful);
                let _helpful: bool = prepared::<Put, _>(upsert).get_result(inner)?;
            }
        }
        AnyConnection::Postgres(inner) if !rows.is_empty() => {
            let upsert = sql_query(
                "INSERT INTO answers (project_id, screen_id, object_key, visitor_id, id, helpful, reason, comment, \
                 created_at, updated_at) SELECT * FROM UNNEST($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                 ON CONFLICT (project_id, screen_id, object_key, visitor_id) DO UPDATE SET \
                 helpful = excluded.helpful, reason = excluded.reason, comment = excluded.comment, \
                 updated_at = excluded.updated_at",
            )
            .bind::<Array<Uid>, _>(column(rows, |row| row.project_id))
            .bind::<Array<Uid>, _>(column(rows, |row| row.screen_id))
            .bind::<Array<Text>, _>(rows.iter().map(|row| row.object_key.as_str()).collect::<Vec<_>>())
            .bind::<Array<Uid>, _>(column(rows, |row| row.visitor_id))
            .bind::<Array<Uid>, _>(column(rows, |row| row.id))
            .bind::<Array<Bool>, _>(column(rows, |row| row.helpful))
            .bind::<Array<Nullable<Text>>, _>(
                rows.iter().map(|row| row.reason.as_deref()).collect::<Vec<_>>(),
            )
            .bind::<Array<Nullable<Text>>, _>(
                rows.iter().map(|row| row.comment.as_deref()).collect::<Vec<_>>(),
            )
            .bind::<Array<BigInt>, _>(column(rows, |row| row.created_at))
            .bind::<Array<BigInt>, _>(column(rows, |row| row.updated_at));
            prepared::<PutMany, _>(upsert).execute(inner)?;
        }
        AnyConnection::Postgres(_) => {}
    }
    Ok(())
}
