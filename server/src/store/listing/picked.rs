//! The first ranks of requests where an index says which few pass: by screen, member, tag, segment, day or words.
//! Sorts all of these; knows nothing of relevance.

use diesel::{dsl::sql, prelude::*, sql_types::BigInt};

use super::{Filter, Rank, here, narrowed, phrases, ranks, shown, with_word};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::order::Order,
    error::Result,
    store::{
        numbers::whole,
        page,
        schema::{places, requests, standings, tags, terms, visitors, votes},
    },
};

/// Requests whose texts are searched for phrases at a time, and how often until a page is full.
const SEARCHED: i64 = 200;
const MAX_TIMES: usize = 10;

/// The ranks of the first requests that pass, after one that was shown.
pub fn picked(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    order: Order,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<Rank>> {
    let Some(query) = filter.query.as_ref().filter(|query| query.has_phrases()) else {
        return pick(connection, project, order, filter, after, limit);
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut found, mut after) = (Vec::new(), after.cloned());
    for _ in 0..MAX_TIMES {
        let ranks = pick(connection, project, order, filter, after.as_ref(), SEARCHED)?;
        let numbers: Vec<i64> = ranks.iter().map(|rank| rank.0).collect();
        let saying = phrases::saying(connection, project, query, &numbers)?;
        let Some((number, key)) = ranks.last().cloned() else { break };
        let is_end = i64::try_from(ranks.len()).is_ok_and(|read| read < SEARCHED);
        found.extend(ranks.into_iter().filter(|rank| saying.contains(&rank.0)));
        if is_end || found.len() >= limit {
            break;
        }
        after = Some(place(connection, project, order, (number, key))?);
    }
    found.truncate(limit);
    Ok(found)
}

/// The same without regard to phrases.
pub(super) fn pick(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    order: Order,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<Rank>> {
    let mut query = narrowed!(whole!(project).limit(limit).into_boxed(), project, filter);
    if let Some(asked) = &filter.query {
        if asked.words.is_empty() {
            return Ok(Vec::new());
        }
        for word in &asked.words {
            query = query.filter(requests::id.eq_any(with_word!(project, word).offset(0)));
        }
    }
    if order != Order::New {
        let after = after.map(|cursor| shown(connection, project, cursor)).transpose()?;
        return Ok(ranks!(connection, query, order, after));
    }
    if let Some(cursor) = after {
        let Key::I64(key) = cursor.key else { return Err(page::wrong_cursor()) };
        let (at, id) = (Time::from_micros(key), Id::<id::Request>::from(cursor.id));
        query = query
            .filter(requests::created_at.le(at))
            .filter(requests::created_at.lt(at).or(requests::id.lt(id)));
    }
    let query = query.select((requests::number, requests::created_at));
    let rows: Vec<(i64, Time)> =
        query.order((requests::created_at.desc(), requests::id.desc())).load(connection)?;
    Ok(rows.into_iter().map(|(number, at)| (number, Key::I64(at.micros()))).collect())
}

/// The cursor that begins after a rank.
pub(super) fn place(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    order: Order,
    (number, key): Rank,
) -> Result<Cursor> {
    let last: Id<id::Request> =
        whole!(project).filter(requests::number.eq(number)).select(requests::id).first(connection)?;
    Ok(Cursor::new(order.as_str(), key, last.uuid()))
}
