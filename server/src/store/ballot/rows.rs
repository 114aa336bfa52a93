//! What a batch of one project is judged by: one prepared statement a row on SQLite, where a statement costs little, and one
//! with an array on PostgreSQL, where a way to the server and back costs most. Decides nothing.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::{
    base::id::{self, Id},
    domain::status::Status,
    error::Result,
    store::{
        connection::AnyConnection,
        numbers::whole,
        prepared::prepared,
        projects::Project,
        schema::{requests, standings, visitors},
    },
};

// The names of the statements that every batch runs.
enum LoadRequest {}
enum Seat {}

/// What a ballot is judged by.
#[derive(Clone, Debug, Queryable)]
pub struct Request {
    /// Its number, the key of its votes.
    pub number: i64,
    /// Whether it takes votes.
    pub status: Status,
    /// Whether visitors may see it.
    pub public: bool,
    /// Rises when that changes.
    pub version: i64,
    /// Its count.
    pub votes: i64,
    /// The votes' part of its heat.
    pub heat_votes: f64,
}

/// The requests with these ids, as they are now.
pub fn requests(
    connection: &mut AnyConnection,
    project: &Project,
    ids: &[Id<id::Request>],
) -> Result<HashMap<Id<id::Request>, Request>> {
    let joined = whole!(project.id, project.number);
    let columns = (
        requests::number,
        requests::status,
        requests::public,
        standings::version,
        standings::votes,
        standings::heat_votes,
    );
    match connection {
        AnyConnection::Sqlite(inner) => {
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
            let rows: Vec<(Id<id::Request>, Request)> =
                joined.filter(requests::id.eq_any(ids)).select((requests::id, columns)).load(inner)?;
            Ok(rows.into_iter().collect())
        }
    }
}

/// The numbers of visitors, who stay until the transaction ends; who is gone is left out.
pub fn seats(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Visitor>],
) -> Result<HashMap<Id<id::Visitor>, i64>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut found = HashMap::with_capacity(ids.len());
            for id in ids {
                let row = visitors::table.find((project, *id)).select(visitors::number);
                if let Some(number) = prepared::<Seat, _>(row).get_result(inner).optional()? {
                    found.insert(*id, number);
                }
            }
            Ok(found)
        }
        AnyConnection::Postgres(inner) => {
            let rows: Vec<(Id<id::Visitor>, i64)> = visitors::table
                .filter(visitors::project_id.eq(project))
                .filter(visitors::id.eq_any(ids))
                .order(visitors::id.asc())
                .select((visitors::id, visitors::number))
                .for_key_share()
                .load(inner)?;
            Ok(rows.into_iter().collect())
        }
    }
}
