//! The rows that a batch of one project is checked against: one prepared statement per row on SQLite, where a statement
//! costs little, and one with an array on PostgreSQL, where a round trip costs most. There every row is looked up by its
//! key, by its own query inside the statement: a plan that was made when the tables were small would later read all of them.
//! Decides nothing.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Bool, Integer, Text},
};

use crate::{
    base::id::{self, Id},
    db::{
        columns::{Uid, column},
        connection::AnyConnection,
        prepared::prepared,
    },
    domain::{heat::Parts, status::Status},
    error::Result,
    store::{
        heats::{PARTS, PartsRow},
        numbers::whole,
        projects::Project,
        schema::{requests, standings},
    },
};

// The names of the statements that every batch runs.
enum LoadRequest {}
enum LoadRequests {}

/// What a command is judged by.
#[derive(Clone, Debug, Queryable, QueryableByName)]
pub struct Request {
    /// Its number, the key of its votes.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    /// Whether it takes votes.
    #[diesel(sql_type = Text)]
    pub status: Status,
    /// Whether visitors may see it.
    #[diesel(sql_type = Bool)]
    pub public: bool,
    /// Rises when that changes.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    /// Its count.
    #[diesel(sql_type = BigInt)]
    pub votes: i64,
    #[diesel(embed)]
    parts: PartsRow,
}

impl Request {
    /// The parts of its heat.
    pub fn parts(&self) -> Parts {
        self.parts.into()
    }
}

/// A row with its id.
#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Uid)]
    id: Id<id::Request>,
    #[diesel(embed)]
    request: Request,
}

/// The requests with these ids, as they are now.
pub fn requests(
    connection: &mut AnyConnection,
    project: &Project,
    ids: &[Id<id::Request>],
) -> Result<HashMap<Id<id::Request>, Request>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let joined = whole!(project.id, project.number);
            let columns = (
                requests::number,
                requests::status,
                requests::public,
                standings::version,
                standings::votes,
                PARTS,
            );
            let mut found = HashMap::with_capacity(ids.len());
            for id in ids {
                let row = joined.filter(requests::id.eq(*id)).select(columns);
                if let Some(row) = prepared::<LoadRequest, _>(row).get_result(inner).optional()? {
                    found.insert(*id, row);
                }
            }
            Ok(found)
        }
        AnyConnection::Postgres(inner) => {
            let select = sql_query(
                "SELECT r.*, s.* FROM UNNEST($3) AS asked (id) CROSS JOIN LATERAL (SELECT id, number, status, public \
                 FROM requests WHERE project_id = $1 AND id = asked.id LIMIT 1) AS r CROSS JOIN LATERAL \
                 (SELECT version, votes, heat_votes, heat_reports, heat_unhelpful, heat_comments FROM standings \
                 WHERE project = $2 AND request = r.number LIMIT 1) AS s",
            )
            .bind::<Uid, _>(project.id)
            .bind::<Integer, _>(project.number)
            .bind::<Array<Uid>, _>(column(ids, |id| *id));
            let rows: Vec<Found> = prepared::<LoadRequests, _>(select).load(inner)?;
            Ok(rows.into_iter().map(|found| (found.id, found.request)).collect())
        }
    }
}
