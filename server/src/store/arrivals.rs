//! The visitors that a transaction writes for: created if new, locked until it ends, and marked as seen.
//! Identifies nobody.

use std::collections::{BTreeMap, HashMap};

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Double},
};

use super::{
    schema::visitors,
    visitors::{Visitor, insert},
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
    error::{Code, Error, Result},
};

// The names of the statements that every batch runs.
enum KnownOne {}
enum KnownAll {}
enum Seen {}

/// Seconds after which a visitor is marked as seen again: that writes its row and an index entry, on pages that nothing else in the
/// transaction touches.
const SEEN_AGAIN: i64 = 600;

/// A visitor that writes.
pub struct Arrival<'v> {
    /// Who.
    pub visitor: Id<id::Visitor>,
    /// The visitor's row, when it may have to be created first.
    pub new_visitor: Option<&'v Visitor>,
    /// When.
    pub at: Time,
}

/// A visitor that exists, as it was locked.
#[derive(Clone, Copy)]
pub struct Known {
    /// Its number, the key of its votes.
    pub number: i64,
    /// How much its votes count.
    pub weight: f64,
}

/// A visitor that exists.
#[derive(Queryable, QueryableByName)]
struct Existing {
    #[diesel(sql_type = Uid)]
    id: Id<id::Visitor>,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = BigInt)]
    seen_at: Time,
    #[diesel(sql_type = Double)]
    weight: f64,
}

/// The error for a visitor that was merged or anonymised since it got its token.
pub fn gone() -> Error {
    Error::new(Code::Unauthorized, "This visitor no longer exists: send no token to start again.")
}

/// Inserts the new visitors and locks all until the transaction ends, in the order of their ids; returns those that
/// exist. Call it before screens and requests are locked.
pub fn arrive<'v>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    arrivals: impl Iterator<Item = Arrival<'v>>,
) -> Result<HashMap<Id<id::Visitor>, Known>> {
    let mut latest: BTreeMap<Id<id::Visitor>, Time> = BTreeMap::new();
    let mut minted: BTreeMap<Id<id::Visitor>, &Visitor> = BTreeMap::new();
    for Arrival { visitor, new_visitor, at } in arrivals {
        let seen = latest.entry(visitor).or_insert(at);
        *seen = at.max(*seen);
        minted.extend(new_visitor.map(|fresh| (visitor, fresh)));
    }
    for fresh in minted.into_values() {
        insert(connection, fresh)?;
    }
    let existing = lock(connection, project, &latest.keys().copied().collect::<Vec<_>>())?;
    let stale = existing.iter().filter_map(|visitor| {
        let at = latest.get(&visitor.id)?;
        (*at >= visitor.seen_at.plus_seconds(SEEN_AGAIN)).then_some((visitor.id, *at))
    });
    note(connection, project, &stale.collect::<Vec<_>>())?;
    let known = |visitor: Existing| Known { number: visitor.number, weight: visitor.weight };
    Ok(existing.into_iter().map(|visitor| (visitor.id, known(visitor))).collect())
}

/// As `arrive`, for one visitor.
///
/// # Errors
/// Occurs when the visitor does not exist.
pub fn arrive_one(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    arrival: Arrival<'_>,
) -> Result<()> {
    let existing = arrive(connection, project, std::iter::once(arrival))?;
    if existing.is_empty() { Err(gone()) } else { Ok(()) }
}

/// Those of the visitors with these ids that exist, locked until the transaction ends, in the order of `ids`. On PostgreSQL
/// each is looked up by its key: a plan that was made when the table was small would read all of it later.
fn lock(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Visitor>],
) -> Result<Vec<Existing>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut existing = Vec::with_capacity(ids.len());
            for id in ids {
                let columns = (visitors::id, visitors::number, visitors::seen_at, visitors::weight);
                let row = visitors::table.find((project, *id)).select(columns);
                existing.extend(prepared::<KnownOne, _>(row).get_result::<Existing>(inner).optional()?);
            }
            Ok(existing)
        }
        AnyConnection::Postgres(inner) if !ids.is_empty() => {
            let select = sql_query(
                "SELECT v.* FROM UNNEST($2) AS asked (id) CROSS JOIN LATERAL (SELECT id, number, seen_at, weight FROM visitors \
                 WHERE project_id = $1 AND id = asked.id LIMIT 1 FOR NO KEY UPDATE) AS v",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Uid>, _>(ids);
            Ok(prepared::<KnownAll, _>(select).load(inner)?)
        }
        AnyConnection::Postgres(_) => Ok(Vec::new()),
    }
}

/// Marks locked visitors as seen.
fn note(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    seen: &[(Id<id::Visitor>, Time)],
) -> Result<()> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            for (id, at) in seen {
                let update = diesel::update(visitors::table.find((project, *id)))
                    .set(visitors::seen_at.eq(*at))
                    .returning(visitors::seen_at);
                let _at: Time = prepared::<Seen, _>(update).get_result(inner)?;
            }
        }
        AnyConnection::Postgres(inner) if !seen.is_empty() => {
            sql_query(
                "UPDATE visitors v SET seen_at = m.at FROM UNNEST($2, $3) AS m (id, at) \
                 WHERE v.project_id = $1 AND v.id = m.id",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Uid>, _>(column(seen, |(id, _)| *id))
            .bind::<Array<BigInt>, _>(column(seen, |(_, at)| *at))
            .execute(inner)?;
        }
        AnyConnection::Postgres(_) => {}
    }
    Ok(())
}
