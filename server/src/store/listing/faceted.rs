//! The first ranks of requests whose facets pass a filter: those of each facet by the index of the order, and of all these the first.
//! Reads at most a page for each facet, however few requests have it; knows nothing of screens, words and tags.

use std::fmt::Write as _;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Double},
};
use uuid::Uuid;

use super::{Filter, Order, Rank};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
    },
    domain::facet::Facet,
    error::Result,
    store::{facets, page},
};

#[derive(QueryableByName)]
struct ByScore {
    #[diesel(sql_type = BigInt)]
    request: i64,
    #[diesel(sql_type = Double)]
    key: f64,
}

#[derive(QueryableByName)]
struct ByNumber {
    #[diesel(sql_type = BigInt)]
    request: i64,
    #[diesel(sql_type = BigInt)]
    key: i64,
}

/// The facets that pass a filter and that requests have, with the number of these.
pub fn passing(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    filter: &Filter,
) -> Result<Vec<(Facet, i64)>> {
    let mut passing = facets::totals(connection, project)?;
    passing.retain(|(facet, _)| filter.passes(*facet));
    Ok(passing)
}

/// One query for each facet, as one, whose values SQLite counts by their first occurrence: `one` is the query of a facet's rows, `order` that of all together.
fn united(facets: &[(Facet, i64)], limit: i64, one: &str, order: &str) -> String {
    let mut text = String::new();
    for (facet, _) in facets {
        let (code, between) = (facet.code(), if text.is_empty() { "" } else { " UNION ALL " });
        let one = one.replace("{facet}", &code.to_string());
        // Writing to a string does not fail.
        let _ = write!(text, "{between}SELECT * FROM ({one} LIMIT {limit}) AS facet{code}");
    }
    let _ = write!(text, " ORDER BY {order} LIMIT {limit}");
    text
}

/// What an order is by, as its index says it, and whether that is a count.
fn key_of(order: Order) -> (&'static str, bool) {
    match order {
        Order::Top => ("votes", true),
        Order::Discussed => ("comments", true),
        Order::Weighted => ("weight", false),
        Order::Value => ("heat / COALESCE(effort, 1000000)", false),
        Order::Hot | Order::New => ("heat", false),
    }
}

/// The first ranks of an order by what a request has, after one that was shown.
pub fn ranked(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    order: Order,
    facets: &[(Facet, i64)],
    after: Option<(Key, i64)>,
    limit: i64,
) -> Result<Vec<Rank>> {
    if facets.is_empty() {
        return Ok(Vec::new());
    }
    let by = |column: &str| {
        let one = format!(
            "SELECT request, {column} AS key FROM standings \
             WHERE project = (SELECT number FROM projects WHERE id = $1) AND facet = {{facet}} \
             AND {column} <= $2 AND ({column} < $2 OR request < $3) ORDER BY {column} DESC, request DESC"
        );
        sql_query(united(facets, limit, &one, "2 DESC, 1 DESC"))
    };
    let last = after.as_ref().map_or(i64::MAX, |(_, last)| *last);
    let (column, is_count) = key_of(order);
    if is_count {
        let key = match after {
            None => i64::MAX,
            Some((Key::I64(key), _)) => key,
            Some(_) => return Err(page::wrong_cursor()),
        };
        let query = by(column).bind::<Uid, _>(project).bind::<BigInt, _>(key).bind::<BigInt, _>(last);
        let rows: Vec<ByNumber> = each!(connection, inner => query.load(inner))?;
        return Ok(rows.into_iter().map(|row| (row.request, Key::I64(row.key))).collect());
    }
    let key = match after {
        None => f64::INFINITY,
        Some((Key::F64(key), _)) => key,
        Some(_) => return Err(page::wrong_cursor()),
    };
    let query = by(column).bind::<Uid, _>(project).bind::<Double, _>(key).bind::<BigInt, _>(last);
    let rows: Vec<ByScore> = each!(connection, inner => query.load(inner))?;
    Ok(rows.into_iter().map(|row| (row.request, Key::F64(row.key))).collect())
}

/// The latest ones of a span of time, after one that was shown.
pub fn latest(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    facets: &[(Facet, i64)],
    (since, before): (Option<Time>, Option<Time>),
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<Rank>> {
    if facets.is_empty() {
        return Ok(Vec::new());
    }
    let last = before.map_or(i64::MAX, |before| before.micros().saturating_sub(1));
    let (at, id) = match after {
        None => (last, Uuid::max()),
        Some(Cursor { key: Key::I64(at), id, .. }) if *at <= last => (*at, *id),
        Some(Cursor { key: Key::I64(_), .. }) => (last, Uuid::max()),
        Some(_) => return Err(page::wrong_cursor()),
    };
    let one = "SELECT number AS request, created_at AS key, id FROM requests WHERE project_id = $1 \
        AND facet = {facet} AND created_at <= $2 AND (created_at < $2 OR id < $3) AND created_at >= $4 \
        ORDER BY created_at DESC, id DESC";
    let query = sql_query(united(facets, limit, one, "2 DESC, 3 DESC"))
        .bind::<Uid, _>(project)
        .bind::<BigInt, _>(at)
        .bind::<Uid, _>(Id::<id::Request>::from(id))
        .bind::<BigInt, _>(since.map_or(i64::MIN, Time::micros));
    let rows: Vec<ByNumber> = each!(connection, inner => query.load(inner))?;
    Ok(rows.into_iter().map(|row| (row.request, Key::I64(row.key))).collect())
}
